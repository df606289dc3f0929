"""A problem made ready: who may still get what, and every limit on its grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Row
from optimizer.model.grid import most
from optimizer.model.limits import Limit, LimitTable, table
from optimizer.model.members import Selector
from optimizer.model.program import Mask
from optimizer.model.rules.budget import budget_limit
from optimizer.model.rules.custom_limits import (
    Columns,
    custom_limits,
    number_limits,
    share_limits,
)
from optimizer.model.rules.equal import equal_members
from optimizer.model.rules.group_limits import group_limits, is_group_limit
from optimizer.model.rules.indivisible import indivisible_members
from optimizer.model.rules.locks import locked_amounts
from optimizer.model.rules.minimum_award import least_awards
from optimizer.model.rules.monotone import NO_GROUP, monotone_groups
from optimizer.model.rules.most_projects import most_projects_limits
from optimizer.model.rules.pass_mark import below_pass_mark
from optimizer.model.rules.pools import is_pool, pool_limits
from optimizer.model.rules.stages import StageMembers, stage_members
from optimizer.model.rules.unit_limits import is_unit_limit, unit_limits


@dataclass(frozen=True, slots=True)
class Setting:
    """A problem with its rules applied to single projects; every array has shape (n,).

    What an open project may get is nothing, or a point of its grid from ``least`` to ``most``
    (yuan; ``most`` is 0 for what the pass mark or the minimum award removes). ``indivisible``
    projects get all or nothing; ``once`` marks those of them that no lock holds at a part.
    ``equal`` marks members of equal clauses, ``group`` is the monotone group of each project,
    ``locked`` marks those with a lock, at ``lock_amounts``, ``below_mark`` what fails the pass
    mark and ``below_minimum`` whose least award would be above its most, locked or not; ``open``
    the projects that are still to be decided. The table of limits starts with the budget; the
    shares of stages come last in it.
    """

    problem: AllocationProblem
    most: IntArray
    least: IntArray
    indivisible: Mask
    once: Mask
    equal: Mask
    group: IntArray
    locked: Mask
    lock_amounts: IntArray
    below_mark: Mask
    below_minimum: Mask
    open: Mask
    limits: LimitTable
    stages: tuple[StageMembers, ...]


def prepare(problem: AllocationProblem) -> Setting:
    """Apply locks, pass mark, minimum award and grid, and collect the limits.

    Raises
    ------
    DataError
        For locks that cannot be.
    """
    selector = Selector(problem)
    equal = equal_members(problem)
    locked, amounts = locked_amounts(problem)
    below_mark = below_pass_mark(problem, equal)
    full = most(problem)
    least = least_awards(problem, selector)
    below_minimum = np.asarray((least > full) & (full > 0), dtype=np.bool_)
    indivisible = indivisible_members(problem, selector)
    top = np.where((below_mark | below_minimum) & ~locked, 0, full)
    # A least award above the most is out, so what is left fits the amounts.
    least = np.where(indivisible, full, np.minimum(least, full)).astype(np.int64)
    once = indivisible & ~(locked & (amounts > 0) & (amounts < full))
    stages = stage_members(problem)
    columns = Columns(problem, indivisible, once)
    limits = [budget_limit(problem)]
    for row in problem.rows:
        limits += _row_limits(problem, row, selector, columns)
    limits += most_projects_limits(problem, selector, top > 0)
    limits += [stage.share for stage in stages if stage.share is not None]
    return Setting(
        problem=problem,
        most=top,
        least=least,
        indivisible=indivisible,
        once=once,
        equal=equal,
        group=_groups(problem),
        locked=locked,
        lock_amounts=amounts,
        below_mark=below_mark,
        below_minimum=below_minimum,
        open=(top > 0) & ~locked,
        limits=table(problem, limits),
        stages=stages,
    )


def _groups(problem: AllocationProblem) -> IntArray:
    """Return the monotone groups; they do not bind the practice baselines."""
    if problem.method != "optimum":
        return np.full(len(problem.ids), NO_GROUP, dtype=np.int64)
    return monotone_groups(problem)


def _row_limits(
    problem: AllocationProblem, row: Row, selector: Selector, columns: Columns
) -> list[Limit]:
    """Return the limits of one row of the file: at most, at least, and as shares."""
    members = selector.select(row.members)
    shared = row.at_most_share is not None or row.at_least_share is not None
    if row.number is not None:
        column = columns.of(row.number)
        own = number_limits(row, members, column)
        return own + share_limits(problem, row, members, column) if shared else own
    if is_unit_limit(row):
        own = unit_limits(row, members)
    elif is_group_limit(row):
        own = group_limits(row, members)
    elif is_pool(row):
        own = pool_limits(row, members)
    else:
        own = custom_limits(row, members)
    return own + share_limits(problem, row, members, None) if shared else own
