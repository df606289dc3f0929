"""The worth of a plan, added up again with the published integer coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.exact import Integers, Mask, add, fit, product, total
from optimizer.verify.numbers import spread
from optimizer.verify.paper import Paper

YUAN, PROJECTS, TIERS, FUNDED = "merit_yuan", "merit_projects", "diminishing", "number_funded"


@dataclass(frozen=True, slots=True)
class Worth:
    """What awards of all projects are worth to one objective; 0 outside the stage.

    A project is worth ``once`` if it has anything, and each step in tier k (up to ``ends[k]``
    steps, rising) ``per_step[k]``; nothing beyond the last tier. One entry a project each.
    """

    per_step: tuple[Integers, ...]
    ends: tuple[IntArray, ...]
    once: Integers
    scale: int = 1

    def each(self, steps: Integers) -> Integers:
        """Return the worth of every project where it has ``steps`` steps."""
        worth = np.where(np.asarray(steps > 0, dtype=np.bool_), self.once, 0)
        below: Integers = np.zeros(len(steps), dtype=np.int64)
        for per_step, end in zip(self.per_step, self.ends, strict=True):
            reached = np.minimum(steps, end)
            worth = add(worth, product(per_step, reached - below))
            below = reached
        return worth

    def of(self, steps: IntArray) -> int:
        """Return the worth of a plan."""
        return total(self.each(steps))

    def only(self, projects: IntArray) -> Worth:
        """Return the worth of some projects, in their order."""
        return Worth(
            tuple(per_step[projects] for per_step in self.per_step),
            tuple(end[projects] for end in self.ends),
            self.once[projects],
            self.scale,
        )

    def marginal(self, steps: IntArray) -> Integers:
        """Return what the step after ``steps`` is worth, ``once`` not counted."""
        worth: Integers = np.zeros(len(steps), dtype=np.int64)
        for per_step, end in zip(reversed(self.per_step), reversed(self.ends), strict=True):
            worth = np.where(np.asarray(steps < end, dtype=np.bool_), per_step, worth)
        return worth


def worth_of(paper: Paper, projects: IntArray, name: str) -> Worth:
    """Return what the awards of ``projects`` are worth to the objective ``name``.

    ``merit_yuan``: a yuan counts by its merit. ``merit_projects``: a project counts by its merit
    once, spread over its steps. ``diminishing``: a yuan counts by merit times the weight of its
    tier. ``number_funded``: a project counts 1 if it has anything.
    """
    size = len(paper.domains.grid)
    nothing = np.zeros(size, dtype=np.int64)
    top = paper.domains.most // paper.domains.grid
    if name == FUNDED:
        return Worth((nothing,), (top,), _placed(size, projects, np.ones_like(projects)))
    merit = paper.problem.merit[projects]
    if name == PROJECTS:
        split = spread(paper.domains, projects, merit)
        per_step = _placed(size, projects, split.down)
        return Worth((per_step,), (top,), _placed(size, projects, split.once), split.scale)
    per_step = _placed(size, projects, product(merit, paper.domains.grid[projects]))
    if name == YUAN:
        return Worth((per_step,), (top,), nothing)
    weights = paper.problem.rules.diminishing
    return Worth(
        tuple(fit(per_step, weight) * weight for _, weight in weights),
        tuple(_tier_end(paper, to) for to, _ in weights),
        nothing,
    )


def _placed(size: int, projects: IntArray, values: Integers) -> Integers:
    out = np.zeros(size, dtype=values.dtype)
    out[projects] = values
    return out


def _tier_end(paper: Paper, to: Fraction) -> IntArray:
    """Return the grid steps in the part ``to`` of the entitled amounts, rounded down."""
    parts, ones = to.numerator, to.denominator
    entitled, grid = paper.problem.entitled, paper.domains.grid
    return np.asarray(fit(entitled, parts) * parts // (fit(grid, ones) * ones)).astype(np.int64)


def least_difference(worth: Worth, paper: Paper, among: Mask) -> int:
    """Return a step of the objective: any two plans differ by a multiple of it.

    An indivisible project is worth all or nothing; any other changes by single steps and by what
    being funded at all is worth.
    """
    whole = among & paper.domains.whole
    top = paper.domains.most // paper.domains.grid
    steps = [worth.each(top)[whole], worth.once[among & ~whole]]
    steps += [per_step[among & ~whole] for per_step in worth.per_step]
    return gcd(*(int(np.gcd.reduce(part)) for part in steps if len(part))) or 1
