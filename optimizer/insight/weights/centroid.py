"""Rank-order centroid weights: from the order of the criteria alone.

Source: Barron, Barrett, "Decision quality using ranked attribute weights", Management Science 42
(1996) 1515-1523.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def rank_order_centroid(ranks: Sequence[int]) -> tuple[Fraction, ...]:
    """Return exact weights (sum 1), the centroid of all weights that keep the order.

    The ``k``-th of ``n`` criteria weighs ``(1/n) * sum(1/i for i in k..n)``; those of equal rank
    share the mean of the places that they take.

    Parameters
    ----------
    ranks
        The rank of each criterion; the least is the most important. Only their order counts.
    """
    count = len(ranks)
    places = sorted(range(count), key=lambda i: ranks[i])
    by_place = [
        sum((Fraction(1, i) for i in range(k, count + 1)), Fraction(0)) / count
        for k in range(1, count + 1)
    ]
    out = [Fraction(0)] * count
    for rank in set(ranks):
        tied = [k for k, i in enumerate(places) if ranks[i] == rank]
        mean = sum((by_place[k] for k in tied), Fraction(0)) / len(tied)
        for k in tied:
            out[places[k]] = mean
    return tuple(out)


def ranks_of(weights: Sequence[int]) -> tuple[int, ...]:
    """Return the rank of each criterion by its weight, 1 for the greatest; equal ones share it."""
    return tuple(1 + sum(other > weight for other in weights) for weight in weights)
