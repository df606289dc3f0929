"""Branch and bound with prices: every part that is left behind keeps the prices that close it.

Parts are taken by their bound, the best first. Each is solved as a linear program, its duals
become exact prices, and what the prices cannot afford is cut off its box. The prices of a part
are a proof by themselves; the solver's floats only choose them. Source: Land and Doig (1960);
fixing by reduced costs: Dantzig, Fulkerson and Johnson (1954).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.integer.branching import Branching
from optimizer.model.integer.fill import Filler
from optimizer.model.integer.multipliers import prices_of
from optimizer.model.integer.part import Part
from optimizer.model.integer.pieces import Pieces, cut_in_pieces
from optimizer.model.integer.pricing import Prices, Pricing
from optimizer.model.integer.question import Box, Question, above, below
from optimizer.model.integer.rows import broken_row
from optimizer.model.proof import Duals
from optimizer.model.solver import Answer, Effort, FloatArray, Resolver, Status

#: How near to an integer a float counts as one.
NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to.

    ``root`` is the first part: its prices bound the whole question. ``parts`` are all parts in
    the order they were made, or none where some part was left open.
    """

    units: IntArray | None
    root: Part
    parts: tuple[Part, ...]
    closed: bool


class Search:
    """One search for the best plan of a question."""

    def __init__(self, question: Question, nodes: int, *, any_plan: bool = False) -> None:
        self.question = question
        self.units: IntArray | None = None
        self.cutoff: int | None = None
        self._nodes = nodes
        self._any = any_plan
        self._pricing = Pricing(question)
        self._filler = Filler(question)
        self._pieces: Pieces | None = None
        self._resolver: Resolver | None = None
        self._branching = Branching(question)

    def offer(self, units: IntArray) -> None:
        """Take a plan if it keeps every row and is worth more than the best so far."""
        value = self.question.worth.at(units)
        if (self.cutoff is None or value >= self.cutoff) and self.question.allows(units):
            self.units, self.cutoff = units, value + 1

    def run(self) -> Found:
        """Search until every part is closed or the nodes are used up."""
        whole = self.question.whole()
        root = Part(whole, whole)
        parts = [root]
        heap: list[tuple[float, int, Part]] = [(0.0, 0, root)]
        left = self._nodes
        while heap and left > 0 and not (self._any and self.units is not None):
            part = heapq.heappop(heap)[2]
            left -= 1
            order = self._work(part)
            for child in part.parts or ():
                parts.append(child)
                heapq.heappush(heap, (order, len(parts), child))
        return Found(self.units, root, tuple(parts), closed=not heap)

    def _work(self, part: Part) -> float:
        """Close a part or split it; return the negative of its bound."""
        part.before = part.box
        part.prices = self._broken(part.box)
        if part.prices is not None:
            part.empty = True
            return 0.0
        if not len(part.box.open):
            self.offer(part.box.high)
            part.prices = self._alone(0, 0)
            return 0.0
        answer = self._solve(part.box)
        if answer.status is Status.INFEASIBLE and self._is_empty(part, answer.ray):
            return 0.0
        if answer.status is not Status.OPTIMAL:
            self._split(part, self._branching.widest(part.box))
            part.prices = self._alone(0, 0)
            return 0.0
        pieces = self._pieces
        if pieces is None:  # pragma: no cover  (solved just above)
            raise AssertionError
        units = pieces.units(answer.values)
        self._round(units, part)
        part.prices = prices_of(self._pricing, pieces, answer.duals)
        priced = self._pricing.price(part.prices, part.box)
        bound, scale = priced.total(), part.prices.rows.scale
        if self.cutoff is not None:
            room = bound - self.cutoff * scale
            if room < 0:
                return 0.0
            part.box = self._pricing.tightened(priced, room)
        half = pieces.half_funded(answer.values, NEAR)
        self._split(part, self._branching.choose(part.box, units, half))
        return -bound / scale

    def _solve(self, box: Box) -> Answer:
        if self._resolver is None:
            self._pieces = cut_in_pieces(self.question, box)
            self._resolver = Resolver(self._pieces.program, Effort(), self._pieces.cost)
        pieces = self._pieces
        if pieces is None:  # pragma: no cover  (set with the resolver)
            raise AssertionError
        lower, upper = pieces.bounds(box)
        columns = np.arange(pieces.program.size)
        self._resolver.between(columns, lower.astype(np.float64), upper.astype(np.float64))
        return self._resolver.answer()

    def _is_empty(self, part: Part, ray: FloatArray) -> bool:
        """Take the solver's reason for "no point" if it holds exactly."""
        if self._pieces is None or not len(ray):
            return False
        greatest = float(np.abs(ray).max(initial=0.0))
        for sign in (1.0, -1.0) if greatest > 0 else ():
            prices = prices_of(self._pricing, self._pieces, sign * ray / greatest)
            if self._pricing.is_empty(prices, part.box):
                part.prices, part.empty = prices, True
                return True
        return False

    def _broken(self, box: Box) -> Prices | None:
        """Return prices of one row or earlier objective that no point of ``box`` keeps."""
        row = broken_row(self.question, box)
        if row is not None:
            return self._alone(*row)
        count = len(self.question.earlier)
        for k in range(count):
            prices = self._alone(0, 0)
            prices = Prices(prices.rows, tuple(int(i == k) for i in range(count)))
            if self._pricing.is_empty(prices, box):
                return prices
        return None

    def _alone(self, row: int, value: int) -> Prices:
        """Return prices of 0 but for one row."""
        values = np.zeros(len(self.question.program.rows), dtype=np.int64)
        if value:
            values[row] = value
        return Prices(Duals(values), (0,) * len(self.question.earlier))

    def _round(self, units: FloatArray, part: Part) -> None:
        """Offer the plans nearest to a point of the relaxation."""
        near = np.round(units)
        down = np.where(np.abs(units - near) < NEAR, near, np.floor(units)).astype(np.int64)
        down = np.where(down < self.question.least, 0, down)
        if not self.question.allows(down):
            up = np.where((units > NEAR) & (down == 0), self.question.least, down)
            down = np.minimum(np.maximum(up, part.box.low), part.box.high)
            if not self.question.allows(down):
                return
        self.offer(down)
        self.offer(self._filler.fill(down, self._branching.by_worth))

    def _split(self, part: Part, at: tuple[int, int] | None) -> None:
        """Cut a part in two at a variable and a value, both parts inside its box."""
        if at is None:
            at = self._branching.widest(part.box)
        column, value = at
        part.split = at
        wide, box = part.wide, part.box
        least = int(self.question.least[column])
        part.parts = (
            Part(below(wide, column, value, least), below(box, column, value, least), part),
            Part(above(wide, column, value, least), above(box, column, value, least), part),
        )
