"""The rank-exception ledger: where a lower merit was served better than a higher one.

Inside one clause and panel, project i is an exception when some j with less merit has the higher
funded share although i could take one more grid step: ``w_i > w_j``, ``x_i < m_i`` and
``(x_i + g) * m_j <= x_j * m_i``. One witness and a count are kept for each i.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from optimizer.formats.outcome import RankException
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.solution import Solution

#: Below it, (x + g) * m cannot leave int64.
_SAFE = 2**31


def rank_exceptions(
    problem: AllocationProblem,
    solution: Solution,
    causes: Mapping[int, str],
    is_scored: Callable[[int], bool],
) -> tuple[RankException, ...]:
    """List every rank exception of a plan, by application number.

    Parameters
    ----------
    problem, solution
        The plan; without awards there are no exceptions.
    causes
        Index of a project -> code of what held it back (``lock``, ``unit_limit``, ...).
    is_scored
        Whether a project was ranked by merit at all.

    Returns
    -------
    tuple of RankException
        The cause is ``unknown`` where nothing explains it: such a plan fails the check.
    """
    awards = solution.awards
    if awards is None or "clause" not in problem.labels:
        return ()
    found: list[tuple[int, RankException]] = []
    for members in _groups(problem, is_scored):
        found.extend(_in_group(problem, awards, members, causes))
    return tuple(exception for _, exception in sorted(found, key=lambda pair: pair[0]))


def _groups(problem: AllocationProblem, is_scored: Callable[[int], bool]) -> list[IntArray]:
    """Return the projects of each clause and panel, best merit first, then by number."""
    clause = problem.labels["clause"].codes
    panel = problem.labels["panel"].codes if "panel" in problem.labels else np.zeros_like(clause)
    locked = np.isin(problem.ids, list(problem.rules.locks))
    keep = np.array([is_scored(i) for i in range(len(problem.ids))], dtype=bool) & ~locked
    index = np.flatnonzero(keep)
    order = index[np.lexsort((index, -problem.merit[index], panel[index], clause[index]))]
    if not len(order):
        return []
    change = (np.diff(clause[order]) != 0) | (np.diff(panel[order]) != 0)
    return list(np.split(order, np.flatnonzero(change) + 1))


def _in_group(
    problem: AllocationProblem, awards: IntArray, members: IntArray, causes: Mapping[int, str]
) -> list[tuple[int, RankException]]:
    """Compare each project of one group with all of less merit."""
    grid = problem.grid[members]
    most = problem.entitled[members] // grid * grid
    given = awards[members]
    if most.max(initial=0) >= _SAFE:
        most, given, grid = most.astype(object), given.astype(object), grid.astype(object)
    merit = problem.merit[members]
    found = []
    for i in np.flatnonzero(given < most):
        worse = merit < merit[i]
        ahead = worse & ((given[i] + grid[i]) * most <= given * most[i]) & (given > 0)
        if ahead.any():
            project = int(members[i])
            witness = str(problem.ids[members[np.flatnonzero(ahead)[0]]])
            number, cause = str(problem.ids[project]), causes.get(project, "unknown")
            found.append((project, RankException(number, witness, int(ahead.sum()), cause)))
    return found
