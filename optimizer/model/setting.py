"""A problem made ready: who may still get what, and every limit on its grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model.grid import most
from optimizer.model.limits import LimitTable, table
from optimizer.model.members import Selector
from optimizer.model.rules.budget import budget_limit
from optimizer.model.rules.equal import equal_members
from optimizer.model.rules.locks import locked_amounts
from optimizer.model.rules.pass_mark import below_pass_mark
from optimizer.model.rules.pools import is_pool, pool_limit
from optimizer.model.rules.stages import StageMembers, stage_members
from optimizer.model.rules.unit_limits import unit_limit


@dataclass(frozen=True, slots=True)
class Setting:
    """A problem with its rules applied to single projects.

    ``most`` (yuan) is what each project can still get: 0 for what the pass mark removes.
    ``equal`` marks members of equal clauses, ``locked`` those with a lock, at ``lock_amounts``,
    ``below_mark`` what fails the pass mark, locked or not;
    ``open`` the projects that are still to be decided. The table of limits starts with the
    budget; the shares of stages come last in it.
    """

    problem: AllocationProblem
    most: IntArray
    equal: NDArray[np.bool_]
    locked: NDArray[np.bool_]
    lock_amounts: IntArray
    below_mark: NDArray[np.bool_]
    open: NDArray[np.bool_]
    limits: LimitTable
    stages: tuple[StageMembers, ...]


def prepare(problem: AllocationProblem) -> Setting:
    """Apply locks, pass mark and grid, and collect the limits.

    Raises
    ------
    DataError
        For locks that cannot be.
    """
    equal = equal_members(problem)
    locked, amounts = locked_amounts(problem)
    below = below_pass_mark(problem, equal)
    top = np.where(below & ~locked, 0, most(problem))
    selector = Selector(problem)
    limits = [budget_limit(problem)]
    for row in problem.rows:
        builder = pool_limit if is_pool(row) else unit_limit
        limits.append(builder(problem, row, selector))
    stages = stage_members(problem)
    limits += [stage.share for stage in stages if stage.share is not None]
    undecided = (top > 0) & ~locked
    return Setting(problem, top, equal, locked, amounts, below, undecided, table(limits), stages)
