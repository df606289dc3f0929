"""Prices of a large question: few columns, each a whole answer of many blocks to earlier prices.

Blocks and single variables answer prices by themselves; what they answered is one column a group
of them, and a small linear program over these columns says what prices to ask next. Groups are
those in the same coupling rows, because their answers depend on the same prices. Source: Dantzig
and Wolfe (1960); Kelley (1960), with a cut for each group.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integer.blocks import Blocks
from optimizer.model.integer.multipliers import prices_of
from optimizer.model.integer.pricing import Priced, Prices, Pricing, worth_at
from optimizer.model.integer.question import Box, Question
from optimizer.model.meter import Meter
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import Effort, FloatArray, Resolver, Status

#: Most groups, and most rounds of asking.
MOST_GROUPS = 32
MOST_ROUNDS = 80
#: Rounds end when the bound is within this part of what the columns reach.
CLOSE = 1e-9
#: What a round costs for each variable.
ASKING = 1.5

#: A column: its worth, and its coefficients by row.
Column = tuple[int, list[tuple[int, int]]]


class Coordination:
    """The search for prices of one question over a box."""

    def __init__(
        self, question: Question, pricing: Pricing, blocks: Blocks, box: Box, meter: Meter
    ) -> None:
        self._meter = meter
        self._question, self._pricing, self._blocks, self._box = question, pricing, blocks, box
        program = question.program
        self._coupling = np.flatnonzero(~blocks.kept)
        keep = ~blocks.kept[np.repeat(np.arange(len(program.rows)), program.lengths)]
        place = np.cumsum(~blocks.kept) - 1
        self._row = np.repeat(place, program.lengths)[keep]
        self._column = program.columns[keep]
        self._coefs = program.coefs[keep].astype(np.float64)
        funded = program.funded
        self._funded = None if funded is None else funded[keep].astype(np.float64)
        self._group = self._groups()
        self.bound = 0
        self.prices: Prices | None = None
        self.priced: Priced | None = None
        self.units: IntArray = box.low

    def run(self) -> None:
        """Ask until the columns reach the bound, or the rounds are over."""
        self._ask(np.zeros(len(self._coupling)), np.zeros(len(self._question.earlier)))
        resolver = self._begin()
        for _ in range(MOST_ROUNDS):
            answer = resolver.answer()
            if answer.status is not Status.OPTIMAL:
                return
            reached = float(resolver.cost @ answer.values)
            scale = 1 if self.prices is None else self.prices.rows.scale
            if self.bound / scale - reached <= CLOSE * max(abs(reached), 1.0):
                return
            count = len(self._coupling)
            earlier = -answer.duals[count : count + len(self._question.earlier)]
            if self._meter.is_spent:
                return
            columns = self._ask(answer.duals[:count], earlier)
            for cost, entries in columns:
                resolver.add(cost, entries)

    def _groups(self) -> IntArray:
        """Return the group of each variable: by the coupling rows of its block or of itself."""
        program, blocks = self._question.program, self._blocks
        mark = np.zeros(program.size, dtype=np.int64)
        # A mixed sum of row numbers stands for the set of rows; a clash only merges two groups.
        np.add.at(mark, self._column, (self._row + 1) * 1_000_003 % 2_147_483_629)
        lead = np.arange(program.size)
        first = np.array([m[0] for m in blocks.members], dtype=np.int64)
        lead[blocks.inside] = first[blocks.number[blocks.inside]]
        _, group = np.unique(mark[lead], return_inverse=True)
        return np.asarray(group % MOST_GROUPS, dtype=np.int64)

    def _ask(self, rows: FloatArray, earlier: FloatArray) -> list[Column]:
        """Price everything; return one column a group, and keep the prices if they are best."""
        whole = np.zeros(len(self._question.program.rows))
        whole[self._coupling] = rows
        self._meter.spend(ASKING * self._question.program.size)
        prices = prices_of(self._pricing, whole, earlier)
        priced = self._pricing.price(prices, self._box)
        values, units = self._blocks.best(priced)
        free = exact.total(np.where(self._blocks.inside, 0, priced.best))
        bound = priced.constant + free + exact.total(values)
        scale = prices.rows.scale
        if self.prices is None or bound * self.prices.rows.scale < self.bound * scale:
            self.bound, self.prices, self.priced, self.units = bound, prices, priced, units
        return self._columns(units)

    def _columns(self, units: IntArray) -> list[Column]:
        """Return worth and row entries of each group at a point."""
        groups, count = int(self._group.max(initial=0)) + 1, len(self._coupling)
        some = units > 0
        worths = [
            np.bincount(
                self._group[some],
                worth_at(w.only(np.flatnonzero(some)), units[None, some])[0].astype(np.float64),
                groups,
            )
            for w in self._question.worths
        ]
        use = self._coefs * units[self._column]
        if self._funded is not None:
            use = use + self._funded * some[self._column]
        at = self._row * groups + self._group[self._column]
        usage = np.bincount(at, use, count * groups).reshape(count, groups)
        columns = []
        for g in range(groups):
            entries = [(k, int(usage[k, g])) for k in np.flatnonzero(usage[:, g]).tolist()]
            entries += [(count + k, int(w[g])) for k, w in enumerate(worths[1:]) if w[g]]
            entries.append((count + len(worths) - 1 + g, 1))
            columns.append((int(worths[0][g]), entries))
        return columns

    def _begin(self) -> Resolver:
        """Return the linear program over the first columns: the least of all, and the best."""
        program, worths = self._question.program, len(self._question.earlier)
        count, groups = len(self._coupling), int(self._group.max(initial=0)) + 1
        columns = [*self._columns(self._box.low), *self._columns(self.units)]
        rows = [program.rows[k] for k in self._coupling.tolist()]
        wanted = [(row.sense, row.limit) for row in rows]
        wanted += [(">=", reached) for reached in self._question.reached]
        wanted += [("=", 1)] * groups
        # What no column gives yet may be missing at a price above all others.
        dear = 10 * max([1, *(abs(cost) for cost, _ in columns)])
        for k, (sense, limit) in enumerate(wanted[: count + worths]):
            if sense != "<=":
                columns.append((-dear, [(k, max(abs(limit), 1))]))
            if sense != ">=":
                columns.append((-dear, [(k, -max(abs(limit), 1))]))
        entries: list[list[tuple[int, int]]] = [[] for _ in wanted]
        for c, (_cost, inside) in enumerate(columns):
            for k, a in inside:
                entries[k].append((c, a))
        laid = tuple(
            ProgramRow(
                "",
                np.array([c for c, _ in some], dtype=np.int64),
                np.array([a for _, a in some], dtype=np.int64),
                sense,
                limit,
            )
            for some, (sense, limit) in zip(entries, wanted, strict=True)
        )
        one = np.ones(len(columns), dtype=np.int64)
        return Resolver(
            Program(one, one, one, laid),
            Effort(meter=self._meter),
            exact.narrow([cost for cost, _ in columns]),
        )
