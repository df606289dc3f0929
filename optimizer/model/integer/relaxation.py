"""The relaxation of a part: pieces of single variables, and whole plans of blocks as they come.

A block enters as columns, each a plan of it, of which it takes one (a convex combination); the
prices of the rows that couple blocks say which plan is still missing. So the relaxation is as
good as the exact best of each block. Source: Dantzig and Wolfe (1960).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integer.blocks import Blocks
from optimizer.model.integer.multipliers import prices_of
from optimizer.model.integer.pieces import cut_in_pieces
from optimizer.model.integer.plans import Plans
from optimizer.model.integer.pricing import Priced, Prices, Pricing
from optimizer.model.integer.question import Box, Question
from optimizer.model.meter import Meter
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import Answer, Effort, FloatArray, Resolver, Status

#: How near to an integer a float counts as one.
NEAR = 1e-6
#: Rounds of new plans for one part.
MOST_ROUNDS = 100
#: What prices and the best of blocks at them cost for each variable.
PRICING = 1.5


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the relaxation.

    ``units`` of each variable; ``half`` marks those between "not funded" and "funded"; ``main``
    are the heaviest plans of blocks, 0 for all other variables.
    """

    units: FloatArray
    half: NDArray[np.bool_]
    main: IntArray


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation of a part came to.

    ``prices`` prove ``bound`` (times their scale), or, with ``empty``, that no plan is there;
    ``None`` where the solver gave no reason. ``priced`` is the box at ``prices``.
    """

    prices: Prices | None
    empty: bool = False
    bound: int = 0
    priced: Priced | None = None
    point: Point | None = None


class Relaxation:
    """The relaxation of a question, kept in the solver from part to part."""

    def __init__(self, question: Question, pricing: Pricing, blocks: Blocks, meter: Meter) -> None:
        self._question, self._pricing, self._blocks = question, pricing, blocks
        self._meter = meter
        self._pieces = cut_in_pieces(question, question.whole(), out=blocks.inside)
        self._plans = Plans(question, blocks)
        self._plans.begin()
        self._rows = np.zeros(0, dtype=np.int64)
        self._convex = np.zeros(0, dtype=np.int64)
        self._demanding = np.zeros(len(blocks.members), dtype=np.bool_)
        program, cost = self._joined()
        self._resolver = Resolver(program, Effort(meter=meter), cost)

    def solve(self, box: Box, cutoff: int | None) -> Relaxed:
        """Return the relaxation over ``box``; it may stop early where it is below ``cutoff``."""
        self._set(box)
        best = Relaxed(None)
        for _ in range(MOST_ROUNDS):
            answer = self._resolver.answer()
            if answer.status is Status.INFEASIBLE:
                closed = self._closed(box, answer.ray)
                if closed is not None:
                    return closed
                continue
            if answer.status is not Status.OPTIMAL:
                return Relaxed(None)
            prices = self._prices(answer.duals)
            scale = prices.rows.scale
            priced = self._pricing.price(prices, box)
            values, units = self._blocks.best(priced)
            self._meter.spend(PRICING * self._question.program.size)
            free = exact.total(np.where(self._blocks.inside, 0, priced.best))
            bound = priced.constant + free + exact.total(values)
            if best.prices is None or bound * best.prices.rows.scale < best.bound * scale:
                best = Relaxed(prices, bound=bound, priced=priced)
            if cutoff is not None and bound < cutoff * scale:
                break
            if self._meter.is_spent or not self._extend(values, units, answer.duals, scale):
                break
        return replace(best, point=self._read(answer))

    def guess(self, box: Box) -> float | None:
        """Return about how good a part can be, by one linear program; ``None`` if it is empty."""
        self._set(box)
        answer = self._resolver.answer()
        if answer.status is not Status.OPTIMAL:
            return None
        return float(self._resolver.cost @ answer.values)

    def _joined(self) -> tuple[Program, exact.Integers]:
        """Return the program of pieces and plans and its cost; note where rows are in it."""
        pieces = self._pieces.program
        size, count = pieces.size, len(self._plans)
        fixed = len(self._question.program.rows) + len(self._question.earlier)
        extra: list[list[tuple[int, int]]] = [[] for _ in pieces.rows]
        costs = []
        for c in range(count):
            cost, entries = self._plans.column(c)
            costs.append(cost)
            for k, a in entries:
                extra[k].append((size + c, a))
        rows = [_longer(row, more) for row, more in zip(pieces.rows, extra, strict=True)]
        used = [k for k, row in enumerate(rows) if len(row.columns)]
        inside = [k for k in used if k < fixed]
        self._rows = np.full(fixed, -1, dtype=np.int64)
        self._rows[inside] = np.arange(len(inside))
        numbers = np.unique(self._plans.blocks)
        self._convex = np.full(len(self._blocks.members), -1, dtype=np.int64)
        self._convex[numbers] = len(used) + np.arange(len(numbers))
        mine = (size + np.flatnonzero(self._plans.blocks == b) for b in numbers.tolist())
        convex = [ProgramRow("", at, np.ones_like(at), "<=", 1) for at in mine]
        one = np.ones(count, dtype=np.int64)
        program = Program(
            np.concatenate([pieces.project, one]),
            np.concatenate([pieces.unit, one]),
            np.concatenate([pieces.upper, one]),
            (*(rows[k] for k in used), *convex),
        )
        return program, exact.narrow([*self._pieces.cost.tolist(), *costs])

    def _set(self, box: Box) -> None:
        """Set the bounds of pieces and plans for a part."""
        lower, upper = self._pieces.bounds(box)
        fits = self._plans.inside(box)
        self._resolver.between(
            np.arange(len(lower) + len(fits)),
            np.concatenate([lower, np.zeros(len(fits))]).astype(np.float64),
            np.concatenate([upper, fits]).astype(np.float64),
        )
        if not len(self._blocks.members):
            return
        must = np.zeros(len(self._blocks.members), dtype=np.bool_)
        must[self._blocks.number[(box.low > 0) & self._blocks.inside]] = True
        has = np.zeros_like(must)
        has[self._plans.blocks[fits]] = True
        for number in np.flatnonzero((must != self._demanding) & (self._convex >= 0)).tolist():
            self._resolver.demand(int(self._convex[number]), float(must[number]), 1.0)
        self._demanding = must
        for number in np.flatnonzero(must & ~has).tolist():
            self._add(number, box.low[self._blocks.members[number]])

    def _add(self, number: int, plan: IntArray) -> bool:
        """Hand one more plan of a block to the solver; return whether it is new."""
        if self._convex[number] < 0 or not self._plans.note(number, plan):
            return False
        cost, entries = self._plans.column(len(self._plans) - 1)
        place = [(int(self._rows[k]), a) for k, a in entries if self._rows[k] >= 0]
        place.append((int(self._convex[number]), 1))
        self._resolver.add(cost, place)
        return True

    def _extend(
        self, values: exact.Integers, units: IntArray, duals: FloatArray, scale: int
    ) -> bool:
        """Add the plans that are worth more than the solver's price of their block."""
        if not len(values):
            return False
        price = np.full(len(values), np.inf)
        price[self._convex >= 0] = duals[self._convex[self._convex >= 0]]
        gain = np.asarray(values / scale, dtype=np.float64) - price
        added = False
        for number in np.flatnonzero(gain > NEAR * np.maximum(1.0, np.abs(price))).tolist():
            added |= self._add(number, units[self._blocks.members[number]])
        return added

    def _prices(self, duals: FloatArray) -> Prices:
        count = len(self._question.program.rows)
        whole = np.zeros(len(self._rows))
        used = self._rows >= 0
        whole[used] = duals[self._rows[used]]
        return prices_of(self._pricing, whole[:count], -whole[count:])

    def _closed(self, box: Box, ray: FloatArray) -> Relaxed | None:
        """Return the reason for "no point" if it holds exactly, ``None`` to go on with plans."""
        added, greatest = False, self._greatest(ray)
        for sign in (1.0, -1.0) if greatest > 0 else ():
            duals = sign * ray / greatest
            prices = self._prices(duals)
            priced = self._pricing.price(prices, box, worth=False)
            if self._blocks.total(priced) < 0:
                return Relaxed(prices, empty=True)
            values, units = self._blocks.best(priced)
            added |= self._extend(values, units, duals, prices.rows.scale)
        return None if added else Relaxed(None)

    def _greatest(self, ray: FloatArray) -> float:
        """Return the most that a row of the question weighs in a ray, its coefficients counted."""
        if not len(ray):
            return 0.0
        whole = np.zeros(len(self._rows))
        whole[self._rows >= 0] = np.abs(ray[self._rows[self._rows >= 0]])
        count = len(self._question.program.rows)
        sizes = np.maximum(self._pricing.row_sizes, 1.0)
        most = float((whole[:count] * sizes).max(initial=0.0))
        return most or float(np.abs(ray).max())

    def _read(self, answer: Answer) -> Point | None:
        """Return the point of the relaxation."""
        size = self._pieces.program.size
        if len(answer.values) < size:
            return None
        units = self._pieces.units(answer.values[:size])
        half = self._pieces.half_funded(answer.values[:size], NEAR)
        weights = np.where(answer.values[size:] > NEAR, answer.values[size:], 0.0)
        more, funded, main = self._plans.mix(weights)
        return Point(units + more, half | ((funded > NEAR) & (funded < 1 - NEAR)), main)


def _longer(row: ProgramRow, more: list[tuple[int, int]]) -> ProgramRow:
    """Return a row with further entries."""
    if not more:
        return row
    columns = np.concatenate([row.columns, np.array([c for c, _ in more], dtype=np.int64)])
    coefs = exact.narrow([*row.coefs.tolist(), *(a for _, a in more)])
    return replace(row, columns=columns, coefs=coefs)
