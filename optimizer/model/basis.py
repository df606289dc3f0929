"""The multipliers that a basis defines, solved in fractions.

Used where rounding the solver's floats does not close the gap. Elimination is sparse, picks the
equation with the fewest unknowns first (networks then need no fill-in), and has a size limit.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.model.exact import Integers
from optimizer.model.program import Program

#: Largest system solved in fractions: beyond it the bound stays the rounded one.
MOST_UNKNOWNS = 2_000


def multipliers_of_basis(
    program: Program,
    cost: Integers,
    basic_columns: NDArray[np.bool_],
    basic_rows: NDArray[np.bool_],
) -> list[Fraction] | None:
    """Solve ``y . A_j = c_j`` for the basic variables, ``y`` 0 on basic rows.

    Returns
    -------
    list of Fraction or None
        One multiplier a row; ``None`` if the basis is missing, too large or singular.
    """
    columns = np.flatnonzero(basic_columns).tolist()
    if (
        not len(basic_columns)
        or len(columns) > MOST_UNKNOWNS
        or len(columns) > int((~basic_rows).sum())
    ):
        return None
    equations: dict[int, dict[int, Fraction]] = {j: {} for j in columns}
    for k in np.flatnonzero(~basic_rows).tolist():
        row = program.rows[k]
        for j, a in zip(row.columns.tolist(), row.coefs.tolist(), strict=True):
            if j in equations:
                equations[j][k] = Fraction(int(a))
    solved = _solve([(equations[j], Fraction(int(cost[j]))) for j in columns])
    return (
        None if solved is None else [solved.get(k, Fraction(0)) for k in range(len(program.rows))]
    )


def _solve(equations: list[tuple[dict[int, Fraction], Fraction]]) -> dict[int, Fraction] | None:
    """Solve a sparse square system by elimination, ``None`` if it is singular or contradictory."""
    order: list[tuple[int, dict[int, Fraction], Fraction]] = []
    open_rows = [(dict(left), right) for left, right in equations]
    while open_rows:
        at = min(range(len(open_rows)), key=lambda i: len(open_rows[i][0]))
        left, right = open_rows.pop(at)
        if not left:
            if right:
                return None
            continue
        pivot = min(left)
        factor = left.pop(pivot)
        left = {k: v / factor for k, v in left.items()}
        right /= factor
        order.append((pivot, left, right))
        for i, (other, other_right) in enumerate(open_rows):
            times = other.pop(pivot, None)
            if times is not None:
                for k, v in left.items():
                    other[k] = other.get(k, Fraction(0)) - times * v
                    if not other[k]:
                        del other[k]
                open_rows[i] = (other, other_right - times * right)
    values: dict[int, Fraction] = {}
    for pivot, left, right in reversed(order):
        values[pivot] = right - sum(
            (v * values.get(k, Fraction(0)) for k, v in left.items()), Fraction(0)
        )
    return values
