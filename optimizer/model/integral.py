"""Stages whose linear program leaves the grid: integers are declared, and the bound says how good.

Two grids in one binding row, or groups that cross, break the network; then a plan is the
solver's integer plan, checked exactly, and "optimal" is said only when an exact bound is less
than one step of the objective above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimizer.model import exact
from optimizer.model.feasible import is_feasible
from optimizer.model.levels import Best, Level
from optimizer.model.program import Program, ProgramRow, with_rows
from optimizer.model.proof import best_duals, bound
from optimizer.model.solver import Effort, Status, solve
from optimizer.model.ties import on_grid

#: Nodes of branching that HiGHS may use by default, and the same times columns and rows: counts,
#: so that every run ends alike, within about half a minute.
MOST_NODES = 5_000
MOST_NODE_SIZE = 2**22


def objective_step(cost: exact.Integers) -> int:
    """Return the least difference of two values of an integer objective (1 if constant)."""
    return int(np.gcd.reduce(cost)) or 1 if len(cost) else 1


def optimise(program: Program, costs: Sequence[exact.Integers], effort: Effort) -> Best:
    """Maximise ``costs`` in turn over the grid points of ``program``.

    Returns
    -------
    Best
        ``OPTIMAL`` with levels whose bounds may stand above the values; ties are not decided.
    """
    size = program.size + len(program.rows) + 1
    nodes = min(MOST_NODES, MOST_NODE_SIZE // size)
    effort = replace(effort, work=nodes if effort.work is None else effort.work)
    levels: list[Level] = []
    units: exact.Integers | None = None
    rows = len(program.rows)
    for cost in costs:
        relaxed = solve(program, cost, Effort())
        whole = solve(program, cost, effort, integer=True)
        if Status.INFEASIBLE in {relaxed.status, whole.status}:
            return Best(Status.INFEASIBLE, None)
        point = on_grid(whole.values) if whole.status in {Status.OPTIMAL, Status.AT_LIMIT} else None
        if point is None or relaxed.status is not Status.OPTIMAL or not is_feasible(program, point):
            point = units
        if point is None:
            return Best(Status.NONE, None)
        units = point
        value = exact.dot(cost, units)
        duals = best_duals(program, cost, relaxed, None)
        top = bound(program, cost, duals)
        earlier = tuple(-v for v in duals.fractions()[rows:])
        levels.append(Level(value, top, replace(duals, values=duals.values[:rows]), earlier))
        columns = np.arange(program.size)
        reached = ProgramRow("", columns, cost, ">=", value)
        program = with_rows(program, [reached])
    return Best(Status.OPTIMAL, units, tuple(levels))


def proven(level: Level, cost: exact.Integers) -> bool:
    """Return whether the bound of a level is less than one step above its value."""
    return level.bound - level.value < Fraction(objective_step(cost))
