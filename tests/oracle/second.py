"""A second formulation of one whole problem, handed to HiGHS as a plain matrix.

For problems too large to go through. Every project has grid steps ``u`` and a binary ``z`` for
being funded; limits are rows over both. In a chain each level of merit chooses one breakpoint
``rho`` of the ratios by a binary, falling with the merit; a member has ``floor(rho A / g)`` steps,
or fewer where a binary says that a limit over single owners leaves no room for its next amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, inf

import highspy

from tests.oracle.definition import Definition, Plan
from tests.oracle.limit import Limit, exact

Terms = dict[int, float]

#: Nodes after which HiGHS may stop; its bound still counts.
NODES = 20_000


@dataclass
class Matrix:
    """Columns and rows in the making."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, Terms]] = field(default_factory=list)

    def column(self, upper: float, *, whole: bool = True) -> int:
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def row(self, low: float, high: float, terms: Mapping[int, float]) -> None:
        self.rows.append((low, high, {j: a for j, a in terms.items() if a}))

    def maximise(self, cost: Mapping[int, float]) -> tuple[list[float] | None, float]:
        """Return a best point (``None`` if there is none), and a bound on all points."""
        highs = highspy.Highs()
        highs.silent()
        for option, value in (
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("mip_feasibility_tolerance", 1e-9),
            ("mip_max_nodes", NODES),
        ):
            highs.setOptionValue(option, value)
        for j, (low, high) in enumerate(zip(self.lower, self.upper, strict=True)):
            highs.addCol(-cost.get(j, 0.0), low, high, 0, [], [])
            if self.whole[j]:
                highs.changeColIntegrality(j, highspy.HighsVarType.kInteger)
        for low, high, terms in self.rows:
            highs.addRow(low, high, len(terms), list(terms), list(terms.values()))
        highs.run()
        if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None, -inf
        info = highs.getInfo()
        return list(highs.getSolution().col_value), -float(info.mip_dual_bound)


