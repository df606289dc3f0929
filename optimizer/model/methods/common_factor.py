"""Same-ratio reduction (同比例折减) and score tiers (分档系数): one factor ``k`` for all.

``x_i = g * floor(k * c_i * A_i / (10^6 * g))`` with ``c_i`` 1, or the tier's share of the
project's merit, and 0 below the project's least award; ``k`` is the greatest, in millionths, that
keeps all limits. Where a unit may have only so many projects, its best ranked ones are paid.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.completion import completable
from optimizer.model.equal_fill import greatest
from optimizer.model.methods.bounds import bounded
from optimizer.model.rules.equal import ONE, equal_clauses
from optimizer.model.solver import Effort, Status
from optimizer.model.stage import Stage
from optimizer.model.stage_outcome import StageOutcome

#: Factors tried where a floor of a later stage rules out the greatest one.
_TRIES = 64


def serve_by_factor(stage: Stage) -> StageOutcome:
    """Serve a stage by the greatest common factor that keeps every limit.

    Where a floor asks something of later stages, a factor must leave them what they need.
    """
    shares = _shares(stage)
    heads = _Heads(stage)
    limits = stage.setting.limits
    plain = limits.subset(~limits.signed & ~heads.limits)
    later = np.where(stage.later, stage.setting.most, 0)

    def settled(k: int) -> IntArray:
        return stage.settled + heads.kept(_awards(stage, shares, k))

    def broken(amounts: IntArray, *, at_most: bool) -> list[str]:
        return [
            plain.rows[one]
            for one in plain.missed(amounts).tolist()
            if bool(plain.at_most[one]) is at_most
        ]

    def over(k: int) -> list[str]:
        return broken(settled(k), at_most=True)

    def missed(k: int) -> list[str]:
        return broken(settled(k) + later, at_most=False)

    def fits(k: int) -> bool:
        return not over(k) and bool(completable(stage.setting, stage.later, settled(k), Effort()))

    most = greatest(lambda k: not over(k))
    k = most if fits(most) else _within_floors(fits, missed, most)
    if k is None:
        given = settled(most)
        floors = missed(most) or broken(given, at_most=False)
        stopped = (*floors, *over(min(most + 1, ONE)))
        return StageOutcome(Status.INFEASIBLE, np.zeros_like(given), broken=stopped)
    given = settled(k) - stage.settled
    names = stage.setting.problem.labels["clause"].names if stage.setting.equal.any() else ()
    ratios = (
        {names[c]: k for c in equal_clauses(stage.setting.problem, stage.projects)} if names else {}
    )
    return StageOutcome(Status.OPTIMAL, given, bounded(stage, given), ratios=ratios)


def _within_floors(
    fits: Callable[[int], bool], missed: Callable[[int], list[str]], most: int
) -> int | None:
    """Return the greatest factor below ``most`` that fits, ``None`` if none of those tried does.

    The least factor that floors allow is tried first: it leaves later stages most.
    """
    least = greatest(lambda k: bool(missed(k)), most) + 1 if missed(0) else 0
    if least > most:
        return None
    tried = (least + (most - least) * part // _TRIES for part in range(_TRIES + 1))
    start = next((k for k in tried if fits(k)), None)
    if start is None:
        return None
    return greatest(lambda k: k <= start or fits(k), most)


def _shares(stage: Stage) -> list[Fraction]:
    """Return ``c_i`` for each open project: 1, or by tier; equal clauses are not scored."""
    problem = stage.setting.problem
    projects = np.flatnonzero(stage.free)
    if problem.method == "same_ratio":
        return [Fraction(1)] * len(projects)
    tiers = sorted(problem.rules.score_tiers, reverse=True)
    return [
        Fraction(1)
        if equal
        else next((share for least, share in tiers if merit >= least), Fraction(0))
        for merit, equal in zip(
            problem.merit[projects].tolist(), stage.setting.equal[projects].tolist(), strict=True
        )
    ]


def _awards(stage: Stage, shares: list[Fraction], k: int) -> IntArray:
    """Return the awards at factor ``k`` (yuan, shape (n,)), exactly; 0 below a least award."""
    problem = stage.setting.problem
    projects = np.flatnonzero(stage.free)
    out = np.zeros_like(stage.settled)
    entitled, grid = (
        problem.entitled[projects].astype(object),
        problem.grid[projects].astype(object),
    )
    above = np.array([share.numerator * k for share in shares], dtype=object)
    below = np.array([share.denominator * ONE for share in shares], dtype=object)
    if len(projects):
        part = exact.narrow(above * entitled // (below * grid) * grid)
        out[projects] = np.where(part >= stage.setting.least[projects], part, 0)
    return out


class _Heads:
    """Most projects a unit: of those that a factor gives something, the best ranked stay."""

    def __init__(self, stage: Stage) -> None:
        limits = stage.setting.limits
        self.limits = np.zeros(len(limits.names), dtype=np.bool_)
        self._groups: list[tuple[IntArray, int]] = []
        if limits.funded is None or stage.setting.problem.rules.most_projects is None:
            return
        self.limits = limits.holds & (limits.totals(abs(limits.funded)) > 0)
        merit = stage.setting.problem.merit
        for k in np.flatnonzero(self.limits).tolist():
            members = limits.of(k)
            mine = members[stage.free[members]]
            left = int(limits.limit[k]) - int(np.count_nonzero(stage.settled[members]))
            self._groups.append((mine[np.lexsort((mine, -merit[mine]))], left))

    def kept(self, awards: IntArray) -> IntArray:
        """Return ``awards`` with 0 for what is one project too many."""
        out = awards.copy()
        for ranked, left in self._groups:
            out[ranked[out[ranked] > 0][max(left, 0) :]] = 0
        return out
