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
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.integer.amounts import Amounts
from optimizer.model.integer.blocks import Blocks, find_blocks
from optimizer.model.integer.branching import Branching, Split, widest
from optimizer.model.integer.fill import Filler
from optimizer.model.integer.part import Part
from optimizer.model.integer.pricing import WAY, Prices, Pricing, between, one_row
from optimizer.model.integer.question import Box, Question, above, below
from optimizer.model.integer.relaxation import NEAR, Relaxation, Relaxed
from optimizer.model.integer.rows import broken_row
from optimizer.model.meter import Meter

#: What a part costs whatever its size; what it, and looking for plans near a point, cost for each
#: variable.
ANY_PART, PART, ROUNDING = 400, 1, 4


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
    blocks: Blocks


class Search:
    """One search for the best plan of a question.

    Parameters
    ----------
    question
        What is asked.
    meter
        What the search may cost; the first part is worked on at any cost.
    blocks
        Rows that are kept; found anew where left out.
    start
        The part of the domain to search, all of it where left out.
    anchor
        Prices that the part of the domain was made with; those of the first part where left out.
    any_plan
        Stop at the first plan.
    """

    def __init__(
        self,
        question: Question,
        meter: Meter,
        *,
        blocks: Blocks | None = None,
        start: Box | None = None,
        anchor: Prices | None = None,
        any_plan: bool = False,
    ) -> None:
        self.question = question
        self.units: IntArray | None = None
        self.cutoff: int | None = None
        self._meter = meter
        self._any, self._anchor = any_plan, anchor
        self._pricing = Pricing(question)
        self._filler = Filler(question)
        self._amounts = Amounts(question, meter)
        self._blocks = find_blocks(question) if blocks is None else blocks
        self._start = question.whole() if start is None else start
        self._relaxation: Relaxation | None = None
        self._branching = Branching(question, self._loss)
        self._here = 0.0

    def offer(self, units: IntArray) -> None:
        """Take a plan if it keeps every row and is worth more than the best so far."""
        value = self.question.worth.at(units)
        if (self.cutoff is None or value >= self.cutoff) and self.question.allows(units):
            self.units, self.cutoff = units, value + 1

    def run(self) -> Found:
        """Search until every part is closed or the nodes are used up."""
        root = Part(self._start, self._start)
        parts = [root]
        heap: list[tuple[float, int, Part]] = [(0.0, 0, root)]
        while heap and not (self._any and self.units is not None):
            if len(parts) > 1 and self._meter.is_over:
                break
            part = heapq.heappop(heap)[2]
            self._meter.part()
            self._meter.spend(ANY_PART + PART * self.question.program.size)
            order = self._work(part)
            for child in part.parts:
                parts.append(child)
                heapq.heappush(heap, (order, len(parts), child))
        return Found(self.units, root, tuple(parts), closed=not heap, blocks=self._blocks)

    def _work(self, part: Part) -> float:
        """Close a part or split it; return the negative of its bound."""
        part.before = part.box
        part.prices = self._broken(part.box)
        if part.prices is not None:
            part.empty = True
            return 0.0
        if self._inherits(part):
            return 0.0
        part.prices = one_row(self.question, 0, 0)
        if not len(part.box.open):
            self.offer(part.box.high)
            return 0.0
        if self._relaxation is None:
            self._relaxation = Relaxation(self.question, self._pricing, self._blocks, self._meter)
        relaxed = self._relaxation.solve(part.box, self.cutoff)
        if relaxed.prices is None:
            self._split(part, widest(part.box))
            return 0.0
        part.prices, part.empty = relaxed.prices, relaxed.empty
        if part.parent is None and not part.empty and self._anchor is None:
            self._anchor = part.prices
        if relaxed.empty or relaxed.point is None:
            return 0.0
        self._round(relaxed, part.box)
        scale = part.prices.rows.scale
        if self.cutoff is not None and relaxed.priced is not None:
            room = relaxed.bound - self.cutoff * scale
            if room < 0:
                self._calm(part)
                return 0.0
            box = self._pricing.tightened(relaxed.priced, room, self._blocks.inside)
            part.box = self._blocks.settled(relaxed.priced, room, box)
        self._here = relaxed.bound / scale
        self._split(part, self._branching.choose(part.box, relaxed.point))
        return -self._here

    def _loss(self, box: Box, split: Split, upper: bool) -> float:  # noqa: FBT001  a side
        """Return about how much one side of a split loses against the part."""
        least = int(self.question.least[split.column])
        side = (above if upper else below)(box, split.column, split.at, least)
        guess = None if self._relaxation is None else self._relaxation.guess(side)
        if guess is None or (self.cutoff is not None and guess < self.cutoff):
            return float("inf")
        return max(self._here - guess, 0.0)

    def _calm(self, part: Part) -> None:
        """Move the prices of a closed part as near to the first ones as they still close it.

        Far from them, more of what other prices cut off would have to be proven again.
        """
        anchor, cutoff = self._anchor, self.cutoff
        if anchor is None or part.prices is None or cutoff is None:
            return
        low, high = 0, WAY
        while high - low > 1:  # the bound is convex along the way
            middle = (low + high) // 2
            prices = between(anchor, part.prices, middle)
            total = self._blocks.total(self._pricing.price(prices, part.box))
            if total < cutoff * prices.rows.scale:
                high = middle
            else:
                low = middle
        if high < WAY:
            part.prices = between(anchor, part.prices, high)

    def _inherits(self, part: Part) -> bool:
        """Return whether the prices of the part around this one close it, too."""
        outer = part.parent
        if outer is None or outer.prices is None or outer.empty or self.cutoff is None:
            return False
        total = self._blocks.total(self._pricing.price(outer.prices, part.box))
        if total >= self.cutoff * outer.prices.rows.scale:
            return False
        part.prices = outer.prices
        return True

    def _broken(self, box: Box) -> Prices | None:
        """Return prices of one row or earlier objective that no point of ``box`` keeps."""
        row = broken_row(self.question, box)
        if row is not None:
            return one_row(self.question, *row)
        count = len(self.question.earlier)
        for k in range(count):
            prices = one_row(self.question, 0, 0)
            prices = Prices(prices.rows, tuple(int(i == k) for i in range(count)))
            if self._pricing.is_empty(prices, box):
                return prices
        return None

    def _round(self, relaxed: Relaxed, box: Box) -> None:
        """Offer plans near the point of the relaxation."""
        point, priced = relaxed.point, relaxed.priced
        self._meter.spend(ROUNDING * self.question.program.size)
        if point is None or priced is None:
            return
        units, least = point.units, self.question.least
        near = np.round(units)
        near = np.where(np.abs(units - near) < NEAR, near, np.floor(units)).astype(np.int64)
        near = np.where(self._blocks.inside, point.main, near)
        order = np.argsort(-priced.marginal(), kind="stable").tolist()
        self._amount_to(units > NEAR, order)
        for start in (
            np.where(near < least, 0, near),
            np.minimum(np.where((units > NEAR) & (near < least), least, near), box.high),
        ):
            plan = self._filler.mended(start, order[::-1])
            if self.question.allows(plan):
                self.offer(plan)
                plan = self._filler.fill(plan, order)
                self.offer(plan)
            self._amount_to(plan > 0, order)

    def _amount_to(self, funded: NDArray[np.bool_], order: list[int]) -> None:
        """Offer the best amounts for given funded projects."""
        amounts = self._amounts.of(funded, self.question.whole())
        if amounts is not None and self.question.allows(amounts):
            self.offer(amounts)
            self.offer(self._filler.fill(amounts, order))

    def _split(self, part: Part, at: tuple[int, int]) -> None:
        """Cut a part in two at a variable and a value, both parts inside its box."""
        column, value = at
        part.split = at
        wide, box = part.wide, part.box
        least = int(self.question.least[column])
        part.parts = (
            Part(below(wide, column, value, least), below(box, column, value, least), part),
            Part(above(wide, column, value, least), above(box, column, value, least), part),
        )