class Second(Definition):
    """A definition stated as a matrix; ``given`` are awards fixed beforehand (equal clauses)."""

    def lay_out(self, given: Mapping[int, int]) -> Matrix:
        """Return the matrix of the whole problem beside the awards given."""
        self.given = {**self.lock, **given}
        self.matrix = Matrix()
        self.steps: dict[int, int] = {}
        self.funded: dict[int, int] = {}
        for i in range(self.n):
            if i in self.given or not self.is_open(i):
                continue
            most, least = self.most[i] // self.grid[i], self.least[i] // self.grid[i]
            u, z = self.matrix.column(most), self.matrix.column(1)
            self.steps[i], self.funded[i] = u, z
            self.matrix.row(0, inf, {u: 1, z: -least})
            self.matrix.row(-inf, 0, {u: 1, z: -most})
        for limit in self.limits:
            terms, constant = self.terms(limit, range(self.n))
            bound = limit.limit - constant
            if limit.at_most:
                self.matrix.row(-inf, bound, terms)
            else:
                self.matrix.row(bound, inf, terms)
        for number, stage in enumerate(self.stages):
            before = [i for earlier in self.stages[: number + 1] for i in earlier]
            for chain in self.chains:
                if chain[0] in stage and chain[0] not in self.given:
                    self._chain(chain, before)
        return self.matrix

    def terms(self, limit: Limit, members: Iterable[int]) -> tuple[Terms, int]:
        """Return what ``members`` count in a limit: columns, and a constant of the given ones."""
        terms: Terms = {}
        constant = 0
        for i in members:
            if i in self.given:
                constant += self.counted(limit, i, self.given[i])
            elif i in self.steps:
                if i in limit.whole:
                    terms[self.funded[i]] = limit.whole[i]
                else:
                    terms[self.steps[i]] = limit.per_step.get(i, 0)
                    terms[self.funded[i]] = limit.funded.get(i, 0)
        return terms, constant

    def _chain(self, chain: Sequence[int], before: Sequence[int]) -> None:
        levels = sorted({self.merit[i] for i in chain}, reverse=True)
        ratios = sorted(
            {
                Fraction(s * self.grid[i], self.entitled[i])
                for i in chain
                for s in range(self.most[i] // self.grid[i] + 1)
            }
        )
        above: Terms | None = None
        for merit in levels:
            chosen = [self.matrix.column(1) for _ in ratios]
            self.matrix.row(1, 1, dict.fromkeys(chosen, 1.0))
            place: Terms = {y: float(k) for k, y in enumerate(chosen)}
            if above is not None:
                self.matrix.row(0, inf, {**above, **{y: -k for y, k in place.items()}})
            above = place
            for i in (i for i in chain if self.merit[i] == merit):
                steps = [r * self.entitled[i] // self.grid[i] for r in ratios]
                terms: Terms = {y: -float(s) for y, s in zip(chosen, steps, strict=True)}
                excused = self._excuses(i, before)
                self.matrix.row(-inf, 0, {self.steps[i]: 1, **terms})
                full = float(self.most[i] // self.grid[i])
                self.matrix.row(0, inf, {self.steps[i]: 1, **terms, **dict.fromkeys(excused, full)})

    def _excuses(self, i: int, before: Sequence[int]) -> list[int]:
        """Return binaries that may be 1 only where a limit has no room for ``i``'s next amount."""
        out = []
        z = self.funded[i]
        for limit in self.limits:
            if not limit.holds or not (limit.per_step.get(i) or limit.funded.get(i)):
                continue
            terms, constant = self.terms(limit, before)
            # The next amount is one step for a funded project, the least award for one without.
            first = self.counted(limit, i, self.domain(i)[1])
            step = limit.per_step.get(i, 0)
            terms[z] = terms.get(z, 0) + step - first
            held = self.matrix.column(1)
            wide = float(limit.limit + 1)
            self.matrix.row(limit.limit + 1 - constant - first - wide, inf, {**terms, held: -wide})
            out.append(held)
        return out

    def costs(self, name: str, stage: Sequence[int]) -> tuple[Terms, int]:
        """Return an objective over a stage as costs of columns, and a constant of the given."""
        worth, _ = self.worths(name, stage)
        cost: Terms = {}
        constant = sum(worth(i, self.given[i]) for i in stage if i in self.given)
        for i in stage:
            if i not in self.steps:
                continue
            if name == "number_funded" or self.indivisible[i]:
                cost[self.funded[i]] = worth(i, self.most[i])
            elif name == "diminishing":
                cost |= self._tiers(i)
            else:
                cost[self.steps[i]] = worth(i, self.grid[i])
        return cost, constant

    def _tiers(self, i: int) -> Terms:
        g, start = self.grid[i], 0
        cost: Terms = {}
        parts: Terms = {self.steps[i]: -1}
        for tier in self.rules["diminishing"]:
            end = exact(tier["to"]) * self.entitled[i] // g
            part = self.matrix.column(end - start, whole=False)
            cost[part] = self.merit[i] * int(tier["weight"]) * g
            parts[part] = 1
            start = end
        parts[self.matrix.column(self.most[i] // g, whole=False)] = 1
        self.matrix.row(0, 0, parts)
        return cost


@dataclass(frozen=True)
class Found:
    """What the second formulation reaches in one entry exactly, and what it cannot exceed."""

    value: int | None
    bound: float


def second_values(own: Second, number: int, settled: Plan) -> list[Found]:
    """Return one entry for each objective of a stage; ``settled`` are locks and earlier stages."""
    earlier = [i for stage in own.stages[:number] for i in stage]
    own.lay_out({i: settled[i] for i in earlier})
    stage = own.stages[number]
    out: list[Found] = []
    for name in own.document["objective"]:
        cost, constant = own.costs(name, stage)
        scale = gcd(*(int(c) for c in cost.values())) or 1
        cost = {j: c // scale for j, c in cost.items()}
        point, bound = own.matrix.maximise(cost)
        if point is None:
            return [*out, Found(None, -inf)]
        plan = [own.given.get(i, 0) for i in range(own.n)]
        for i, u in own.steps.items():
            plan[i] = round(point[u]) * own.grid[i]
        worth, _ = own.worths(name, stage)
        value = sum(worth(i, plan[i]) for i in stage)
        # The matrix holds the later stages too, so its plan is whole.
        out.append(Found(None if own.wrong(plan, {}) else value, bound * scale + constant))
        own.matrix.row((value - constant) // scale, inf, cost)
    return out
