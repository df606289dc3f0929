"""Sums and products in exact integers: int64 where it provably fits, Python integers elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: One bit below the range of int64, so that adding two checked sums cannot overflow either.
SAFE = 2**62

#: int64, or object arrays of Python integers where int64 could overflow.
Integers = NDArray[Any]


def greatest(values: Integers) -> int:
    """Return the greatest absolute value, 0 for an empty array."""
    return max(int(values.max()), -int(values.min())) if len(values) else 0


def wide(values: Integers, factor: int = 1) -> Integers:
    """Return ``values``, as Python integers when ``factor`` times their sum could leave int64.

    Parameters
    ----------
    values
        Integers of shape (n,).
    factor
        Greatest absolute value that each entry will be multiplied by.
    """
    if values.dtype != object and max(greatest(values) * len(values), 1) * factor >= SAFE:
        return values.astype(object)
    return values


def total(values: Integers) -> int:
    """Return the exact sum of ``values``."""
    return int(wide(values).sum()) if len(values) else 0


def dot(left: Integers, right: Integers) -> int:
    """Return the exact inner product of two integer arrays of the same length."""
    if not len(left):
        return 0
    return int((wide(left, greatest(right)) * right).sum())


def narrow(values: Sequence[int] | Integers) -> Integers:
    """Return an int64 array where all values fit comfortably, else an object array."""
    objects = np.array(values, dtype=object)
    return objects.astype(np.int64) if greatest(objects) < SAFE else objects
