"""A program with chains laid out for searching: domains as boxes, and who a full row may hold.

A box keeps every variable between two numbers of steps. The domain of a variable is 0 and the
points from its least award to its most; a part of a tree is a box.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.program import Program

Mask = NDArray[np.bool_]
#: Steps that no variable reaches: the row never holds a member above 0.
NEVER = 2**62


@dataclass(frozen=True)
class Frame:
    """A program with what is asked of it again and again."""

    program: Program

    @cached_property
    def least(self) -> IntArray:
        """The least steps above 0 of each variable, shape (size,)."""
        lower = self.program.lower
        return np.ones(self.program.size, np.int64) if lower is None else np.maximum(lower, 1)

    @cached_property
    def upper(self) -> IntArray:
        """The most steps of each variable, shape (size,)."""
        return self.program.upper.astype(np.int64)

    @cached_property
    def entitled(self) -> IntArray:
        """Entitled yuan, of which ratios are taken, shape (size,)."""
        if self.program.entitled is None:
            raise ValueError("chains need entitled amounts")
        return self.program.entitled

    @cached_property
    def rows(self) -> IntArray:
        """Row of each entry of ``program.columns``."""
        return np.repeat(np.arange(len(self.program.rows)), self.program.lengths)

    @cached_property
    def counted(self) -> exact.Integers:
        """What each entry counts once if its variable is above 0."""
        funded = self.program.funded
        return np.zeros(len(self.program.columns), np.int64) if funded is None else funded

    @cached_property
    def outside(self) -> IntArray:
        """Variables that are in no chain."""
        free = np.ones(self.program.size, dtype=np.bool_)
        for chain in self.program.chains:
            for level in chain.levels:
                free[level] = False
        return np.flatnonzero(free)

    @cached_property
    def holding(self) -> IntArray:
        """Entries of rows that may hold a member below its ratio."""
        holds = [row.holds and row.sense != ">=" for row in self.program.rows]
        return np.flatnonzero(np.array(holds, dtype=np.bool_)[self.rows])

    @cached_property
    def entries(self) -> tuple[IntArray, IntArray]:
        """Entries sorted by variable, and where each variable's begin; shape (size + 1,)."""
        order = np.argsort(self.program.columns, kind="stable")
        starts = np.searchsorted(self.program.columns[order], np.arange(self.program.size + 1))
        return order, starts

    def entries_of(self, column: int) -> IntArray:
        """Return the entries of one variable."""
        order, starts = self.entries
        return order[starts[column] : starts[column + 1]]


@dataclass(frozen=True, slots=True)
class Box:
    """Every variable between ``low`` and ``high`` steps; both are points of its domain."""

    low: IntArray
    high: IntArray

    @property
    def is_empty(self) -> bool:
        """Whether some variable has no point left."""
        return bool((self.low > self.high).any())


def whole(frame: Frame) -> Box:
    """Return the box of all points."""
    none = frame.upper < frame.least
    return Box(np.zeros_like(frame.upper), np.where(none, 0, frame.upper))


def split(frame: Frame, box: Box, column: int, at: int) -> tuple[Box, Box]:
    """Return the parts of ``box`` with at most ``at`` steps of a variable, and with more."""
    low, high = box.low.copy(), box.high.copy()
    least = int(frame.least[column])
    low[column] = max(low[column], at + 1, least)
    high[column] = min(int(high[column]), at)
    if high[column] < least:
        high[column] = 0
    return Box(box.low, high), Box(low, box.high)


def row_range(frame: Frame, box: Box) -> tuple[exact.Integers, exact.Integers]:
    """Return the least and the most that each entry of the rows can count inside a box."""
    program = frame.program
    low, high, least = (a[program.columns] for a in (box.low, box.high, frame.least))
    start = np.minimum(np.maximum(low, least), high)
    once = frame.counted
    coefs = exact.wide(program.coefs, exact.greatest(frame.upper))
    first, last = coefs * start + once, coefs * high + once
    some = np.minimum(first, last), np.maximum(first, last)
    can, must = np.asarray(low == 0, np.bool_), np.asarray(high == 0, np.bool_)
    lows = np.where(must, 0, np.where(can, np.minimum(some[0], 0), some[0]))
    highs = np.where(must, 0, np.where(can, np.maximum(some[1], 0), some[1]))
    return lows, highs


@dataclass(frozen=True, slots=True)
class Slack:
    """Where variables may stand below their ratio: at 0 (``at_none``), and from ``since`` on.

    Only there can a holding row be full for the next step, whatever the others take in the box.
    """

    at_none: Mask
    since: IntArray


def slack_points(frame: Frame, box: Box) -> Slack:
    """Return where holding rows can leave no room, inside ``box``."""
    size = frame.program.size
    at_none, since = np.zeros(size, dtype=np.bool_), np.full(size, NEVER, dtype=np.int64)
    mine = frame.holding
    if len(mine):
        _, most = row_range(frame, box)
        tops = np.zeros(len(frame.program.rows), dtype=most.dtype)
        np.add.at(tops, frame.rows, most)
        room = frame.program.limits[frame.rows[mine]] - tops[frame.rows[mine]] + most[mine]
        columns = frame.program.columns[mine]
        coefs, once = frame.program.coefs[mine], frame.counted[mine]
        rise = coefs * frame.least[columns] + once
        np.logical_or.at(at_none, columns, np.asarray(rise > room, dtype=np.bool_))
        steps = np.where(room - once < 0, 0, NEVER)
        positive = np.asarray(coefs > 0, dtype=np.bool_)
        steps = np.where(positive, (room - once) // np.where(positive, coefs, 1), steps)
        np.minimum.at(since, columns, steps.astype(np.int64))
    return Slack(at_none, since)
