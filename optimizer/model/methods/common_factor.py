"""Same-ratio reduction (同比例折减) and score tiers (分档系数): one factor ``k`` for all.

``x_i = g * floor(k * c_i * A_i / (10^6 * g))`` with ``c_i`` 1, or the tier's share of the
project's merit; ``k`` is the greatest, in millionths, that keeps all limits.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.methods.bounds import bounded
from optimizer.model.rules.equal import ONE, equal_clauses, greatest
from optimizer.model.solver import Effort, Status
from optimizer.model.stage import Stage, completable
from optimizer.model.stage_outcome import StageOutcome

#: Factors tried where a floor of a later stage rules out the greatest one.
_TRIES = 64


def serve_by_factor(stage: Stage) -> StageOutcome:
    """Serve a stage by the greatest common factor that keeps every limit.

    Where a floor asks something of later stages, a factor must leave them what they need.
    """
    shares = _shares(stage)
    limits = stage.setting.limits
    later = np.where(stage.later, stage.setting.most, 0)

    def settled(k: int) -> IntArray:
        return stage.settled + _awards(stage, shares, k)

    def over(k: int) -> list[str]:
        pairs = zip(limits.limits, limits.sums(settled(k)).tolist(), strict=True)
        return [x.name for x, total in pairs if x.at_most is not None and total > x.at_most]

    def missed(k: int) -> list[str]:
        pairs = zip(limits.limits, limits.sums(settled(k) + later).tolist(), strict=True)
        return [x.name for x, total in pairs if x.at_least is not None and total < x.at_least]

    def fits(k: int) -> bool:
        return not over(k) and completable(stage.setting, stage.later, settled(k), Effort())

    most = greatest(lambda k: not over(k))
    k = most if fits(most) else _within_floors(fits, missed, most)
    if k is None:
        given = settled(most)
        floors = [
            x.name
            for x in (limits.limits[one] for one in limits.broken(given))
            if x.at_least is not None
        ]
        broken = (*(missed(most) or floors), *over(min(most + 1, ONE)))
        return StageOutcome(Status.INFEASIBLE, np.zeros_like(given), broken=broken)
    given = _awards(stage, shares, k)
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
    """Return the awards at factor ``k`` (yuan, shape (n,)), exactly."""
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
        out[projects] = exact.narrow(above * entitled // (below * grid) * grid)
    return out
