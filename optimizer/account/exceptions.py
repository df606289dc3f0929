"""The rank-exception ledger: where a lower merit was served better than a higher one.

Inside one clause and panel, project i is an exception when some j with less merit has the higher
funded share although i could take one more grid step: ``w_i > w_j``, ``x_i < m_i`` and
``(x_i + g) * m_j <= x_j * m_i``. One witness, the best served of them, and a count are kept for
each i. O(n log n).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.account.dominance import count_at_least
from optimizer.account.standing import Standing
from optimizer.formats.outcome import RankException
from optimizer.formats.problem import AllocationProblem, IntArray

#: Fractions with numerators and denominators below it differ by more than floats are apart.
_SAFE = 2**26


def rank_exceptions(
    plan: Standing,
    scored: NDArray[np.bool_],
    cause_of: Callable[[int, int], str],
) -> tuple[RankException, ...]:
    """List every rank exception of a plan, by application number.

    Parameters
    ----------
    plan
        The plan beside its limits.
    scored
        Which projects were ranked by merit at all, shape (n,).
    cause_of
        What explains that the first project stands behind the second (positions).

    Returns
    -------
    tuple of RankException
        The cause is ``unknown`` where nothing explains it: such a plan fails the check.
    """
    problem = plan.problem
    if "clause" not in problem.labels:
        return ()
    ranking = _rank(problem, plan.awards, scored & ~plan.setting.locked)
    if not len(ranking.projects):
        return ()
    ids = problem.ids
    behind = np.flatnonzero(ranking.count)
    found = sorted(
        (int(ranking.projects[p]), int(ranking.projects[ranking.witness[p]]), int(ranking.count[p]))
        for p in behind.tolist()
    )
    return tuple(RankException(str(ids[i]), str(ids[j]), c, cause_of(i, j)) for i, j, c in found)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Projects by clause, panel and rising merit; how many are ahead of each, and the best one."""

    projects: IntArray
    count: IntArray
    witness: IntArray


def _rank(problem: AllocationProblem, awards: IntArray, scored: NDArray[np.bool_]) -> _Ranking:
    clause = problem.labels["clause"].codes
    panel = problem.labels["panel"].codes if "panel" in problem.labels else np.zeros_like(clause)
    most = problem.entitled // problem.grid
    index = np.flatnonzero(scored & (most > 0))
    order = index[np.lexsort((-index, problem.merit[index], panel[index], clause[index]))]
    n = len(order)
    if not n:
        return _Ranking(order, order, order)
    top, steps = most[order], awards[order] // problem.grid[order]
    shares, nexts = _ranks(steps, top)
    shares = np.where(steps > 0, shares, 0)
    group = _runs(clause[order], panel[order])
    level = _runs(clause[order], panel[order], problem.merit[order])
    # Of each project: the range of those with less merit in its group.
    count = count_at_least(shares, group, level, np.maximum(nexts, 1))
    count[steps >= top] = 0
    return _Ranking(order, count, _best_before(shares, group, level))


def _runs(*columns: IntArray) -> IntArray:
    """Return for each position where its run of equal values starts."""
    changes = np.zeros(len(columns[0]), dtype=np.bool_)
    changes[0] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return np.asarray(np.maximum.accumulate(np.where(changes, np.arange(len(changes)), 0)))


def _ranks(steps: IntArray, most: IntArray) -> tuple[IntArray, IntArray]:
    """Return the rank (from 1) of each share ``steps / most``, and of what one more step makes it.

    A next share has the rank of the least share that is not below it.
    """
    if int(most.max()) < _SAFE:
        shares, nexts = steps / most, (steps + 1) / most
    else:
        pairs = list(zip(steps.tolist(), most.tolist(), strict=True))
        shares = np.array([Fraction(s, m) for s, m in pairs], dtype=object)
        nexts = np.array([Fraction(s + 1, m) for s, m in pairs], dtype=object)
    values = np.unique(shares)
    return np.searchsorted(values, shares) + 1, np.searchsorted(values, nexts) + 1


def _best_before(shares: IntArray, group: IntArray, level: IntArray) -> IntArray:
    """Return for each position the best served of less merit in its group (any if there is none).

    Of equal shares the one with the most merit, then the lowest number.
    """
    n = len(shares)
    # Greater keys win; groups rise along the order, so a later group always wins over an earlier.
    key = (np.cumsum(group == np.arange(n)) * (int(shares.max()) + 1) + shares) * n + np.arange(n)
    best = np.maximum.accumulate(key) % n
    return np.asarray(best[np.maximum(level - 1, 0)])
