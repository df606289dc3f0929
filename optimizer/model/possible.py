"""Whether a program has any plan on the grid at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.model import exact
from optimizer.model.engines import find_plan
from optimizer.model.feasible import is_feasible
from optimizer.model.meter import PLAN_COST, Meter
from optimizer.model.program import Program
from optimizer.model.solver import BUILDING, Effort, Status, solve
from optimizer.model.ties import on_grid


def has_plan(program: Program, effort: Effort) -> bool | None:
    """Return whether a point of ``program`` on the grid exists; ``None`` if it was not found out.

    What costs nothing is tried first: nothing at all, then the at-least rows filled one after the
    other. Then a linear program decides; only where its vertex is no plan is there a search.
    """
    meter = Meter() if effort.meter is None else effort.meter
    zero = np.zeros(program.size, dtype=np.int64)
    meter.spend(_TRYING * len(program.columns))
    if is_feasible(program, zero) or _greedy_meets(program):
        return True
    relaxed = replace(program, rows=tuple(r for r in program.rows if r.funded is None))
    meter.spend(_ONCE + BUILDING * (len(program.columns) + program.size))
    answer = solve(relaxed, zero, effort)
    if answer.status is Status.INFEASIBLE:
        return False
    if answer.status is Status.OPTIMAL and is_plan(program, on_grid(answer.values)):
        return True
    if meter.is_over:
        return None
    status, _ = _searched(program, effort, meter)
    return {Status.OPTIMAL: True, Status.INFEASIBLE: False}.get(status)


#: Part of what all questions may still cost that one search may spend.
_SHARE = 0.5
#: What trying without a solver costs for each entry, and a linear program and a search, once.
_TRYING, _ONCE, _SEARCH = 5, 3_000, 15_000


def _searched(
    program: Program, effort: Effort, meter: Meter
) -> tuple[Status, exact.Integers | None]:
    meter.spend(_SEARCH)
    part = Meter(min(meter.left * _SHARE, PLAN_COST), outer=meter)
    return find_plan(program, Effort(seconds=effort.seconds, meter=part))


def is_plan(program: Program, units: np.ndarray | None) -> bool:
    """Return whether ``units`` are there and keep every row exactly."""
    return units is not None and is_feasible(program, units)


def _greedy_meets(program: Program) -> bool:
    """Return whether filling the at-least rows one after the other happens to meet them all.

    Costs little, and answers most questions without a solver; "no" means nothing. Members are
    filled in their order, or those first that can count most.
    """
    funded = program.funded
    negative = bool((program.coefs < 0).any()) or (funded is not None and bool((funded < 0).any()))
    if negative or bool(program.rows_with("=").any()):
        return False
    for most_first in (False, True):
        filling = _Filling(program)
        for k in np.flatnonzero(program.at_least).tolist():
            filling.fill(k, most_first=most_first)
        if is_feasible(program, filling.units):
            return True
    return False


class _Filling:
    """A point that grows row by row; nothing counts below 0."""

    def __init__(self, program: Program) -> None:
        self.units = np.zeros(program.size, dtype=np.int64)
        self._program = program
        self._rows_of: list[list[tuple[int, int, int]]] = [[] for _ in range(program.size)]
        owner = np.repeat(np.arange(len(program.rows)), program.lengths).tolist()
        once = [0] * len(owner) if program.funded is None else program.funded.tolist()
        entries = zip(program.columns.tolist(), owner, program.coefs.tolist(), once, strict=True)
        for j, k, coef, funded in entries:
            if coef or funded:
                self._rows_of[j].append((k, coef, funded))
        self._left = program.limits.tolist()
        self._most = program.at_most.tolist()
        lower = program.lower
        self._lower = [1] * program.size if lower is None else lower.tolist()

    def fill(self, k: int, *, most_first: bool) -> None:
        """Give the members of an at-least row in turn what it still wants and all rows allow."""
        row = self._program.rows[k]
        order = np.arange(len(row.columns))
        if most_first:
            order = np.argsort(-(row.coefs * self._program.upper[row.columns]), kind="stable")
        for j in row.columns[order].tolist():
            if self._left[k] <= 0:
                break
            steps = self._steps(j, k)
            if steps > 0:
                new = self.units[j] == 0
                self.units[j] += steps
                for r, coef, once in self._rows_of[j]:
                    self._left[r] -= coef * steps + (once if new else 0)

    def _steps(self, j: int, k: int) -> int:
        """Return how many steps variable ``j`` gets for row ``k``, 0 if it may not have them."""
        has = int(self.units[j])
        least = max(self._lower[j] - has, 1)
        most = int(self._program.upper[j]) - has
        wanted = least
        for r, coef, once in self._rows_of[j]:
            left = self._left[r] - (0 if has else once)
            if r == k and coef:
                wanted = max(wanted, -(-left // coef))
            elif self._most[r] and left < coef * most:
                most = left // coef if coef else -1
        return min(wanted, most) if most >= least else 0
