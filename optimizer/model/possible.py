"""Whether a program has any plan on the grid at all."""

from __future__ import annotations

import numpy as np

from optimizer.model.program import Program, is_feasible
from optimizer.model.solver import Effort, Status, solve
from optimizer.model.ties import on_grid

#: Nodes spent on the question where the linear program leaves the grid.
_NODES = 5_000


def has_plan(program: Program, effort: Effort) -> bool:
    """Return whether a point of ``program`` on the grid exists.

    Without at-least rows nothing at all is a plan, unless locks alone are too much. Otherwise a
    linear program decides; only where its vertex leaves the grid are integers declared. A search
    that ends at its limit without a plan counts as none.
    """
    if any(row.sense == "<=" and row.limit < 0 for row in program.rows):
        return False
    if all(row.sense == "<=" for row in program.rows):
        return True
    zero = np.zeros(program.size, dtype=np.int64)
    answer = solve(program, zero, effort)
    if answer.status is not Status.OPTIMAL:
        return False
    if is_plan(program, on_grid(answer.values)):
        return True
    whole = solve(program, zero, Effort(_NODES, effort.seconds), integer=True)
    return whole.status in {Status.OPTIMAL, Status.AT_LIMIT} and is_plan(
        program, on_grid(whole.values)
    )


def is_plan(program: Program, units: np.ndarray | None) -> bool:
    """Return whether ``units`` are there and keep every row exactly."""
    return units is not None and is_feasible(program, units)
