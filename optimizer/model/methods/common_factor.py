"""Same-ratio reduction (同比例折减) and score tiers (分档系数): one factor ``k`` for all.

``x_i = g * floor(k * c_i * A_i / (10^6 * g))`` with ``c_i`` 1, or the tier's share of the
project's merit; ``k`` is the greatest, in millionths, that keeps all limits.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.methods.bounds import bounded
from optimizer.model.rules.equal import ONE, equal_clauses
from optimizer.model.solver import Effort, Status
from optimizer.model.stage import Stage, completable
from optimizer.model.stage_outcome import StageOutcome


def serve_by_factor(stage: Stage) -> StageOutcome:
    """Serve a stage by the greatest common factor that keeps every limit."""
    shares = _shares(stage)

    def awards(k: int) -> IntArray:
        return _awards(stage, shares, k)

    def over(k: int) -> list[str]:
        given = stage.settled + awards(k)
        sums = stage.setting.limits.sums(given).tolist()
        pairs = zip(stage.setting.limits.limits, sums, strict=True)
        return [
            limit.name
            for limit, total in pairs
            if limit.at_most is not None and total > limit.at_most
        ]

    low, high = 0, ONE + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if over(middle) else (middle, high)
    given = awards(low)
    if not completable(stage.setting, stage.later, stage.settled + given, Effort()):
        # The greatest factor misses a floor, and smaller ones give less: none does.
        missed = [
            stage.setting.limits.limits[k].name
            for k in stage.setting.limits.broken(stage.settled + given)
        ]
        return StageOutcome(
            Status.INFEASIBLE, given, broken=tuple(dict.fromkeys([*missed, *over(high)]))
        )
    names = stage.setting.problem.labels["clause"].names if stage.setting.equal.any() else ()
    ratios = (
        {names[c]: low for c in equal_clauses(stage.setting.problem, stage.projects)}
        if names
        else {}
    )
    return StageOutcome(Status.OPTIMAL, given, bounded(stage, given), ratios=ratios)


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
