"""The program of one stage: its projects as variables, everything settled as constants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.program import Program, ProgramRow, Sense
from optimizer.model.rules.budget import BUDGET
from optimizer.model.setting import Setting


def build_program(setting: Setting, free: NDArray[np.bool_], settled: IntArray) -> Program:
    """Return the program over the projects ``free``, with ``settled`` yuan as constants.

    Rows that cannot bind are left out, so that their multiplier is 0; of two rows over all the
    variables (the budget and a stage's share) only the tighter one stays.

    Parameters
    ----------
    setting
        The problem made ready.
    free
        Projects that are variables, shape (n,).
    settled
        Yuan already given, shape (n,); 0 for free projects.
    """
    projects = np.flatnonzero(free)
    unit = setting.problem.grid[projects]
    position = np.cumsum(free) - 1
    ceiling = np.where(free, setting.most, 0)
    used, possible = setting.limits.sums(settled), setting.limits.sums(ceiling)
    rows: list[ProgramRow] = []
    for limit, spent, can in zip(
        setting.limits.limits, used.tolist(), possible.tolist(), strict=True
    ):
        columns = None
        if limit.at_most is not None and spent + can > limit.at_most:
            columns = position[limit.members[free[limit.members]]]
            rows.append(_row(limit.name, columns, unit, "<=", limit.at_most - spent))
        if limit.at_least is not None and spent < limit.at_least:
            columns = position[limit.members[free[limit.members]]] if columns is None else columns
            rows.append(_row(limit.name, columns, unit, ">=", limit.at_least - spent))
    totals = {BUDGET, *(stage.share.name for stage in setting.stages if stage.share is not None)}
    return Program(
        projects, unit, setting.most[projects] // unit, _one_total(rows, totals, len(projects))
    )


def _row(name: str, columns: IntArray, unit: IntArray, sense: Sense, left: int) -> ProgramRow:
    """Return a row in steps of the gcd of its members' grids; nothing on the grid is lost."""
    step = int(np.gcd.reduce(unit[columns])) if len(columns) else 1
    limit = left // step if sense == "<=" else -(-left // step)
    return ProgramRow(name, columns, unit[columns] // step, sense, limit, step)


def _one_total(rows: list[ProgramRow], totals: set[str], size: int) -> tuple[ProgramRow, ...]:
    """Keep of the budget and the shares that cover all ``size`` variables only the tightest."""
    same = [row for row in rows if row.name in totals and len(row.columns) == size]
    if not same:
        return tuple(rows)
    tightest = min(same, key=lambda row: row.limit)
    return (tightest, *(row for row in rows if all(row is not other for other in same)))
