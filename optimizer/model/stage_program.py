"""The program of one stage: its projects as variables, everything settled as constants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.limits import common_step
from optimizer.model.program import Mask, Program, ProgramRow
from optimizer.model.rules.budget import BUDGET
from optimizer.model.rules.monotone import chains
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
        Projects that are variables, shape (n,); of a monotone group all open ones or none.
    settled
        Yuan already given, shape (n,); 0 for free projects.
    """
    projects = np.flatnonzero(free)
    unit = setting.problem.grid[projects]
    limits = setting.limits
    left = limits.limit - limits.sums(settled)
    lowest, highest = limits.reach(np.where(free, setting.most, 0))
    binding = np.where(limits.at_most, highest > left, lowest < left).astype(np.bool_)
    rows = _rows(setting, free, binding, left)
    totals = {BUDGET, *(stage.share.name for stage in setting.stages if stage.share is not None)}
    least = setting.least[projects] // unit
    return Program(
        projects,
        unit,
        setting.most[projects] // unit,
        _one_total(rows, totals, len(projects)),
        lower=least if bool((least > 1).any()) else None,
        entitled=setting.problem.entitled[projects],
        chains=chains(setting.group, setting.problem.merit, free),
    )


def _rows(setting: Setting, free: Mask, binding: Mask, left: exact.Integers) -> list[ProgramRow]:
    """Return the ``binding`` limits as rows over the free projects.

    Each is divided by the greatest common divisor of its coefficients; its unit says by how much.
    At-most limits are floored to it and at-least ones raised: no point on the grid is lost.
    """
    limits = setting.limits
    inside = np.repeat(binding, limits.lengths) & free[limits.members]
    kept = _running(inside)[limits.starts]
    starts = np.append(kept[:-1][binding], np.count_nonzero(inside))
    columns = (np.cumsum(free) - 1)[limits.members[inside]]
    coefs, once = limits.coefs[inside], limits.funded
    once = None if once is None else once[inside]
    step = common_step(starts, coefs, once)
    each = np.repeat(step, np.diff(starts))
    coefs = coefs // each
    once = None if once is None else once // each
    left = left[binding]
    sides = np.where(limits.at_most[binding], left // step, -(-left // step)).tolist()
    rows: list[ProgramRow] = []
    ends = starts.tolist()
    counts = [0] * len(ends) if once is None else _running(once != 0)[starts].tolist()
    for k, position in enumerate(np.flatnonzero(binding).tolist()):
        mine = slice(ends[k], ends[k + 1])
        funded = None if once is None or counts[k] == counts[k + 1] else once[mine]
        rows.append(
            ProgramRow(
                limits.names[position],
                columns[mine],
                coefs[mine],
                "<=" if limits.at_most[position] else ">=",
                int(sides[k]),
                int(step[k]),
                funded=funded,
                holds=bool(limits.holds[position]),
            )
        )
    return rows


def _running(marks: Mask) -> IntArray:
    """Return how many are marked before each position, and in all."""
    return np.concatenate([[0], np.cumsum(marks, dtype=np.int64)])


def _one_total(rows: list[ProgramRow], totals: set[str], size: int) -> tuple[ProgramRow, ...]:
    """Keep of the budget and the shares that cover all ``size`` variables only the tightest."""
    same = [row for row in rows if row.name in totals and len(row.columns) == size]
    if not same:
        return tuple(rows)
    tightest = min(same, key=lambda row: row.limit)
    return (tightest, *(row for row in rows if all(row is not other for other in same)))
