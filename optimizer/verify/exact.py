"""Sums in exact integers: int64 where no sum can leave it, Python integers everywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray

#: int64 where it provably fits, else an object array of Python integers.
Integers = NDArray[Any]
Mask = NDArray[np.bool_]
#: Sums that stay below this can be added to one another and still be int64.
ROOM = 2**62


def reach(values: Integers) -> int:
    """Return the greatest absolute value, 0 for none."""
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def fit(values: Integers, times: int = 1) -> Integers:
    """Return ``values`` in a type that holds them, all sums of them, and ``times`` those sums."""
    small = max(reach(values) * max(len(values), 1), 1) * max(times, 1) < ROOM
    if (values.dtype != object) == small:
        return values
    return values.astype(np.int64) if small else values.astype(object)


def product(left: Integers, right: Integers) -> Integers:
    """Return the elementwise product of two arrays of one length."""
    return np.asarray(fit(left, max(reach(right), 1)) * right)


def add(*parts: Integers) -> Integers:
    """Return the elementwise sum of arrays of one length."""
    widest = sum(reach(part) for part in parts)
    if widest * max(len(parts[0]), 1) >= ROOM:
        parts = tuple(part.astype(object) for part in parts)
    out = parts[0]
    for part in parts[1:]:
        out = out + part
    return out


def total(values: Integers) -> int:
    """Return the sum."""
    return int(fit(values).sum()) if len(values) else 0


def dot(left: Integers, right: Integers) -> int:
    """Return the inner product of two arrays of one length."""
    return total(product(left, right))


def by_segment(values: Integers, start: IntArray) -> Integers:
    """Return the sum of ``values[start[k]:start[k + 1]]`` for every ``k``."""
    values = fit(values)
    running = np.zeros(len(values) + 1, dtype=values.dtype)
    running[1:] = np.cumsum(values)
    return np.asarray(running[start[1:]] - running[start[:-1]])


def by_target(values: Integers, target: IntArray, size: int) -> Integers:
    """Return, for every target from 0 to ``size``, the sum of the values that go there."""
    values = fit(values)
    sums = np.zeros(size, dtype=values.dtype)
    np.add.at(sums, target, values)
    return sums


def common_steps(values: Integers, start: IntArray) -> Integers:
    """Return the greatest common divisor of each segment, 1 for one without anything but 0."""
    steps = np.ones(len(start) - 1, dtype=values.dtype)
    filled = np.flatnonzero(start[1:] > start[:-1])
    if len(filled):
        # A segment of one is passed through as it is, so signs are dropped first.
        steps[filled] = np.gcd.reduceat(np.abs(values), start[filled])
    return np.where(np.asarray(steps == 0, dtype=np.bool_), 1, steps)


def fraction_sum(values: Iterable[Fraction]) -> tuple[int, int]:
    """Return numerator and denominator (above 0, not reduced) of an exact sum.

    Thousands of denominators give numbers of thousands of digits, so equal ones are added first,
    and the rest pair by pair.
    """
    by_denominator: dict[int, int] = {}
    for value in values:
        before = by_denominator.get(value.denominator, 0)
        by_denominator[value.denominator] = before + value.numerator
    pairs = [(top, bottom) for bottom, top in sorted(by_denominator.items())]
    while len(pairs) > 1:
        odd = pairs[-1:] if len(pairs) % 2 else []
        two = zip(pairs[::2], pairs[1::2], strict=False)
        pairs = [(a * d + c * b, b * d) for (a, b), (c, d) in two] + odd
    return pairs[0] if pairs else (0, 1)
