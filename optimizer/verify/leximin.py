"""The fairest of the plans as good: the levels of the certificate, proven one after another.

A level says that a weighted mean of ratios is at most so much on the face, with all lower levels
held. So the worst off of its projects cannot have more, and if all of them have it, that is the
leximin point. Its awards on the grid are found elsewhere; here its ratios are proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import TieLevel
from optimizer.verify.exact import Integers, by_target, dot, product
from optimizer.verify.face import Face
from optimizer.verify.findings import finding


@dataclass(slots=True)
class Levels:
    """The levels of one stage: ``of_project`` has the level of each project, -1 for none."""

    ratios: list[Fraction]
    of_project: IntArray

    def yuan(self, entitled: IntArray, i: int) -> Fraction:
        """Return the exact amount of a project that has a level."""
        return self.ratios[int(self.of_project[i])] * int(entitled[i])


def check_levels(face: Face, levels: Sequence[TieLevel]) -> tuple[Levels, list[Problem]]:
    """Check that the levels fix every free project of the stage, each at no more than it could."""
    proven = Levels([], np.full(len(face.steps), -1, dtype=np.int64))
    problems: list[Problem] = []
    paper = face.program.paper
    for number, level in enumerate(levels, start=1):
        members = [paper.roster.position.get(name, -1) for name in level.weights]
        wrong = [
            name
            for name, i in zip(level.weights, members, strict=True)
            if i < 0 or not face.program.mine[i] or proven.of_project[i] >= 0
        ]
        problems += [finding("ties.level_project", name, number) for name in wrong]
        rising = not proven.ratios or level.ratio >= proven.ratios[-1]
        mean = sum(level.weights.values(), Fraction(0))
        if wrong or not rising or mean != 1 or min(level.weights.values()) <= 0:
            problems.append(finding("ties.level", str(level.ratio), number, str(mean)))
            return proven, problems
        problems += _check_level(face, proven, level, number)
        proven.of_project[members] = len(proven.ratios)
        proven.ratios.append(level.ratio)
    open_ = np.flatnonzero(face.free & face.program.mine & (proven.of_project < 0))
    problems += [finding("ties.no_level", paper.name(i)) for i in open_.tolist()]
    return proven, problems


def _check_level(face: Face, before: Levels, level: TieLevel, number: int) -> Iterator[Problem]:
    """Check that the multipliers prove what the level says."""
    lines = face.program.paper.lines
    known: dict[str, int] = {}
    for name, y in level.multipliers.items():
        full = [k for at_most in (True, False) if (k := lines.by_name.get((name, at_most))) is not
                None and face.full[k]]  # fmt: skip
        line = full[0] if full else lines.by_name.get((name, y > 0))
        if line is None:
            there = (name, True) in lines.by_name or (name, False) in lines.by_name
            if there:
                yield finding("proof.sign", name, str(y))
            else:
                yield finding("proof.unknown_limit", name, str(y))
            return
        known[name] = line
    bound = _bound(face, before, level, known)
    if bound > level.ratio:
        yield finding("ties.level", str(level.ratio), number, str(bound))


def _bound(face: Face, before: Levels, level: TieLevel, known: Mapping[str, int]) -> Fraction:
    """Return what the multipliers prove: no plan of the face has a greater mean."""
    program, lines = face.program, face.program.paper.lines
    grid, entitled = program.paper.domains.grid, program.paper.problem.entitled
    scale = lcm(*(y.denominator for y in level.multipliers.values()))
    constant = Fraction(0)
    targets, values = [], []
    for name, y in level.multipliers.items():
        k = known[name]
        constant += y * int(program.right_sides[k])
        mine = slice(int(lines.start[k]), int(lines.start[k + 1]))
        standing = program.standing[lines.projects[mine]]
        targets.append(lines.projects[mine][standing])
        per_step = lines.per_step[mine][standing]
        values.append(product(per_step, np.full(len(per_step), int(y * scale), dtype=object)))
    touched, place = np.unique(
        np.concatenate([*targets, np.zeros(0, np.int64)]), return_inverse=True
    )
    price = by_target(np.concatenate([*values, np.zeros(0, np.int64)]), place, len(touched))
    own = {program.paper.roster.position[name]: w for name, w in level.weights.items()}
    fixed = before.of_project[touched]
    for k in np.unique(fixed[fixed >= 0]).tolist():
        # A step of the price is worth entitled / grid steps of the ratio.
        at = fixed == k
        parts = zip(
            price[at].tolist(),
            entitled[touched[at]].tolist(),
            grid[touched[at]].tolist(),
            strict=True,
        )
        constant -= before.ratios[k] * sum(Fraction(p * a, g) for p, a, g in parts) / scale
    plain = (fixed < 0) & ~np.isin(touched, list(own))
    constant += Fraction(_best(price[plain], face, touched[plain]), scale)
    price_of = dict(zip(touched.tolist(), price.tolist(), strict=True))
    for i, weight in own.items():
        step = Fraction(weight * int(grid[i]), int(entitled[i])) - Fraction(
            price_of.get(i, 0), scale
        )
        constant += max(step * int(face.low[i]), step * int(face.high[i]))
    return constant


def _best(price: Integers, face: Face, projects: IntArray) -> int:
    """Return the greatest sum of -price x steps over the projects' ranges."""
    dear = np.asarray(price > 0, dtype=np.bool_)
    return -dot(price, np.where(dear, face.low[projects], face.high[projects]))


def check_reached(face: Face, levels: Levels) -> Iterator[Problem]:
    """Check that the levels' ratios can be had together: every limit and every range is kept."""
    program, lines = face.program, face.program.paper.lines
    grid, entitled = program.paper.domains.grid, program.paper.problem.entitled
    members = np.flatnonzero(levels.of_project >= 0)
    exact_steps: dict[int, Fraction] = {}
    for i in members.tolist():
        steps = levels.yuan(entitled, i) / int(grid[i])
        exact_steps[i] = steps
        if not int(face.low[i]) <= steps <= int(face.high[i]):
            yield finding("ties.not_reached", program.paper.name(i), str(steps))
    entries = np.flatnonzero((levels.of_project >= 0)[lines.projects])
    moved: dict[int, Fraction] = {}
    for e, k, i in zip(entries.tolist(), lines.line_of[entries].tolist(),
                       lines.projects[entries].tolist(), strict=True):  # fmt: skip
        change = int(lines.per_step[e]) * (exact_steps[i] - int(face.steps[i]))
        moved[k] = moved.get(k, Fraction(0)) + change
    totals = lines.totals(face.steps)
    for k, change in moved.items():
        slack = int(program.right_sides[k]) - int(totals[k]) - change
        right = slack == 0 if face.full[k] else slack >= 0 if lines.lines[k].at_most else slack <= 0
        if not right:
            yield finding("ties.not_reached", lines.lines[k].name, str(slack))


def remainders(face: Face, levels: Levels) -> list[tuple[Fraction, int, int]]:
    """Return (remainder, position, whole steps) of every project with a level, in rounding order.

    The greatest remainder comes first, then the lowest application number.
    """
    grid, entitled = face.program.paper.domains.grid, face.program.paper.problem.entitled
    found = []
    for i in np.flatnonzero(levels.of_project >= 0).tolist():
        steps = levels.yuan(entitled, i) / int(grid[i])
        whole = steps.numerator // steps.denominator
        found.append((steps - whole, i, whole))
    return sorted(found, key=lambda one: (-one[0], one[1]))
