"""Branch and bound over boxes, with an exact bound for every part and a tree to show for it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.chains.fill import fill
from optimizer.model.chains.frame import Box, Frame, split, whole
from optimizer.model.chains.multipliers import Relaxations, no_prices
from optimizer.model.chains.pricing import Goal, Prices, pricing
from optimizer.model.chains.relaxed import Relaxed, relax
from optimizer.model.feasible import is_feasible
from optimizer.model.program import row_values
from optimizer.model.proof import Duals
from optimizer.model.solver import Answer, Status
from optimizer.model.tree import Branch, Leaf, Tree

_NONE = Fraction(-1)
#: How near to an integer the solver's steps must be to count as one.
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Part:
    """A box with the best proof so far: a bound, or that it is empty (``bound`` is ``None``)."""

    box: Box
    prices: Prices
    bound: Fraction | None

    def leaf(self) -> Leaf:
        """Return the part as a leaf of the tree."""
        scale = self.prices.duals.scale
        earlier = tuple(Fraction(value, scale) for value in self.prices.earlier)
        return Leaf(self.prices.duals, earlier, empty=self.bound is None)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to; ``tree`` is ``None`` where the root alone is the proof."""

    units: IntArray | None
    value: int
    bound: Fraction
    root: Part
    tree: Tree | None
    closed: bool


