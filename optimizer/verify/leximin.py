"""The fairest of the plans as good: the levels of the certificate, proven one after another.

A level says that a weighted mean of ratios is at most so much on the face, with all lower levels
held. So the worst off of its projects cannot have more, and if all of them have it, that is the
leximin point. Its awards on the grid are found elsewhere; here its ratios are proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import TieLevel
from optimizer.verify.exact import Integers, Mask, by_target, dot, fit, fraction_sum
from optimizer.verify.face import Face
from optimizer.verify.findings import finding

#: Entries of the touched limits below which a loop is faster than arrays.
_FEW = 500


@dataclass(slots=True)
class Levels:
    """What the levels of one stage fix: the last ratio, and exact grid steps by position.

    ``fixed`` marks the projects of ``steps``.
    """

    ratio: Fraction = Fraction(0)
    steps: dict[int, Fraction] = field(default_factory=dict)
    fixed: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))


def check_levels(face: Face, levels: Sequence[TieLevel]) -> tuple[Levels, list[Problem]]:
    """Check that the levels fix every free project of the stage, each at no more than it could."""
    proven = Levels(fixed=np.zeros(len(face.steps), dtype=np.bool_))
    problems: list[Problem] = []
    paper = face.program.paper
    grid, entitled = paper.domains.grid, paper.problem.entitled
    for number, level in enumerate(levels, start=1):
        weights = {paper.roster.position.get(name, -1): w for name, w in level.weights.items()}
        wrong = [i for i in weights if i < 0 or not face.program.mine[i] or i in proven.steps]
        mean = sum(weights.values(), Fraction(0))
        if wrong or level.ratio < proven.ratio or mean != 1 or min(weights.values()) <= 0:
            problems.append(finding("ties.level", str(level.ratio), number, str(mean)))
            return proven, problems
        problems += _check_level(face, proven, level, number)
        for i in weights:
            proven.steps[i] = level.ratio * Fraction(int(entitled[i]), int(grid[i]))
        proven.fixed[list(weights)] = True
        proven.ratio = level.ratio
    open_ = np.flatnonzero(face.free & face.program.mine).tolist()
    problems += [finding("ties.no_level", paper.name(i)) for i in open_ if i not in proven.steps]
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
    program = face.program
    grid, entitled = program.paper.domains.grid, program.paper.problem.entitled
    scale = lcm(*(y.denominator for y in level.multipliers.values()))
    whole = {known[name]: int(y * scale) for name, y in level.multipliers.items()}
    touched, price = _charges(face, whole)
    plain = ~before.fixed[touched]
    exact: list[Fraction] = []
    for name, weight in level.weights.items():
        i = program.paper.roster.position[name]
        at = int(np.searchsorted(touched, i))
        charged = 0
        if at < len(touched) and touched[at] == i:
            charged, plain[at] = int(price[at]), False
        step = weight * Fraction(int(grid[i]), int(entitled[i])) - Fraction(charged, scale)
        exact.append(max(step * int(face.low[i]), step * int(face.high[i])))
    exact += [
        -before.steps[int(touched[at])] * int(price[at]) / scale
        for at in np.flatnonzero(before.fixed[touched]).tolist()
    ]
    cheap = np.asarray(price <= 0, dtype=np.bool_)[plain]
    best = np.where(cheap, face.high[touched[plain]], face.low[touched[plain]])
    limits = sum(y * int(program.right_sides[k]) for k, y in whole.items())
    return Fraction(limits - dot(price[plain], best), scale) + Fraction(*fraction_sum(exact))


def _charges(face: Face, whole: Mapping[int, int]) -> tuple[IntArray, Integers]:
    """Return the standing projects (rising) that some line charges, and the price of their step.

    Most levels touch a few projects, some of them hundred thousands.
    """
    lines, standing = face.program.paper.lines, face.program.standing
    spans = [(slice(int(lines.start[k]), int(lines.start[k + 1])), y) for k, y in whole.items()]
    if sum(span.stop - span.start for span, _ in spans) < _FEW:
        price: dict[int, int] = {}
        for span, y in spans:
            mine = zip(lines.projects[span].tolist(), lines.per_step[span].tolist(), strict=True)
            for i, each in mine:
                if standing[i]:
                    price[i] = price.get(i, 0) + y * each
        touched = sorted(price)
        prices = np.array([price[i] for i in touched], dtype=object)
        return np.array(touched, dtype=np.int64), prices
    projects = np.concatenate([lines.projects[span] for span, _ in spans])
    each = np.concatenate([fit(lines.per_step[span], abs(y)) * y for span, y in spans])
    keep = standing[projects]
    present, place = np.unique(projects[keep], return_inverse=True)
    return present, by_target(each[keep], place, len(present))


def check_reached(face: Face, levels: Levels) -> Iterator[Problem]:
    """Check that the levels' ratios can be had together: every limit and every range is kept."""
    program, lines = face.program, face.program.paper.lines
    for i, steps in levels.steps.items():
        if not int(face.low[i]) <= steps <= int(face.high[i]):
            yield finding("ties.not_reached", program.paper.name(i), str(steps))
    leveled = levels.fixed
    entries = np.flatnonzero(leveled[lines.projects])
    per_step, projects = lines.per_step[entries].tolist(), lines.projects[entries].tolist()
    counts: dict[int, list[Fraction]] = {}
    for k, each, i in zip(lines.line_of[entries].tolist(), per_step, projects, strict=True):
        counts.setdefault(k, []).append(each * levels.steps[i])
    others = lines.totals(np.where(leveled, 0, face.steps))
    for k, counted in counts.items():
        above, below = fraction_sum(counted)
        slack = (int(program.right_sides[k]) - int(others[k])) * below - above
        right = slack == 0 if face.full[k] else slack >= 0 if lines.lines[k].at_most else slack <= 0
        if not right:
            yield finding("ties.not_reached", lines.lines[k].name)


def remainders(levels: Levels) -> list[tuple[Fraction, int, int]]:
    """Return (remainder, position, whole steps) of every project with a level, in rounding order.

    The greatest remainder comes first, then the lowest application number.
    """
    found = []
    for i, steps in levels.steps.items():
        whole = steps.numerator // steps.denominator
        found.append((steps - whole, i, whole))
    return sorted(found, key=lambda one: (-one[0], one[1]))
