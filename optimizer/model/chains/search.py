"""Branch and bound over boxes, with an exact bound for every part and a tree to show for it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.chains.bounding import Bounding, Part, View
from optimizer.model.chains.closing import Node, close
from optimizer.model.chains.frame import Box, Frame, row_range, split, whole
from optimizer.model.chains.implied import implied
from optimizer.model.chains.multipliers import no_prices
from optimizer.model.chains.plans import Plans
from optimizer.model.chains.pricing import Goal, Prices
from optimizer.model.chains.relaxed import relax
from optimizer.model.integer.branching import Branching
from optimizer.model.integer.question import Box as Inside
from optimizer.model.integer.relaxation import Point
from optimizer.model.meter import Meter
from optimizer.model.program import sum_rows
from optimizer.model.proof import Duals
from optimizer.model.solver import FloatArray
from optimizer.model.tree import Tree

#: How near to an integer the solver's steps must be to count as one.
_NEAR = 1e-6
#: What a part costs for each variable and row, beside its relaxations and bounds.
PART = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to; ``tree`` is ``None`` where prices of the whole are the proof."""

    units: IntArray | None
    value: int
    bound: Fraction
    root: Part
    tree: Tree | None
    closed: bool


class Search:
    """One objective over all boxes.

    ``step`` is the least difference of two values: a part is done when its bound is less than a
    step above the best plan. The search ends with the ``meter``; the whole is always looked at.
    ``hint`` are prices that may bound the whole well.
    """

    def __init__(
        self,
        frame: Frame,
        goal: Goal,
        step: int,
        start: IntArray | None,
        meter: Meter,
        hint: Prices | None = None,
    ) -> None:
        self.frame, self.goal, self.step, self._meter = frame, goal, step, meter
        self.plans = Plans(frame, goal, start, meter)
        self._bounding = Bounding(frame, goal, meter, hint)
        self._branching = Branching(self._bounding.kept.question, self._bounding.loss)
        self._nodes: dict[int, Node] = {}
        self._opened = 0

    def is_done(self, part: Part) -> bool:
        """Return whether a part holds nothing better than the best plan."""
        if part.bound is None:
            return True
        return self.plans.units is not None and part.bound < self.plans.value + self.step

    def run(self) -> Found:
        """Search the part of the greatest bound first, until all are done or the meter is over."""
        root, split_at = self._open(self._bounding.first(whole(self.frame)))
        self._nodes = {0: root}
        heap: list[tuple[Fraction, int, tuple[int, int] | None]] = []
        if root.bound is not None:
            heap.append((-root.bound, 0, split_at))
        count = 1
        while heap and not self._meter.is_over:
            _, name, where = heapq.heappop(heap)
            part = self._nodes[name]
            if not isinstance(part, Part) or self.is_done(part) or where is None:
                continue
            halves = []
            for half in split(self.frame, part.box, *where):
                child, split_at = self._open(replace(part, box=half))
                self._nodes[count] = child
                halves.append(count)
                if child.bound is not None:
                    heapq.heappush(heap, (-child.bound, count, split_at))
                count += 1
            self._nodes[name] = (*where, halves[0], halves[1])
        return self._found(root)

    def _found(self, root: Part) -> Found:
        parts = [part for part in self._nodes.values() if isinstance(part, Part)]
        closed = all(self.is_done(part) for part in parts)
        bounds = [part.bound for part in parts if part.bound is not None]
        units, value = self.plans.units, self.plans.value
        least = Fraction(value) if units is not None else Fraction(0)
        if units is None:
            return Found(None, 0, max([*bounds, least]), root, None, closed)
        shown = self._nodes if closed else {0: root}
        if len(shown) == 1 and not root.kept.blocks.kept.any():
            # The prices of the whole are shown, so their bound is stated and not that of the parts.
            return Found(units, value, max(least, root.bound or least), root, None, closed)
        tree, bound = close(shown, Fraction(value + self.step) if closed else None)
        return Found(units, value, max(least, bound or least), root, tree, closed)

    def _open(self, part: Part) -> tuple[Part, tuple[int, int] | None]:
        """Bound a part, look for plans in it, and say where to split it."""
        box = part.box
        nothing = no_prices(self.frame, self.goal)
        if box.is_empty:
            return replace(part, prices=nothing, bound=None), None
        if bool((box.low == box.high).all()):
            return self._single(box), None
        broken = self._broken(box)
        if broken is not None:
            return broken, None
        self._opened += 1
        self._meter.part()
        self._meter.spend(PART * (self.frame.program.size + len(self.frame.program.rows)))
        view = self._bounding.view(part, self.is_done)
        if view.part.bound is None:
            return view.part, None
        if not self.is_done(view.part):
            self._look(view)
        return view.part, self._where(box, view)

    def _look(self, view: View) -> None:
        """Look for plans: thoroughly in the 1st, 2nd, 4th, 8th part and so on, else nearby."""
        found = view.part
        thorough = (self._opened & (self._opened - 1)) == 0
        if thorough and found.kept is self._bounding.nothing and self._opened.bit_length() % 3 == 1:
            for steps, tied in self._bounding.dives(found.box):
                self.plans.along(found.prices, steps, tied)
        self.plans.near(found.kept, found.prices, view.point, view.steps, thorough=thorough)

    def _broken(self, box: Box) -> Part | None:
        """Return the proof that some row cannot be kept in a box, ``None`` if all can."""
        program = self.frame.program
        least, most = (sum_rows(program, ends) for ends in row_range(self.frame, box))
        over = ~program.at_least & np.asarray(least > program.limits, dtype=np.bool_)
        under = ~program.at_most & np.asarray(most < program.limits, dtype=np.bool_)
        for row in np.flatnonzero(over | under)[:1].tolist():
            values = np.zeros(len(program.rows), dtype=np.int64)
            values[row] = 1 if over[row] else -1
            prices = replace(no_prices(self.frame, self.goal), duals=Duals(values), counts=False)
            return Part(box, prices, self._bounding.nothing, None)
        return None

    def _single(self, box: Box) -> Part:
        """Return a part of one point: its value, or why it is no plan."""
        broken = self._broken(box)
        if broken is not None:
            return broken
        nothing, units = no_prices(self.frame, self.goal), box.low
        reached = zip(self.goal.worths[:-1], self.goal.reached, strict=True)
        for k, (worth, value) in enumerate(reached):
            if worth.at(units) < value:
                ones = tuple(int(j == k) for j in range(len(nothing.earlier)))
                prices = Prices(nothing.duals, ones, counts=False)
                return Part(box, prices, self._bounding.nothing, None)
        self.plans.offer(units)
        bound = relax(self._bounding.nothing, self.goal, nothing, box).bound
        return Part(box, nothing, self._bounding.nothing, bound)

    def _where(self, box: Box, view: View) -> tuple[int, int] | None:
        """Return a variable to split, and at how many steps."""
        inner = implied(self.frame, box)
        open_ = (box.low < box.high) & (inner.low < inner.high)
        if not open_.any():
            open_ = box.low < box.high
        point, steps = view.point, view.steps
        if steps is not None:
            if _fraction(self.frame, box, steps, open_) is not None:
                none = np.zeros_like(open_)
                inside = Inside(inner.low, inner.high)
                column, at = self._branching.choose(inside, Point(steps, none, box.low))
                return column, _inside(box, column, at)
            if point is not None:
                near = np.rint(steps).astype(np.int64)
                gap = np.where(open_, np.abs(point - near), 0)
                if gap.any():
                    j = int(gap.argmax())
                    return j, _inside(box, j, int(point[j] + near[j]) // 2)
        j = int(np.argmax(np.where(open_, box.high - box.low, -1)))
        return j, _inside(box, j, int(box.low[j] + box.high[j]) // 2)


def _inside(box: Box, column: int, at: int) -> int:
    """Return ``at`` moved so that both parts of the split are smaller."""
    return max(int(box.low[column]), min(at, int(box.high[column]) - 1))


def _fraction(
    frame: Frame, box: Box, steps: FloatArray, some: NDArray[np.bool_]
) -> tuple[int, int] | None:
    """Return the variable that is farthest from its domain, ``None`` if all are in theirs."""
    below = np.floor(steps + _NEAR)
    off = np.where(
        (steps > _NEAR) & (steps < frame.least - _NEAR),
        np.minimum(steps, frame.least - steps),
        np.minimum(steps - below, 1 - (steps - below)),
    )
    off = np.where(some & (off > _NEAR), off, 0)
    if not off.any():
        return None
    j = int(off.argmax())
    at = 0 if below[j] < frame.least[j] else int(below[j])
    return j, _inside(box, j, at)
