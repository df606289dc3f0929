"""One optimised stage as a program on paper: who can get what, and what every limit leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.verify.exact import Integers, Mask, by_segment, common_steps, fit
from optimizer.verify.findings import finding
from optimizer.verify.objective import Worth
from optimizer.verify.paper import Paper


@dataclass(frozen=True)
class StageProgram:
    """Stage ``number``: its open projects, and the later ones that its limits may count on.

    ``settled`` are the awards (yuan, one a project) of locks and earlier stages. ``mine`` marks
    the stage's open projects, ``helping`` open ones of later stages, worth nothing here.
    """

    paper: Paper
    number: int
    settled: IntArray
    mine: Mask
    helping: Mask

    @cached_property
    def standing(self) -> Mask:
        """Who can get a step in this stage's program."""
        return np.asarray(self.mine | self.helping)

    @cached_property
    def least(self) -> IntArray:
        """The least steps above 0 of every project that stands."""
        return np.where(self.standing, self.paper.domains.least // self.paper.domains.grid, 0)

    @cached_property
    def most(self) -> IntArray:
        """The most steps of every project, 0 for those that do not stand."""
        return np.where(self.standing, self.paper.domains.most // self.paper.domains.grid, 0)

    @cached_property
    def left(self) -> Integers:
        """What every line leaves to those who stand, before rounding."""
        settled = self.paper.lines.totals(self.paper.steps(self.settled))
        return fit(np.asarray(self.paper.lines.limits - settled, dtype=object))

    @cached_property
    def right_sides(self) -> Integers:
        """What every line leaves: at most rounded down, at least rounded up, to common steps.

        A sum of integers is a multiple of their greatest common divisor, so nothing is lost.
        """
        lines = self.paper.lines
        keep = self.standing[lines.projects]
        counts = np.bincount(lines.line_of[keep], minlength=len(lines.lines))
        start = np.concatenate([[0], np.cumsum(counts)])
        step = common_steps(lines.per_step[keep], start)
        if lines.once is not None:
            of_once = common_steps(lines.once[keep], start)
            nothing = by_segment(np.abs(lines.per_step[keep]), start) == 0
            some = by_segment(np.abs(lines.once[keep]), start) != 0
            both = np.where(np.asarray(nothing, dtype=np.bool_), of_once, np.gcd(step, of_once))
            step = np.where(np.asarray(some, dtype=np.bool_), both, step)
        down = self.left // step * step
        return np.where(lines.at_most, down, -(-self.left // step) * step)


def stage_program(paper: Paper, number: int, awards: IntArray) -> StageProgram:
    """Return the program of stage ``number``, with earlier stages as ``awards`` settle them."""
    settled = paper.settled(number, awards)
    mine = paper.domains.is_open & (paper.stage_of == number)
    return StageProgram(paper, number, settled, mine, _helping(paper, number, settled))


def _helping(paper: Paper, number: int, settled: IntArray) -> Mask:
    """Return the open projects of later stages that a limit of this stage may count on.

    An at-least line counts on whom it counts above 0, if it is not met yet or could be undone
    (some coefficient is negative); an at-most line on whom it counts below 0. A monotone group
    helps whole or not at all.
    """
    lines = paper.lines
    later = paper.domains.is_open & (paper.stage_of > number)
    if not later.any():
        return later
    unmet = np.asarray(lines.totals(paper.steps(settled)) < lines.limits, dtype=np.bool_)
    signed = np.array([line.signed for line in lines.lines], dtype=np.bool_)
    asks = ~lines.at_most & (unmet | signed)
    sign = np.sign(lines.per_step).astype(np.int64)
    if lines.once is not None:
        sign = np.where(sign == 0, np.sign(lines.once).astype(np.int64), sign)
    asked = (asks[lines.line_of] & (sign > 0)) | (lines.at_most[lines.line_of] & (sign < 0))
    helping = np.zeros(len(later), dtype=np.bool_)
    helping[lines.projects[asked]] = True
    helping &= later
    group = paper.group
    whole = later & (group >= 0) & np.isin(group, np.unique(group[helping & (group >= 0)]))
    return np.asarray(helping | whole)


def wrong_multipliers(
    program: StageProgram, earlier: Mapping[str, tuple[Worth, int]], stated: Mapping[str, Fraction]
) -> list[Problem]:
    """Return a finding for every multiplier without its limit, or with the wrong sign."""
    known = program.paper.lines.by_name
    problems = []
    for name, value in sorted(stated.items()):
        if name in earlier:
            right, there = value <= 0, True
        else:
            right = (name, value >= 0) in known or value == 0
            there = (name, True) in known or (name, False) in known
        if not there:
            problems.append(finding("proof.unknown_limit", name, str(value)))
        elif not right:
            problems.append(finding("proof.sign", name, str(value)))
    return problems
