"""How many of the entries in a range are at least so great: many questions in one pass.

A wavelet matrix: entries are split by one bit of their value after the other, and every question
follows its range down through all bits together. O((n + q) log n) for n entries and q questions.
Source: Navarro et al., "The wavelet matrix" (SPIRE 2012).
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray


def count_at_least(values: IntArray, start: IntArray, stop: IntArray, least: IntArray) -> IntArray:
    """Return for each question ``q`` how many of ``values[start:stop]`` are ``least`` or more.

    Parameters
    ----------
    values
        Integers of 0 or more, shape (n,).
    start, stop, least
        One entry a question; ``0 <= start <= stop <= n``.
    """
    left, right = start.copy(), stop.copy()
    counts = np.zeros(len(start), dtype=np.int64)
    bits = max(int(values.max(initial=0)).bit_length(), int(least.max(initial=0)).bit_length())
    level = values
    for bit in range(bits - 1, -1, -1):
        ones = (level >> bit) & 1
        before = np.concatenate([[0], np.cumsum(ones)])
        zeros = len(level) - int(before[-1])
        left_ones, right_ones = before[left], before[right]
        wanted = ((least >> bit) & 1).astype(bool)
        # Where the bit asked for is 0, every entry with a 1 there is greater.
        counts += np.where(wanted, 0, right_ones - left_ones)
        left = np.where(wanted, zeros + left_ones, left - left_ones)
        right = np.where(wanted, zeros + right_ones, right - right_ones)
        level = np.concatenate([level[ones == 0], level[ones == 1]])
    return counts + (right - left)