class Search:
    """One objective over all boxes.

    ``step`` is the least difference of two values: a part is done when its bound is less than a
    step above the best plan.
    """

    def __init__(self, frame: Frame, goal: Goal, step: int, start: IntArray | None) -> None:
        self.frame, self.goal, self.step = frame, goal, step
        self.units: IntArray | None = None
        self.value = 0
        self._relaxations = Relaxations(frame, goal)
        self._nodes: dict[int, tuple[int, int, int, int] | Part] = {}
        if start is not None:
            self.offer(start)

    def offer(self, units: IntArray) -> None:
        """Keep a plan if it is allowed and better than the best one."""
        value = self.goal.worth.at(units)
        if self.units is not None and value <= self.value:
            return
        kept = zip(self.goal.worths[:-1], self.goal.reached, strict=True)
        if all(w.at(units) >= r for w, r in kept) and is_feasible(self.frame.program, units):
            self.units, self.value = units, value

    def is_done(self, part: Part) -> bool:
        """Return whether a part holds nothing better than the best plan."""
        if part.bound is None:
            return True
        return self.units is not None and part.bound < self.value + self.step

    def run(self, most: int) -> Found:
        """Search at most ``most`` parts, the one of the greatest bound first."""
        box = whole(self.frame)
        root, split_at = self._open(Part(box, no_prices(self.frame, self.goal), _NONE))
        self._nodes = {0: root}
        heap: list[tuple[Fraction, int, tuple[int, int] | None]] = []
        if root.bound is not None:
            heap.append((-root.bound, 0, split_at))
        count = 1
        while heap and count < most:
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
        least = Fraction(self.value) if self.units is not None else Fraction(0)
        bound = max(bounds, default=least)
        tree = _tree(self._nodes) if len(self._nodes) > 1 else None
        return Found(self.units, self.value, max(bound, least), root, tree, closed)

    def _open(self, part: Part) -> tuple[Part, tuple[int, int] | None]:
        """Bound a part, look for plans in it, and say where to split it."""
        box = part.box
        if box.is_empty:
            return replace(part, prices=no_prices(self.frame, self.goal), bound=None), None
        if bool((box.low == box.high).all()):
            return self._single(box), None
        answer = self._relaxations.answer(box)
        best, point = part, None
        if part.bound is not _NONE:
            best, point = self._try(part, part.prices, None)
        for prices in self._relaxations.prices(answer):
            if self.is_done(best):
                break
            best, point = self._try(best, prices, point)
        if best.bound is _NONE:
            best, point = self._try(best, no_prices(self.frame, self.goal), None)
        if best.bound is None:
            return best, None
        self._plans(best, point, answer)
        return best, self._where(box, answer, point)

    def _try(
        self, part: Part, prices: Prices, point: IntArray | None
    ) -> tuple[Part, IntArray | None]:
        """Return the part with the better one of its bound and the bound that ``prices`` give."""
        found: Relaxed = relax(self.frame, self.goal, prices, part.box)
        if found.bound is None or (not prices.counts and found.bound < 0):
            return Part(part.box, prices, None), None
        if not prices.counts:
            return part, point
        if part.bound is not None and (part.bound is _NONE or found.bound <= part.bound):
            return Part(part.box, prices, found.bound), found.units
        return part, point

    def _single(self, box: Box) -> Part:
        """Return a part of one point: its value, or why it is no plan."""
        units, program = box.low, self.frame.program
        nothing = no_prices(self.frame, self.goal)
        over = row_values(program, units) - program.limits
        wrong = ((over > 0) & ~program.at_least) | ((over < 0) & ~program.at_most)
        for row in np.flatnonzero(np.asarray(wrong, dtype=np.bool_))[:1].tolist():
            values = np.zeros_like(nothing.duals.values)
            values[row] = 1 if over[row] > 0 else -1
            return Part(box, Prices(Duals(values), nothing.earlier, counts=False), None)
        kept = zip(self.goal.worths[:-1], self.goal.reached, strict=True)
        for k, (worth, reached) in enumerate(kept):
            if worth.at(units) < reached:
                ones = tuple(int(j == k) for j in range(len(nothing.earlier)))
                return Part(box, Prices(nothing.duals, ones, counts=False), None)
        self.offer(units)
        bound = relax(self.frame, self.goal, nothing, box).bound
        return Part(box, nothing, bound)

    def _plans(self, part: Part, point: IntArray | None, answer: Answer) -> None:
        """Offer plans: the point of the bound, the solver's rounded, and one filled by prices."""
        if point is not None:
            self.offer(point)
        priced = pricing(self.frame, self.goal, part.prices)
        upper = np.maximum(self.frame.upper, 1)
        columns = np.arange(self.frame.program.size)
        score = priced.value(columns, self.frame.upper).astype(np.float64) / upper
        if answer.status is Status.OPTIMAL:
            self.offer(np.rint(self._relaxations.linear.steps(answer.values)).astype(np.int64))
            self.offer(fill(self.frame, score, self._relaxations.linear.steps(answer.values)))
        if len(self._nodes) == 0:
            self.offer(fill(self.frame, score))

    def _where(self, box: Box, answer: Answer, point: IntArray | None) -> tuple[int, int] | None:
        """Return a variable to split, and at how many steps."""
        open_ = box.low < box.high
        if not open_.any():
            return None
        if answer.status is Status.OPTIMAL:
            steps = self._relaxations.linear.steps(answer.values)
            found = _fraction(self.frame, box, steps)
            if found is not None:
                return found
            whole_steps = np.rint(steps).astype(np.int64)
            if point is not None:
                gap = np.where(open_, np.abs(point - whole_steps), 0)
                if gap.any():
                    j = int(gap.argmax())
                    return j, _inside(box, j, int(point[j] + whole_steps[j]) // 2)
            j = int(np.flatnonzero(open_)[0])
            return j, _inside(box, j, int(whole_steps[j]))
        j = int(np.argmax(np.where(open_, box.high - box.low, -1)))
        return j, _inside(box, j, int(box.low[j] + box.high[j]) // 2)


def _inside(box: Box, column: int, at: int) -> int:
    """Return ``at`` moved so that both parts of the split are smaller."""
    return max(int(box.low[column]), min(at, int(box.high[column]) - 1))


def _fraction(frame: Frame, box: Box, steps: np.ndarray) -> tuple[int, int] | None:
    """Return the variable that is farthest from its domain, ``None`` if all are in theirs."""
    below = np.floor(steps + _NEAR)
    off = np.where(
        (steps > _NEAR) & (steps < frame.least - _NEAR),
        np.minimum(steps, frame.least - steps),
        np.minimum(steps - below, 1 - (steps - below)),
    )
    off = np.where((box.low < box.high) & (off > _NEAR), off, 0)
    if not off.any():
        return None
    j = int(off.argmax())
    at = 0 if below[j] < frame.least[j] else int(below[j])
    return j, _inside(box, j, at)


def _tree(nodes: dict[int, tuple[int, int, int, int] | Part]) -> Tree:
    """Return the nodes as a tree; children have greater numbers than their parents."""
    built: dict[int, Tree] = {}
    for name in sorted(nodes, reverse=True):
        node = nodes[name]
        if isinstance(node, Part):
            built[name] = node.leaf()
        else:
            column, at, low, high = node
            built[name] = Branch(column, at, built.pop(low), built.pop(high))
    return built[0]
