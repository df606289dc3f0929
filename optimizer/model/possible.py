"""Whether a program has any plan on the grid at all."""

from __future__ import annotations

import numpy as np

from optimizer.model.feasible import is_feasible
from optimizer.model.program import Program
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
    if _greedy_meets(program):
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


def _greedy_meets(program: Program) -> bool:
    """Return whether filling the at-least rows one after the other happens to meet them all.

    Costs little, and answers most questions without a solver; "no" means nothing.
    """
    if bool((program.coefs < 0).any()) or bool(program.rows_with("=").any()):
        return False
    rows_of: list[list[tuple[int, int]]] = [[] for _ in range(program.size)]
    for k, row in enumerate(program.rows):
        for j, coef in zip(row.columns.tolist(), row.coefs.tolist(), strict=True):
            rows_of[j].append((k, coef))
    left = program.limits.tolist()
    most = program.at_most.tolist()
    units = np.zeros(program.size, dtype=np.int64)
    for k in np.flatnonzero(program.at_least).tolist():
        row = program.rows[k]
        for j, coef in zip(row.columns.tolist(), row.coefs.tolist(), strict=True):
            if left[k] <= 0:
                break
            room = [left[r] // a for r, a in rows_of[j] if most[r]]
            wanted = -(-left[k] // coef)
            amount = max(0, min(int(program.upper[j] - units[j]), wanted, *room))
            units[j] += amount
            for r, a in rows_of[j]:
                left[r] -= a * amount
    return is_feasible(program, units)
