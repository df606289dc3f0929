"""The tie rule read literally and slowly: a simplex in fractions, and every grid point.

Shares nothing with the model but the data structures that both are given.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor

from optimizer.model.program import Program

Vector = list[Fraction]
#: ``coefs . x <= limit``.
Constraint = tuple[Vector, Fraction]


def greatest(cost: Vector, constraints: Sequence[Constraint]) -> tuple[Fraction, Vector] | None:
    """Maximise over x >= 0 by Bland's rule; ``None`` if nothing fits. Bounded programs only."""
    n, m = len(cost), len(constraints)
    # Columns: x, slacks, one artificial variable that repairs every negative limit, limit.
    table = [
        [*a, *(Fraction(int(k == r)) for k in range(m)), Fraction(-1), b]
        for r, (a, b) in enumerate(constraints)
    ]
    basis = [n + r for r in range(m)]
    artificial = n + m
    if any(row[-1] < 0 for row in table):
        _pivot(table, basis, min(range(m), key=lambda r: table[r][-1]), artificial)
        _run(table, basis, [Fraction(-int(j == artificial)) for j in range(artificial + 2)])
        at = basis.index(artificial) if artificial in basis else None
        if at is not None:
            if table[at][-1]:
                return None
            _pivot(table, basis, at, next(j for j in range(artificial) if table[at][j]))
    for row in table:
        row[artificial] = Fraction(0)
    _run(table, basis, [*cost, *([Fraction(0)] * (m + 2))])
    x = [Fraction(0)] * (artificial + 1)
    for r, j in enumerate(basis):
        x[j] = table[r][-1]
    return sum((c * v for c, v in zip(cost, x[:n], strict=True)), Fraction(0)), x[:n]


def _run(table: list[Vector], basis: list[int], cost: Vector) -> None:
    prices = list(cost)
    for r, row in enumerate(table):
        if cost[basis[r]]:
            prices = _less(prices, row, cost[basis[r]])
    while True:
        entering = next((j for j, p in enumerate(prices[:-1]) if p > 0), None)
        if entering is None:
            return
        rows = [r for r, row in enumerate(table) if row[entering] > 0]
        leaving = min(rows, key=lambda r: (table[r][-1] / table[r][entering], basis[r]))
        _pivot(table, basis, leaving, entering)
        prices = _less(prices, table[leaving], prices[entering])


def _less(row: Vector, other: Vector, times: Fraction) -> Vector:
    return [v - times * w if w else v for v, w in zip(row, other, strict=True)]


def _pivot(table: list[Vector], basis: list[int], r: int, j: int) -> None:
    factor = table[r][j]
    table[r] = [v / factor if v else v for v in table[r]]
    for k, row in enumerate(table):
        if k != r and row[j]:
            table[k] = _less(row, table[r], row[j])
    basis[r] = j


def hull_leximin(points: Sequence[Vector]) -> Vector:
    """Return the leximin point of the convex hull of ``points``.

    Variables are the weight of each point, and last the level.
    """
    one, zero = Fraction(1), Fraction(0)
    size = len(points[0])
    rows: list[Constraint] = [
        ([one] * len(points) + [zero], one),
        ([-one] * len(points) + [zero], -one),
    ]
    fixed: dict[int, Fraction] = {}
    while len(fixed) < size:
        of = [[point[k] for point in points] for k in range(size)]
        rules = list(rows)
        for k in range(size):
            if k in fixed:
                rules += [([*of[k], zero], fixed[k])]
            rules += [([*(-v for v in of[k]), zero if k in fixed else one], -fixed.get(k, zero))]
        found = greatest([zero] * len(points) + [one], rules)
        assert found is not None
        rules.append(([zero] * len(points) + [-one], -found[0]))
        for k in range(size):
            if k not in fixed:
                most = greatest([*of[k], zero], rules)
                assert most is not None
                if most[0] == found[0]:
                    fixed[k] = found[0]
    return [fixed[k] for k in range(size)]


