"""Merit and rank read again from the experts' sheets, with integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor, isqrt

import numpy as np

from optimizer.intake.tables import MISSING, Table

#: Weights add up to this, so a weighted total is in hundredths of a hundredth of a point.
ALL_WEIGHTS = 100


def merits(
    numbers: Sequence[str], scores: Table, weights: Mapping[str, int], trim_from: int
) -> tuple[list[int], list[str]]:
    """Return merit in hundredths (-1 without scores) and panel of each application.

    Every expert's total is the weighted sum of the criteria; from ``trim_from`` experts on one
    highest and one lowest total are dropped; the mean is rounded half up once. A recused expert,
    or one who scored nothing, is missing and never zero.
    """
    of = scores["application_no"].tolist()
    # The first sheet of an application says its panel: it is written last, over the others.
    panel = dict(zip(reversed(of), reversed(scores["panel"].tolist()), strict=True))
    counts = scores["recused"] != 1
    weighted = np.zeros(len(of), dtype=np.int64)
    for key, weight in weights.items():
        counts &= scores[key] != MISSING
        weighted += scores[key] * weight
    totals: dict[str, list[int]] = defaultdict(list)
    for number, total, is_counted in zip(of, weighted.tolist(), counts.tolist(), strict=True):
        if is_counted:
            totals[number].append(total)
    return (
        [_mean(totals.get(number, []), trim_from) for number in numbers],
        [panel.get(number, "") for number in numbers],
    )


def _mean(totals: list[int], trim_from: int) -> int:
    if not totals:
        return MISSING
    if len(totals) >= trim_from:
        totals = sorted(totals)[1:-1]
    # Half up: floor(sum / (100 n) + 1/2).
    count = len(totals) * ALL_WEIGHTS
    return (2 * sum(totals) + count) // (2 * count)


def on_one_scale(points: list[int], panel: Sequence[str], method: str) -> list[int]:
    """Return merits as the declared normalisation has them; -1 stays."""
    everybody = [w for w in points if w != MISSING]
    if method == "none" or not everybody:
        return points
    of: dict[str, list[int]] = defaultdict(list)
    for name, w in zip(panel, points, strict=True):
        if w != MISSING:
            of[name].append(w)
    scale = {
        name: {w: _share(w, own) if method == "rank" else _moved(w, own, everybody) for w in {*own}}
        for name, own in of.items()
    }
    return [
        w if w == MISSING else min(max(floor(scale[name][w] + Fraction(1, 2)), 0), 100 * 100)
        for name, w in zip(panel, points, strict=True)
    ]


def _share(w: int, own: list[int]) -> Fraction:
    """Return the part of a panel below ``w``, and half of those equal, in hundredths of 100."""
    return Fraction(100 * 100 * (2 * sum(x < w for x in own) + own.count(w)), 2 * len(own))


def _moved(w: int, own: list[int], everybody: list[int]) -> Fraction:
    """Return ``w`` at as many deviations from the common mean as it is from its panel's."""
    mean, own_mean = (Fraction(sum(x), len(x)) for x in (everybody, own))
    spread, own_spread = (_deviation(x) for x in (everybody, own))
    return mean + (w - own_mean) * Fraction(spread, own_spread) if own_spread else mean


def _deviation(values: list[int]) -> int:
    """Return the standard deviation in ten-thousandths, rounded down."""
    mean = Fraction(sum(values), len(values))
    variance = sum((x - mean) ** 2 for x in values) / len(values)
    return isqrt(floor(variance * 10**8))


def ranks(groups: Sequence[tuple[str, str] | None], merit: Sequence[int]) -> list[int | None]:
    """Return ranks inside each group (clause, panel); ties share one; ``None`` outside a group."""
    better: dict[tuple[str, str], dict[int, int]] = {}
    by_group: dict[tuple[str, str], list[int]] = defaultdict(list)
    for group, points in zip(groups, merit, strict=True):
        if group is not None and points != MISSING:
            by_group[group].append(points)
    for group, all_points in by_group.items():
        first: dict[int, int] = {}
        for place, points in enumerate(sorted(all_points, reverse=True), start=1):
            first.setdefault(points, place)
        better[group] = first
    return [
        better[group][points] if group is not None and points != MISSING else None
        for group, points in zip(groups, merit, strict=True)
    ]
