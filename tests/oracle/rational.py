"""Linear programs in fractions (a tableau with Bland's rule), and leximin points by them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

ZERO = Fraction(0)
ONE = Fraction(1)

Vector = list[Fraction]


class Infeasible(Exception):  # noqa: N818  an answer, not an error
    """No point keeps all rows."""


class _Tableau:
    """``max c x``, ``A x <= b``, ``x >= 0``, with an artificial column 0 where ``b`` is negative.

    Chvatal, Linear Programming (1983), chapters 2 and 3.
    """

    def __init__(self, rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> None:
        self.m, self.n = len(rows), len(rows[0])
        self.basis = list(range(self.n + 1, self.n + 1 + self.m))
        self.rows = [
            [-ONE, *row, *(ONE if k == j else ZERO for j in range(self.m)), b]
            for k, (row, b) in enumerate(zip(rows, right, strict=True))
        ]

    def pivot(self, row: int, column: int) -> None:
        scale = self.rows[row][column]
        self.rows[row] = [value / scale for value in self.rows[row]]
        for k, other in enumerate(self.rows):
            if k != row and other[column]:
                times = other[column]
                self.rows[k] = [a - times * b for a, b in zip(other, self.rows[row], strict=True)]
        self.basis[row] = column

    def maximise(self, cost: Vector) -> Fraction:
        """Maximise ``cost`` (of every column) from the present basis; it must be bounded."""
        while True:
            reduced = list(cost)
            for row, basic in zip(self.rows, self.basis, strict=True):
                if cost[basic]:
                    reduced = [r - cost[basic] * a for r, a in zip(reduced, row[:-1], strict=True)]
            enter = next((j for j, r in enumerate(reduced) if r > 0), None)
            if enter is None:
                return sum(
                    (cost[j] * row[-1] for j, row in zip(self.basis, self.rows, strict=True)), ZERO
                )
            _, _, leave = min(
                (row[-1] / row[enter], self.basis[k], k)
                for k, row in enumerate(self.rows)
                if row[enter] > 0
            )
            self.pivot(leave, enter)

    def start(self) -> None:
        """Find a first point, and forbid the artificial column."""
        low = min(range(self.m), key=lambda k: self.rows[k][-1])
        if self.rows[low][-1] < 0:
            self.pivot(low, 0)
            if self.maximise([-ONE, *[ZERO] * (self.n + self.m)]) < 0:
                raise Infeasible
            if 0 in self.basis:
                row = self.basis.index(0)
                column = next(j for j in range(1, self.n + self.m + 1) if self.rows[row][j])
                self.pivot(row, column)
        for row_values in self.rows:
            row_values[0] = ZERO


def maximum(
    cost: Sequence[Fraction], rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]
) -> Fraction:
    """Return the exact maximum of ``cost`` over ``rows x <= right``, ``x >= 0`` (bounded).

    Raises
    ------
    Infeasible
        If there is no such point.
    """
    tableau = _Tableau(rows, right)
    tableau.start()
    return tableau.maximise([ZERO, *cost, *[ZERO] * tableau.m])


def leximin(
    weights: Sequence[Fraction | None],
    rows: Sequence[Sequence[Fraction]],
    right: Sequence[Fraction],
) -> list[Fraction]:
    """Return ``weights[i] * x[i]`` at the leximin point of the polytope, for weights not ``None``.

    The worst off are made as well off as possible, then the next, and so on (Schmeidler 1969,
    the lexicographic order behind the nucleolus). Found level by level: the greatest least value,
    then who cannot be above it.
    """
    wide = [[*row, ZERO] for row in rows]
    limits = list(right)
    n = len(weights)

    def at_least(i: int, value: Fraction, top: Fraction) -> tuple[list[Fraction], Fraction]:
        """Return ``weight x_i - top * t >= value`` as a row."""
        line = [ZERO] * (n + 1)
        line[i], line[n] = -(weights[i] or ZERO), top
        return line, -value

    fixed: dict[int, Fraction] = {}
    while len(fixed) < sum(w is not None for w in weights):
        free = [i for i, w in enumerate(weights) if w is not None and i not in fixed]
        settled = [at_least(i, value, ZERO) for i, value in fixed.items()]
        level = [at_least(i, ZERO, ONE) for i in free]
        a = wide + [row for row, _ in settled + level]
        b = limits + [value for _, value in settled + level]
        top = maximum([*[ZERO] * n, ONE], a, b)
        level = [at_least(i, top, ZERO) for i in free]
        a = wide + [row for row, _ in settled + level]
        b = limits + [value for _, value in settled + level]
        for i in free:
            cost = [ZERO] * (n + 1)
            cost[i] = weights[i] or ZERO
            # The column of t stands in no row here; it costs nothing, so it stays at 0.
            if maximum(cost, a, b) == top:
                fixed[i] = top
    return [fixed[i] for i, w in enumerate(weights) if w is not None]
