"""The best plan of one stage, proven: objectives in turn, then the tie rule.

Each objective is solved over the face of the ones before it. A face is exact: the multipliers
are integers, so "reduced cost is 0" is a fact and not a tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.model import exact
from optimizer.model.faces import Face, Solved, combine, inner, lift, whole
from optimizer.model.feasible import is_feasible
from optimizer.model.levels import Best, Level, TieStep
from optimizer.model.program import Program
from optimizer.model.proof import Duals, best_duals, bound, reduced_costs
from optimizer.model.reduction.linear import best_point
from optimizer.model.solver import Effort, Status, solve
from optimizer.model.ties import choose, on_grid


def optimise(
    program: Program, costs: Sequence[exact.Integers], own: NDArray[np.bool_], effort: Effort
) -> Best | None:
    """Maximise ``costs`` in turn over ``program``, and choose by the tie rule.

    Parameters
    ----------
    program
        Rows and bounds in grid units.
    costs
        Integer coefficients for each grid step, one array of shape (program.size,) an objective.
    own
        Variables that the tie rule reads; the others only keep later stages possible.
    effort
        Limits of work.

    Returns
    -------
    Best or None
        Proven by multipliers; ``None`` where the linear program leaves the grid.
    """
    face = whole(program)
    units: exact.Integers = np.zeros(program.size, dtype=np.int64)
    solved: list[Solved] = []
    levels: list[Level] = []
    for cost in costs:
        here = cost[face.columns]
        found = best_point(face.program, here) or _best_point(face.program, here, effort)
        if isinstance(found, Status):
            return Best(found, None)
        if found is None:
            return None
        point, duals = found
        units = _placed(units, face, point)
        last = lift(program, cost, face, duals)
        combined, weights = combine(program, solved, last)
        value = exact.dot(cost, units)
        levels.append(Level(value, Fraction(value), combined, weights))
        solved.append(last)
        face = inner(face, reduced_costs(face.program, here, duals), duals, point)
    return _settled(face, units, tuple(levels), own, effort)


def _best_point(
    program: Program, cost: exact.Integers, effort: Effort
) -> tuple[exact.Integers, Duals] | Status | None:
    """Return a best grid point of the whole model and its proof, ``None`` if it is off the grid."""
    answer = solve(program, cost, effort)
    if answer.status is not Status.OPTIMAL:
        return answer.status
    point = on_grid(answer.values)
    if point is None or not is_feasible(program, point):
        return None
    duals = best_duals(program, cost, answer, exact.dot(cost, point))
    return (point, duals) if bound(program, cost, duals) == exact.dot(cost, point) else None


def _placed(units: exact.Integers, face: Face, point: exact.Integers) -> exact.Integers:
    """Return ``units`` with the free variables of ``face`` set to ``point``."""
    out = units.astype(object) if point.dtype == object else units.copy()
    out[face.columns] = point
    return out


def _settled(
    face: Face,
    units: exact.Integers,
    levels: tuple[Level, ...],
    own: NDArray[np.bool_],
    effort: Effort,
) -> Best:
    """Apply the tie rule inside the last face, and name what it says by the whole program."""
    choice = choose(face.program, units[face.columns], own[face.columns], effort)
    columns, rows = face.columns.tolist(), face.rows.tolist()
    steps = tuple(
        TieStep(
            step.ratio,
            {columns[j]: weight for j, weight in step.weights.items()},
            {rows[k]: value for k, value in step.multipliers.items()},
        )
        for step in choice.steps
    )
    differ = None if choice.could_differ is None else face.columns[choice.could_differ]
    units = _placed(units, face, choice.units)
    return Best(Status.OPTIMAL, units, levels, choice.ties, choice.rule, steps, differ)
