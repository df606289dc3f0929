"""How far one weight may move, the others rescaled, before an award changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.insight.weights.region import Weights
from optimizer.insight.weights.remainder import WHOLE, with_one


@dataclass(frozen=True, slots=True)
class Bands:
    """For each project and criterion the run of weights in which the award stays.

    ``low`` and ``high`` are int64[projects, criteria], both included, around the current weight;
    0 and 100 are the ends of the scale, so that a run up to them has no end.
    """

    low: IntArray
    high: IntArray


@dataclass(frozen=True, slots=True)
class Change:
    """The least move of one weight that changes an award: of which criterion, to what weight."""

    criterion: int
    to: int


def nearest_change(found: Bands, weights: Weights, project: int) -> Change | None:
    """Return the least move of one weight that changes a project's award, ``None`` if none does.

    Among equal moves the first criterion's, and downward.
    """
    low, high = found.low[project].tolist(), found.high[project].tolist()
    moves = [
        (abs(to - weights[criterion]), criterion, to)
        for criterion in range(len(weights))
        for to in (low[criterion] - 1, high[criterion] + 1)
        if 0 <= to <= WHOLE
    ]
    return Change(*min(moves)[1:]) if moves else None


def paths(weights: Weights) -> tuple[tuple[Weights, ...], ...]:
    """Return, a criterion, the weightings in which it has 0, 1, ... 100 and the others follow."""
    return tuple(
        tuple(with_one(weights, criterion, value) for value in range(WHOLE + 1))
        for criterion in range(len(weights))
    )


def bands(weights: Weights, stays: Sequence[NDArray[np.bool_]]) -> Bands:
    """Return the stability bands.

    Parameters
    ----------
    weights
        The current weighting.
    stays
        A criterion, in the order of its :func:`paths`: whether each project's award is the current
        one, bool[101, projects].
    """
    low, high = [], []
    for value, same in zip(weights, stays, strict=True):
        below = np.minimum.accumulate(same[value::-1], axis=0).sum(axis=0)
        above = np.minimum.accumulate(same[value:], axis=0).sum(axis=0)
        # The current weight counts on both sides; where not even it holds, the run is itself.
        low.append(value - np.maximum(below - 1, 0))
        high.append(value + np.maximum(above - 1, 0))
    return Bands(np.stack(low, axis=1), np.stack(high, axis=1))
