"""The best of one chain at given prices: a dynamic programme over levels and ratios.

Ratios matter only where a member reaches its next step, so that they are numbered by these
breakpoints; from the worst level to the best, the best of "all levels from here on, no ratio above
the k-th" is a running maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.chains.frame import Box, Frame, Slack
from optimizer.model.chains.pricing import Pricing
from optimizer.model.program import Chain

#: Below this product of denominators two different ratios have different floats.
_FLOAT_SAFE = 2**52


@dataclass(frozen=True)
class Line:
    """Members of consecutive levels of a chain on one numbered list of ratios.

    ``reach[i][s]`` is the number of the ratio at which member ``i`` (of ``members``) reaches the
    ``s``-th of the steps ``1, least, least + 1, ..., upper`` (the 1 only where least is above 1);
    number 0 is the ratio 0, and there are ``count`` numbers.
    """

    members: IntArray
    level: IntArray
    reach: tuple[IntArray, ...]
    count: int


def line(frame: Frame, chain: Chain, first: int, last: int) -> Line:
    """Return levels ``first`` to ``last`` (not included) of a chain on one list of ratios."""
    members = np.concatenate(chain.levels[first:last])
    level = np.repeat(np.arange(first, last), [len(part) for part in chain.levels[first:last]])
    steps = [_points(int(frame.least[i]), int(frame.upper[i])) for i in members.tolist()]
    sizes = np.array([len(part) for part in steps], dtype=np.int64)
    unit, entitled = frame.program.unit[members], frame.entitled[members]
    yuan = np.concatenate(steps) * np.repeat(unit, sizes)
    if int(entitled.max()) ** 2 < _FLOAT_SAFE:
        ratios = yuan / np.repeat(entitled, sizes)
    else:
        bases = np.repeat(entitled, sizes).tolist()
        ratios = np.array([Fraction(x, a) for x, a in zip(yuan.tolist(), bases, strict=True)])
    found, number = np.unique(ratios, return_inverse=True)
    reach = np.split(number + 1, np.cumsum(sizes)[:-1])
    return Line(members, level, tuple(reach), len(found) + 1)


def _points(least: int, upper: int) -> IntArray:
    steps = np.arange(least, upper + 1, dtype=np.int64)
    return np.concatenate([np.ones(1, np.int64), steps]) if least > 1 else steps


@dataclass(frozen=True, slots=True)
class Member:
    """One member at given prices: its best for each run of ratios, and the steps that give it."""

    starts: IntArray
    values: exact.Integers
    steps: IntArray


@dataclass(frozen=True)
class Question:
    """What chains are asked: prices, a box, and where rows may hold members inside it."""

    frame: Frame
    priced: Pricing
    box: Box
    slack: Slack

    @cached_property
    def never(self) -> int:
        """The worth of what is not admissible: below all that can be reached."""
        return -(10**60) if self.priced.step.dtype == object else -(exact.SAFE // 8)


def _member(ask: Question, column: int, reach: IntArray) -> Member:
    """Return what a member is worth between one breakpoint of its own and the next.

    A member that no row can hold has exactly the steps of the ratio, which must be in its domain;
    the others may also stand where a row may be full for them.
    """
    box, slack, never = ask.box, ask.slack, ask.never
    least, upper = int(ask.frame.least[column]), int(ask.frame.upper[column])
    points = np.concatenate([np.zeros(1, np.int64), _points(least, upper)])
    values = ask.priced.value(column, points)
    inside = (points >= int(box.low[column])) & (points <= int(box.high[column]))
    inside[1:] &= points[1:] >= least
    values = np.where(inside, values, np.asarray(never, dtype=values.dtype))
    since = int(slack.since[column])
    loose = inside & (points >= since)
    loose[0] = bool(inside[0]) and bool(slack.at_none[column])
    if loose.any():
        below = np.where(loose, values, np.asarray(never, dtype=values.dtype))
        best = np.maximum.accumulate(below)
        at = np.maximum.accumulate(np.where(below == best, np.arange(len(points)), 0))
        better = best >= values
        return Member(reach, np.where(better, best, values), np.where(better, points[at], points))
    return Member(reach, values, points)


@dataclass(frozen=True, slots=True)
class ChainBest:
    """The most that a chain is worth at given prices, ``None`` where no ratios are admissible.

    ``work`` counts what was searched: members, and levels times ratios (in thousands).
    """

    value: int | None
    columns: IntArray
    steps: IntArray
    work: int = 0


def _ends(ask: Question, chain: Chain) -> tuple[int, int, IntArray, IntArray]:
    """Return how many levels surely are at ratio 1, and from which level on all are at 0.

    Better levels that are all worth most in full, and worse levels that are all worth most
    without anything, need no search: nothing in between asks them for another ratio.
    """
    frame, priced, box, slack = ask.frame, ask.priced, ask.box, ask.slack
    members = np.concatenate(chain.levels)
    low, high, upper = box.low[members], box.high[members], frame.upper[members]
    top, steps = priced.peak(members, low, high, frame.least[members])
    nothing, full = priced.value(members, np.zeros_like(upper)), priced.value(members, upper)
    whole = (high == upper) & np.asarray(full == top, np.bool_)
    steps = np.where(whole, upper, steps)
    is_full = whole | np.where(steps == 0, slack.at_none[members], steps >= slack.since[members])
    is_none = (low == 0) & np.asarray(nothing == top, np.bool_)
    starts = np.cumsum([0, *(len(part) for part in chain.levels)])[:-1]
    fulls = np.logical_and.reduceat(is_full, starts)
    nones = np.logical_and.reduceat(is_none, starts)
    first = int(np.argmin(fulls)) if not fulls.all() else len(fulls)
    last = len(nones) - (int(np.argmin(nones[::-1])) if not nones.all() else len(nones))
    return first, max(first, last), members, steps


def best_of_chain(ask: Question, chain: Chain) -> ChainBest:
    """Return the most that ``chain`` is worth at given prices in a box, exactly."""
    first, last, members, steps = _ends(ask, chain)
    sizes = np.cumsum([0, *(len(part) for part in chain.levels)])
    steps = np.where(np.arange(len(members)) < sizes[first], steps, 0)
    value = exact.total(ask.priced.value(members, steps))
    if first == last:
        return ChainBest(value, members, steps)
    middle = line(ask.frame, chain, first, last)
    work = len(middle.members) + (last - first) * middle.count // 1000
    inner = _search(ask, middle)
    if inner is None:
        return ChainBest(None, members, steps, work)
    more, found = inner
    steps[sizes[first] : sizes[last]] = found
    return ChainBest(value + more, members, steps, work)


def _search(ask: Question, middle: Line) -> tuple[int, IntArray] | None:
    """Return value and steps of the best admissible ratios, ``None`` if there are none."""
    never = ask.never
    parts = [
        _member(ask, column, reach)
        for column, reach in zip(middle.members.tolist(), middle.reach, strict=True)
    ]
    best = np.zeros(middle.count, dtype=ask.priced.step.dtype)
    records: list[NDArray[np.bool_]] = []
    i = len(parts) - 1
    while i >= 0:
        level = middle.level[i]
        while i >= 0 and middle.level[i] == level:
            lengths = np.diff(parts[i].starts, prepend=0, append=middle.count)
            best = np.maximum(best + np.repeat(parts[i].values, lengths), never)
            i -= 1
        running = np.maximum.accumulate(best)
        records.append(np.asarray(best == running, dtype=np.bool_))
        best = running
    if int(best[-1]) <= never // 2:
        return None
    return int(best[-1]), _steps(middle, parts, records[::-1])


def _steps(middle: Line, parts: list[Member], records: list[NDArray[np.bool_]]) -> IntArray:
    """Follow the running maxima from the best level down."""
    at = middle.count - 1
    steps = np.zeros(len(parts), dtype=np.int64)
    level = None
    number = -1
    for i, part in enumerate(parts):
        if middle.level[i] != level:
            level, number = middle.level[i], number + 1
            at -= int(records[number][at::-1].argmax())
        steps[i] = part.steps[np.searchsorted(part.starts, at, side="right")]
    return steps
