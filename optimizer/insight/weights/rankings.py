"""How alike two rankings are: Kendall's tau-b, and how much their tops have in common.

Source: Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945) 239-251.
"""

from __future__ import annotations

import math

import numpy as np

from optimizer.formats.problem import IntArray

#: Pairs compared at once: keeps memory small.
_AT_ONCE = 2_000_000


def kendall_tau_b(first: IntArray, second: IntArray) -> float | None:
    """Return the rank correlation of two lists of values, -1..1, ties accounted for.

    Parameters
    ----------
    first, second
        Values of the same projects, int64[n]; only their order counts.

    Returns
    -------
    float or None
        ``None`` where one list is all ties, or too short: there is nothing to agree about.
    """
    count = len(first)
    agree = untied_first = untied_second = 0
    rows = max(_AT_ONCE // max(count, 1), 1)
    for start in range(0, count, rows):
        stop = start + rows
        signs = [np.sign(v[start:stop, None] - v[None, :]) for v in (first, second)]
        agree += int((signs[0] * signs[1]).sum())
        untied_first += int(np.count_nonzero(signs[0]))
        untied_second += int(np.count_nonzero(signs[1]))
    if not untied_first or not untied_second:
        return None
    return agree / math.sqrt(untied_first * untied_second)


def top_overlap(first: IntArray, second: IntArray, k: int) -> int:
    """Return how many of the first ``k`` of one list are among the first ``k`` of the other.

    Values fall; among equal ones the earlier stands first, in both lists.
    """
    tops = [set(np.argsort(-values, kind="stable")[:k].tolist()) for values in (first, second)]
    return len(tops[0] & tops[1])
