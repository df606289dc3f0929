"""Exact arithmetic on columns of fen: int64 while it is safe, Python integers where it is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray, ObjectArray

#: A product at or above it is computed in Python integers.
_SAFE = 2**62
#: More than any amount that can be read: "no limit" in columns of fen.
NO_LIMIT = 2**60


def share(amounts: IntArray, ratios: tuple[IntArray, IntArray]) -> IntArray:
    """Return ``floor(amount * numerator / denominator)`` entry by entry, exactly.

    Parameters
    ----------
    amounts
        int64[n], fen, none negative.
    ratios
        Numerators and denominators, int64[n] each.
    """
    numerators, denominators = ratios
    top = int(amounts.max(initial=0)) * int(numerators.max(initial=0))
    if top < _SAFE:
        return np.asarray(amounts * numerators // denominators)
    exact = amounts.astype(object) * numerators.astype(object) // denominators.astype(object)
    return np.asarray(np.minimum(exact, NO_LIMIT), dtype=np.int64)


def one_ratio(ratio: Fraction, n: int) -> tuple[IntArray, IntArray]:
    """Return one ratio as columns of numerators and denominators."""
    return (
        np.full(n, ratio.numerator, dtype=np.int64),
        np.full(n, ratio.denominator, dtype=np.int64),
    )


def codes(*columns: Collection[Any]) -> tuple[IntArray, ...]:
    """Give the texts of several columns one numbering; an empty text is -1.

    The numbers say which texts are equal and nothing else.
    """
    texts = dict.fromkeys(chain(*columns))
    texts.pop("", None)
    number = dict(zip(texts, range(len(texts)), strict=True))
    number[""] = -1
    return tuple(
        np.fromiter(map(number.__getitem__, column), dtype=np.int64, count=len(column))
        for column in columns
    )


def first_of(keys: IntArray) -> IntArray:
    """Return int64[n]: the position of the first entry with the same key."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)


def is_one_of(column: ObjectArray, values: Iterable[str]) -> NDArray[np.bool_]:
    """Return bool[n]: whether a text, or any of several, is among ``values``."""
    wanted = frozenset(values)
    if len(column) and isinstance(column[0], tuple):
        found = (not wanted.isdisjoint(several) for several in column)
        return np.fromiter(found, dtype=bool, count=len(column))
    return np.fromiter(map(wanted.__contains__, column), dtype=bool, count=len(column))
