"""The bound of one part after the other: which prices to try, and which rows to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.chains.frame import Box, Frame
from optimizer.model.chains.kept import Kept, keep, keep_nothing
from optimizer.model.chains.multipliers import Relaxations, no_prices
from optimizer.model.chains.pricing import Goal, Prices
from optimizer.model.chains.relaxed import relax
from optimizer.model.integer.question import Box as Inside
from optimizer.model.integer.relaxation import Relaxation
from optimizer.model.solver import FloatArray, Status

#: The bound of a part that nothing is known of yet.
UNKNOWN = Fraction(-1)


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
    """A part, the point of its bound, and the steps of its linear relaxation."""

    part: Part
    point: IntArray | None
    steps: FloatArray | None


class Bounding:
    """Bounds parts of one question.

    Rows of single units are kept, or priced like all others: whichever gives the better bound.
    """

    def __init__(self, frame: Frame, goal: Goal) -> None:
        self.frame, self.goal = frame, goal
        self.nothing = keep_nothing(frame, goal)
        self.kept = keep(frame, goal, _small(frame))
        self._linear = Relaxations(frame, goal)
        self._blocks: Relaxation | None = None
        if len(self.kept.blocks.members):
            kept = self.kept
            self._blocks = Relaxation(kept.question, kept.pricing, kept.blocks)

    def first(self, box: Box) -> Part:
        """Return a part that nothing is known of."""
        return Part(box, no_prices(self.frame, self.goal), self.nothing, UNKNOWN)

    def view(self, part: Part, is_done: Callable[[Part], bool]) -> View:
        """Return the best proof found for a part; it stops early where the part is done."""
        best, point = part, None
        steps: FloatArray | None = None
        for kept, prices, found in self._tries(part):
            steps = found if found is not None else steps
            relaxed = relax(kept if prices.counts else self.nothing, self.goal, prices, part.box)
            if not prices.counts:
                if relaxed.bound is None or relaxed.bound < 0:
                    return View(Part(part.box, prices, self.nothing, None), None, None)
                continue
            if relaxed.bound is None:
                return View(Part(part.box, prices, self.nothing, None), None, None)
            if best.bound is UNKNOWN or best.bound is None or relaxed.bound <= best.bound:
                best, point = Part(part.box, prices, kept, relaxed.bound), relaxed.units
            if best.bound is not UNKNOWN and is_done(best):
                break
        return View(best, point, steps)

    def _tries(self, part: Part) -> Iterator[tuple[Kept, Prices, FloatArray | None]]:
        """Yield rows kept, prices, and the steps of the relaxation behind them."""
        if part.bound is not UNKNOWN:
            yield part.kept, part.prices, None
        if self._blocks is not None:
            theirs = self._blocks.solve(Inside(part.box.low, part.box.high), None)
            if theirs.prices is not None and not theirs.empty:
                yield self.kept, Prices(theirs.prices.rows, theirs.prices.earlier), None
        answer = self._linear.answer(part.box)
        steps = None
        if answer.status is Status.OPTIMAL:
            steps = self._linear.linear.steps(answer.values)
        for prices in self._linear.prices(answer):
            yield self.nothing, prices, steps
            if prices.counts and self._blocks is not None:
                yield self.kept, prices, steps
        yield self.nothing, no_prices(self.frame, self.goal), steps


def _small(frame: Frame) -> np.ndarray:
    """Return which rows may be kept: those of single units, and those over no chain."""
    outside = np.zeros(frame.program.size, dtype=np.bool_)
    outside[frame.outside] = True
    return np.array(
        [row.holds or bool(outside[row.columns].all()) for row in frame.program.rows],
        dtype=np.bool_,
    )