class Reference:
    """The optimal face of a tiny program, and the tie rule on it."""

    def __init__(self, program: Program, costs: Sequence[Sequence[int]], own: list[bool]) -> None:
        assert program.entitled is not None
        self.n = program.size
        self.own = [j for j in range(self.n) if own[j]]
        self.upper = [int(u) for u in program.upper]
        self.unit = [int(g) for g in program.unit]
        self.entitled = [int(a) for a in program.entitled]
        self.faces: list[Constraint] = []  # whole numbers all
        for row in program.rows:
            a = [Fraction(0)] * self.n
            for j, coef in zip(row.columns.tolist(), row.coefs.tolist(), strict=True):
                a[j] += coef
            self._add(a, row.sense, Fraction(row.limit))
        for j in range(self.n):
            self._add(self._only(j), "<=", Fraction(self.upper[j]))
        self.possible = greatest([Fraction(0)] * self.n, self.faces) is not None
        for cost in costs if self.possible else ():
            best = greatest([Fraction(c) for c in cost], self.faces)
            assert best is not None
            self._add([Fraction(c) for c in cost], ">=", best[0])

    def _add(self, a: Vector, sense: str, limit: Fraction) -> None:
        if sense in {"<=", "="}:
            self.faces.append((a, limit))
        if sense in {">=", "="}:
            self.faces.append(([-v for v in a], -limit))

    def _only(self, j: int) -> Vector:
        return [Fraction(int(k == j)) for k in range(self.n)]

    @cached_property
    def ratios(self) -> dict[int, Fraction]:
        """The leximin ratios of the own variables that can get a step."""
        part = {j: Fraction(self.unit[j], self.entitled[j]) for j in self.own}
        fixed: dict[int, Fraction] = {}
        left = [j for j in self.own if self.upper[j]]
        while left:
            rules: list[Constraint] = [([*a, Fraction(0)], b) for a, b in self.faces]
            for j, ratio in fixed.items():
                one = [*self._only(j), Fraction(0)]
                rules += [(one, ratio / part[j]), ([-v for v in one], -ratio / part[j])]
            rules += [
                ([*(-part[j] * v for v in self._only(j)), Fraction(1)], Fraction(0)) for j in left
            ]
            found = greatest([*([Fraction(0)] * self.n), Fraction(1)], rules)
            assert found is not None
            level = found[0]
            rules.append(([*([Fraction(0)] * self.n), Fraction(-1)], -level))
            for j in list(left):
                most = greatest([*(part[j] * v for v in self._only(j)), Fraction(0)], rules)
                assert most is not None
                if most[0] == level:
                    fixed[j] = level
                    left.remove(j)
        return fixed

    @cached_property
    def plans(self) -> list[tuple[int, ...]]:
        """Every grid point of the face."""
        ranges = [range(u + 1) for u in self.upper]
        return [u for u in product(*ranges) if self._holds(u)]

    def _holds(self, u: Sequence[int]) -> bool:
        return all(
            sum(int(a) * v for a, v in zip(row, u, strict=True)) <= limit
            for row, limit in self.faces
        )

    def rounded(self) -> dict[int, int]:
        """Return the steps of the own variables that the rule chooses."""
        target = {j: ratio * self.entitled[j] / self.unit[j] for j, ratio in self.ratios.items()}
        order = sorted(target, key=lambda j: (floor(target[j]) - target[j], j))
        near = [
            u for u in self.plans if all(floor(t) <= u[j] <= ceil(t) for j, t in target.items())
        ]
        best = max(near, key=lambda u: [u[j] - floor(target[j]) for j in order])
        return {j: best[j] for j in self.own}

    def could_differ(self) -> list[int]:
        """Return the own variables that are not the same in every grid point of the face."""
        plans = self.plans
        return [j for j in self.own if len({u[j] for u in plans}) > 1]
