"""Shares to whole numbers with a given sum, by largest remainder.

Source: Balinski, Young, "Fair Representation" (1982), Hamilton's method.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

#: What weights add up to.
WHOLE = 100
#: Digits of a float that count: beyond them its last bits would decide.
_DIGITS = 12


def largest_remainder(shares: Sequence[Fraction | int], total: int = WHOLE) -> tuple[int, ...]:
    """Return whole numbers in proportion to ``shares`` that add up to ``total``.

    Each gets its exact part rounded down; what is then missing goes, one each, to the largest
    remainders, among equal ones to the first. Shares of 0 in all are taken as equal ones.

    Parameters
    ----------
    shares
        None negative.
    total
        0 or more.

    Raises
    ------
    ValueError
        If a share is negative, or there is none to take what has to be shared out.
    """
    if any(share < 0 for share in shares) or (total and not shares):
        raise ValueError("shares must not be negative, and there must be one")
    whole = sum(shares)
    parts = [
        Fraction(share) * total / whole if whole else Fraction(total, len(shares))
        for share in shares
    ]
    out = [int(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (out[i] - parts[i], i))
    for i in order[: total - sum(out)]:
        out[i] += 1
    return tuple(out)


def from_floats(values: Sequence[float]) -> tuple[Fraction, ...]:
    """Return floats as exact shares, to as many digits as are sure."""
    return tuple(Fraction(round(value * 10**_DIGITS), 10**_DIGITS) for value in values)


def with_one(weights: Sequence[int], position: int, value: int) -> tuple[int, ...]:
    """Return the weights with one set to ``value`` and the others rescaled by largest remainder.

    The whole stays what it was. Setting a weight to what it is changes nothing.
    """
    whole = sum(weights)
    others = [weight for i, weight in enumerate(weights) if i != position]
    rescaled = iter(largest_remainder(others, whole - value))
    return tuple(value if i == position else next(rescaled) for i in range(len(weights)))
