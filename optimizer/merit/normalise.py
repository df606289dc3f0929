"""Scores of different panels on one scale, where the call or the scenario asks for it.

``z-score``: each panel's merits are moved and stretched to the mean and the standard deviation of
all scored applications. ``rank``: the share of the panel that a merit lies above, equal merits
sharing the middle. Both keep the order inside a panel. Deviations are whole ten-thousandths of a
hundredth, rounded down, so that everything is exact and can be computed again.
Source: Kolen, Brennan, "Test Equating, Scaling, and Linking" (2014), linear equating and
percentile ranks.
"""

from __future__ import annotations

from math import isqrt

import numpy as np

from optimizer.formats.problem import IntArray, ObjectArray
from optimizer.intake.tables import MISSING

#: Merits lie in 0 to 100 points, in hundredths.
FULL = 10_000
#: A deviation is counted in so many parts of a hundredth of a point.
PRECISION = 10_000


def normalised(merit: IntArray, panel: ObjectArray, method: str) -> IntArray:
    """Return merits (hundredths) on the scale that all panels share.

    Parameters
    ----------
    merit
        int64[n], -1 without scores; these stay.
    panel
        Each application's panel.
    method
        ``none``, ``z-score`` or ``rank``.
    """
    scored = merit != MISSING
    if method == "none" or not scored.any():
        return merit
    found = merit.copy()
    everybody = merit[scored]
    for name in sorted(set(panel[scored].tolist())):
        here = np.flatnonzero(scored & (panel == name))
        own = merit[here]
        found[here] = _ranked(own) if method == "rank" else _moved(own, everybody)
    return found


def _moved(own: IntArray, everybody: IntArray) -> IntArray:
    """Return ``mean + (merit - own mean) * deviation / own deviation``, half up, in 0 to 100."""
    count, total, deviation = _moments(everybody)
    own_count, own_total, own_deviation = _moments(own)
    if not own_deviation:
        return np.full(len(own), (2 * total + count) // (2 * count))
    whole = count * own_count * own_deviation
    above = (own.astype(object) * own_count - own_total) * (count * deviation)
    value = (2 * (total * own_count * own_deviation + above) + whole) // (2 * whole)
    return np.asarray(np.clip(value, 0, FULL), dtype=np.int64)


def _moments(values: IntArray) -> tuple[int, int, int]:
    """Return number, sum and standard deviation (in parts of a hundredth, rounded down)."""
    numbers = values.astype(object)
    count, total = len(values), int(numbers.sum())
    squares = count * int(numbers @ numbers) - total**2
    return count, total, isqrt(PRECISION**2 * squares // count**2)


def _ranked(own: IntArray) -> IntArray:
    """Return the share of the panel below each merit, equal ones by half, half up."""
    ordered = np.sort(own)
    below = np.searchsorted(ordered, own, side="left")
    not_above = np.searchsorted(ordered, own, side="right")
    n = len(own)
    return np.asarray((FULL * (below + not_above) + n) // (2 * n))
