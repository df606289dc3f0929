"""The bound of one part after the other: which prices to try, and which rows to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.chains.dive import dive, tied_members
from optimizer.model.chains.frame import Box, Frame, Mask
from optimizer.model.chains.implied import implied
from optimizer.model.chains.kept import Kept, keep, keep_nothing
from optimizer.model.chains.multipliers import Relaxations, no_prices
from optimizer.model.chains.pricing import Goal, Prices
from optimizer.model.chains.relaxed import relax
from optimizer.model.integer.branching import Split
from optimizer.model.integer.question import Box as Inside
from optimizer.model.integer.question import above, below
from optimizer.model.integer.relaxation import Point, Relaxation
from optimizer.model.meter import Meter
from optimizer.model.solver import FloatArray, Status

T = TypeVar("T")
#: The bound of a part that nothing is known of yet.
UNKNOWN = Fraction(-1)
#: What a bound costs for what its programmes go through, and the part of all that dives may cost.
PRICING, DIVING = 40, 0.3
#: From which part of its least award on a dive funds a variable.
_BARS = (0.5, 0.25, 0.75)


@dataclass(frozen=True, slots=True)
class Part:
    """A box with the best proof so far: a bound, or that it is empty (``bound`` is ``None``).

    ``prices`` give the bound, with the rows of ``kept`` left out of them.
    """

    box: Box
    prices: Prices
    kept: Kept
    bound: Fraction | None


@dataclass(frozen=True, slots=True)
class View:
    """A part, the point of its bound, and points of its relaxations: with chains, and without."""

    part: Part
    point: IntArray | None
    steps: FloatArray | None = None
    free: Point | None = None


class Bounding:
    """Bounds parts of one question.

    Rows of single units are kept, or priced like all others: whichever gives the better bound.
    """

    def __init__(self, frame: Frame, goal: Goal, meter: Meter, hint: Prices | None) -> None:
        self.frame, self.goal = frame, goal
        self._meter, self._hint = meter, hint
        self.nothing = keep_nothing(frame, goal)
        self.kept = keep(frame, goal, _small(frame))
        self._linear = Relaxations(frame, goal, meter)
        self._blocks: Relaxation | None = None
        self._keeps = False
        self._here = 0.0
        if len(self.kept.blocks.members):
            kept = self.kept
            self._blocks = Relaxation(kept.question, kept.pricing, kept.blocks, meter)

    def first(self, box: Box) -> Part:
        """Return a part that nothing is known of."""
        return Part(box, no_prices(self.frame, self.goal), self.nothing, UNKNOWN)

    def view(self, part: Part, is_done: Callable[[Part], bool]) -> View:
        """Return the best proof found for a part; it stops early where the part is done."""
        first = part.bound is UNKNOWN
        view = View(part, None)
        for kept, prices, steps, free in self._tries(part):
            view = replace(view, steps=_or(steps, view.steps), free=_or(free, view.free))
            if prices.counts or view.part.bound is not None:
                view = self._tried(view, kept, prices)
            known = view.part.bound is not UNKNOWN
            if view.part.bound is None or (not first and is_done(view.part)):
                return view
            if known and self._meter.is_spent:
                break
        if first:
            self._keeps = view.part.kept is not self.nothing
        return view

    def _tried(self, view: View, kept: Kept, prices: Prices) -> View:
        """Return the view with the proof that ``prices`` give, if it is the better one."""
        box, before = view.part.box, view.part.bound
        found = relax(kept if prices.counts else self.nothing, self.goal, prices, box)
        self._meter.spend(PRICING * found.work)
        if found.bound is None or (not prices.counts and found.bound < 0):
            return View(Part(box, prices, self.nothing, None), None)
        if not prices.counts:
            return view
        if before is UNKNOWN or before is None or found.bound <= before:
            return replace(view, part=Part(box, prices, kept, found.bound), point=found.units)
        return view

    def _tries(self, part: Part) -> Iterator[tuple[Kept, Prices, FloatArray | None, Point | None]]:
        """Yield rows kept, prices, and the points of the relaxations behind them."""
        first = part.bound is UNKNOWN
        if first and self._hint is not None:
            yield self.nothing, self._hint, None, None
        elif not first:
            yield part.kept, part.prices, None, None
        inner = implied(self.frame, part.box)
        if inner.is_empty:
            inner = part.box
        if self._blocks is not None and (first or self._keeps):
            theirs = self._blocks.solve(Inside(inner.low, inner.high), None)
            if theirs.prices is not None and not theirs.empty:
                prices = Prices(theirs.prices.rows, theirs.prices.earlier)
                yield self.kept, prices, None, theirs.point
        answer = self._linear.answer(inner)
        steps = None
        if answer.status is Status.OPTIMAL:
            steps = self._linear.linear.steps(answer.values)
            self._here = self._linear.linear.value(answer.values)
        for prices in self._linear.prices(answer):
            yield self.nothing, prices, steps, None
            if prices.counts and self._blocks is not None:
                yield self.kept, prices, steps, None
        yield self.nothing, no_prices(self.frame, self.goal), steps, None

    def dives(self, box: Box) -> Iterator[tuple[FloatArray, Mask]]:
        """Yield steps on the way down to who is funded, and who follows its ratio on this way."""
        answer = self._linear.answer(box)
        if answer.status is not Status.OPTIMAL:
            return
        tied = tied_members(self.frame, self._linear.linear.steps(answer.values))
        nobody = np.zeros_like(tied)
        until = self._meter.left * (1 - DIVING)
        ways = (self._linear, nobody), (Relaxations(self.frame, self.goal, self._meter, tied), tied)
        for relaxations, members in ways:
            for bar in _BARS:
                for steps in dive(self.frame, relaxations, box, bar):
                    yield steps, members
                    if self._meter.left < until:
                        return

    def loss(self, box: Inside, split: Split, upper: bool) -> float:  # noqa: FBT001  a side
        """Return about how much one side of a split is worth less than the part around it."""
        least = int(self.frame.least[split.column])
        side = (above if upper else below)(box, split.column, split.at, least)
        inner = implied(self.frame, Box(side.low, side.high))
        if inner.is_empty:
            return float("inf")
        answer = self._linear.answer(inner)
        if answer.status is not Status.OPTIMAL:
            return float("inf")
        return max(0.0, self._here - self._linear.linear.value(answer.values))


def _or(value: T | None, other: T | None) -> T | None:
    return other if value is None else value


def _small(frame: Frame) -> np.ndarray:
    """Return which rows may be kept: those of single units, and those over no chain."""
    outside = np.zeros(frame.program.size, dtype=np.bool_)
    outside[frame.outside] = True
    return np.array(
        [row.holds or bool(outside[row.columns].all()) for row in frame.program.rows],
        dtype=np.bool_,
    )
