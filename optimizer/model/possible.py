"""Whether a program has any plan on the grid at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.model.engines import find_plan
from optimizer.model.feasible import is_feasible
from optimizer.model.program import Program
from optimizer.model.solver import Effort, Status, solve
from optimizer.model.ties import on_grid


def has_plan(program: Program, effort: Effort) -> bool | None:
    """Return whether a point of ``program`` on the grid exists; ``None`` if it was not found out.

    What costs nothing is tried first: nothing at all, then the at-least rows filled one after the
    other. Then a linear program decides; only where its vertex is no plan is there a search.
    """
    zero = np.zeros(program.size, dtype=np.int64)
    if is_feasible(program, zero) or _greedy_meets(program):
        return True
    relaxed = replace(program, rows=tuple(r for r in program.rows if r.funded is None))
    answer = solve(relaxed, zero, effort)
    if answer.status is Status.INFEASIBLE:
        return False
    if answer.status is Status.OPTIMAL and is_plan(program, on_grid(answer.values)):
        return True
    status, _ = find_plan(program, Effort(_PARTS, effort.seconds))
    return {Status.OPTIMAL: True, Status.INFEASIBLE: False}.get(status)


#: Parts of a search spent on the question.
_PARTS = 5_000


def is_plan(program: Program, units: np.ndarray | None) -> bool:
    """Return whether ``units`` are there and keep every row exactly."""
    return units is not None and is_feasible(program, units)


def _greedy_meets(program: Program) -> bool:
    """Return whether filling the at-least rows one after the other happens to meet them all.

    Costs little, and answers most questions without a solver; "no" means nothing.
    """
    if (
        bool((program.coefs < 0).any())
        or bool(program.rows_with("=").any())
        or program.funded is not None
    ):
        return False
    filling = _Filling(program)
    for k in np.flatnonzero(program.at_least).tolist():
        filling.fill(k)
    return is_feasible(program, filling.units)


class _Filling:
    """A point that grows row by row; no coefficient is below 0."""

    def __init__(self, program: Program) -> None:
        self.units = np.zeros(program.size, dtype=np.int64)
        self._program = program
        self._rows_of: list[list[tuple[int, int]]] = [[] for _ in range(program.size)]
        for k, row in enumerate(program.rows):
            for j, coef in zip(row.columns.tolist(), row.coefs.tolist(), strict=True):
                if coef:
                    self._rows_of[j].append((k, coef))
        self._left = program.limits.tolist()
        self._most = program.at_most.tolist()
        lower = program.lower
        self._lower = [1] * program.size if lower is None else lower.tolist()

    def fill(self, k: int) -> None:
        """Give the members of an at-least row in turn what it still wants and all rows allow."""
        row, left = self._program.rows[k], self._left
        for j, coef in zip(row.columns.tolist(), row.coefs.tolist(), strict=True):
            if left[k] <= 0:
                break
            if not coef:
                continue
            has = int(self.units[j])
            room = [left[r] // a for r, a in self._rows_of[j] if self._most[r]]
            wanted = max(-(-left[k] // coef), self._lower[j] - has)
            amount = min(int(self._program.upper[j]) - has, wanted, *room)
            if amount > 0 and has + amount >= self._lower[j]:
                self.units[j] += amount
                for r, a in self._rows_of[j]:
                    left[r] -= a * amount
