"""The rule by number: the awards, read by rising id, are the greatest.

Works on the core: the variables that the exact multipliers leave free. On a network every
question asked here has an answer on the grid; where one has not, the rule gives up and says so.
"""

from __future__ import annotations

import numpy as np

from optimizer.model import exact
from optimizer.model.feasible import is_feasible
from optimizer.model.program import Mask, Program, row_values
from optimizer.model.solver import Effort, FloatArray, Resolver

#: Work allowed to the rule: linear programs times their variables and rows. Deterministic.
MOST_WORK = 2**22
#: Largest core, in variables and rows: beyond it a single linear program takes seconds.
MOST_SIZE = 2**14
#: How far a float may stand from the grid and still mean the grid point.
_NEAR = 1e-4


def on_grid(values: FloatArray) -> exact.Integers | None:
    """Return ``values`` as integers, ``None`` where one of them is not near the grid."""
    rounded = np.round(values)
    if len(values) and float(np.abs(values - rounded).max()) > _NEAR:
        return None
    return exact.narrow([int(v) for v in rounded.tolist()])


def _direction(core: Program, units: exact.Integers) -> FloatArray:
    """Return a cost that any move away from the vertex ``units`` inside ``core`` raises.

    Variables at a bound may only leave it, tight rows only loosen: the sum of all that is 0 at
    the vertex and positive elsewhere, because a vertex is determined by what is tight in it.
    """
    cost = np.zeros(core.size)
    cost[np.asarray(units == 0, dtype=np.bool_)] += 1.0
    cost[np.asarray(units == core.upper, dtype=np.bool_)] -= 1.0
    slack = core.limits - row_values(core, units)
    signs = np.where(core.at_most, -1.0, np.where(core.at_least, 1.0, 0.0))
    signs[np.asarray(slack != 0, dtype=np.bool_)] = 0.0
    np.add.at(cost, core.columns, np.repeat(signs, core.lengths) * core.coefs.astype(np.float64))
    return cost


def is_only_point(core: Program, units: exact.Integers) -> bool | None:
    """Return whether the vertex ``units`` is the only point of ``core``; ``None`` if not known."""
    if not core.size:
        return True
    cost = _direction(core, units)
    found = Resolver(core, Effort()).maximise(cost)
    if found is None:
        return None
    gain = float(cost @ (found - units.astype(np.float64)))
    return gain < 0.5  # noqa: PLR2004  on the grid a gain is at least 1


def _cannot_rise(
    core: Program, point: exact.Integers, settled: Mask, rows: list[int], j: int
) -> bool:
    """Return whether a tight row holds variable ``j`` with nobody left in it to give way."""
    for k in rows:
        row = core.rows[k]
        if row.sense == ">=" or bool((row.coefs < 0).any()):
            continue
        if row.sense == "<=" and exact.dot(point[row.columns], row.coefs) < row.limit:
            continue
        others = row.columns[(row.columns != j) & ~settled[row.columns]]
        if not bool((point[others] > 0).any()):
            return True
    return False


def greatest_by_number(
    core: Program, units: exact.Integers, order: list[int], effort: Effort
) -> exact.Integers | None:
    """Return the point of ``core`` whose values, read in ``order``, are lexicographically greatest.

    Parameters
    ----------
    core
        The face of equally good plans.
    units
        A grid point of it.
    order
        Variables in the order in which they are raised; others are free to move.
    effort
        Limits of each linear program.

    Returns
    -------
    Integers or None
        ``None`` when a step has no answer on the grid or the work limit is reached.
    """
    if core.size + len(core.rows) > MOST_SIZE:
        return None
    rows_of: list[list[int]] = [[] for _ in range(core.size)]
    for k, row in enumerate(core.rows):
        for j in row.columns.tolist():
            rows_of[j].append(k)
    resolver = Resolver(core, effort)
    settled = np.zeros(core.size, dtype=np.bool_)
    point = units.copy()
    work = 0
    for j in order:
        if point[j] < core.upper[j] and not _cannot_rise(core, point, settled, rows_of[j], j):
            work += core.size + len(core.rows)
            raised = _raise(core, resolver, point, j) if work <= MOST_WORK else None
            if raised is None:
                return None
            point = raised
        settled[j] = True
        resolver.bound(j, int(point[j]), int(point[j]))
    return point


def _raise(
    core: Program, resolver: Resolver, point: exact.Integers, j: int
) -> exact.Integers | None:
    cost = np.zeros(core.size)
    cost[j] = 1.0
    found = resolver.maximise(cost)
    if found is None:
        return None
    if found[j] < float(point[j]) + 0.5:
        return point if found[j] > float(point[j]) - 0.5 else None
    rounded = on_grid(found)
    return rounded if rounded is not None and is_feasible(core, rounded) else None
