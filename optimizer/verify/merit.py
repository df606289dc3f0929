"""Merit and rank read again from the experts' sheets, with integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor, isqrt

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.tables import MISSING, Column, Table
from optimizer.verify.exact import Mask

#: Weights add up to this, so a weighted total is in hundredths of a hundredth of a point.
ALL_WEIGHTS = 100


def merits(
    numbers: Column, scores: Table, weights: Mapping[str, int], trim_from: int
) -> tuple[IntArray, Column]:
    """Return merit in hundredths (-1 without scores) and panel of each application.

    Every expert's total is the weighted sum of the criteria; from ``trim_from`` experts on one
    highest and one lowest total are dropped; the mean is rounded half up once. A recused expert,
    or one who scored nothing, is missing and never zero.
    """
    place = {number: i for i, number in enumerate(numbers)}
    of = np.array([place.get(number, -1) for number in scores["application_no"]], dtype=np.int64)
    counts = (scores["recused"] != 1) & (of >= 0)
    weighted = np.zeros(len(of), dtype=np.int64)
    for key, weight in weights.items():
        counts &= scores[key] != MISSING
        weighted += scores[key] * weight
    panel = np.full(len(numbers) + 1, "", dtype=object)
    panel[of[::-1]] = scores["panel"][::-1]  # the first sheet says it: it is written last
    return _means(of[counts], weighted[counts], len(numbers), trim_from), panel[:-1]


def _means(of: IntArray, totals: IntArray, size: int, trim_from: int) -> IntArray:
    """Return the mean of each application's totals, of enough of them without both ends."""
    order = np.lexsort((totals, of))
    of, totals = of[order], totals[order]
    number = np.bincount(of, minlength=size)
    start = np.concatenate([[0], np.cumsum(number)])
    sums = np.diff(np.concatenate([[0], np.cumsum(totals)])[start])
    trimmed = number >= max(trim_from, 1)
    sums[trimmed] -= totals[start[:-1][trimmed]] + totals[start[1:][trimmed] - 1]
    count = (number - 2 * trimmed) * ALL_WEIGHTS
    # Half up: floor(sum / (100 n) + 1/2).
    means = (2 * sums + count) // np.maximum(2 * count, 1)
    return np.where(number > 0, means, MISSING)


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


def ranks(clause: IntArray, panel: Column, merit: IntArray, ranked: Mask) -> IntArray:
    """Return ranks inside each clause and panel; ties share one; ``MISSING`` for the others."""
    names = {name: i for i, name in enumerate(dict.fromkeys(panel))}
    group = clause * len(names) + np.array([names[name] for name in panel], dtype=np.int64)
    mine = np.flatnonzero(ranked)
    group, points = group[mine], merit[mine]
    order = np.lexsort((-points, group))
    place = np.arange(len(order))
    new = np.concatenate([[True], group[order][1:] != group[order][:-1]])[: len(order)]
    fresh = new.copy()
    fresh[1:] |= points[order][1:] != points[order][:-1]
    first, best = (np.maximum.accumulate(np.where(x, place, 0)) for x in (new, fresh))
    found = np.full(len(merit), MISSING, dtype=np.int64)
    found[mine[order]] = best - first + 1
    return found
