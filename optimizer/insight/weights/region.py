"""Which weightings are asked about: all integer ones inside a stated region, counted exactly.

A region numbers its weightings from 0, so that a sample of numbers is a sample of weightings and
none has to be listed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

from optimizer.insight.weights.centroid import ranks_of
from optimizer.insight.weights.remainder import WHOLE

Weights = tuple[int, ...]


class Region(Protocol):
    """Integer weightings that add up to 100."""

    @property
    def count(self) -> int:
        """How many there are."""

    def at(self, number: int) -> Weights:
        """Return the weighting of a number, 0 to ``count - 1``."""


@dataclass(frozen=True)
class Box:
    """Each weight between its ``low`` and ``high``, both included."""

    low: Weights
    high: Weights

    @property
    def count(self) -> int:
        """How many there are."""
        return _fillings(self.low, self.high, WHOLE)

    def at(self, number: int) -> Weights:
        """Return the weighting of a number, in lexicographic order."""
        out: list[int] = []
        left = WHOLE
        for i, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            for value in range(low, high + 1):
                inside = _fillings(self.low[i + 1 :], self.high[i + 1 :], left - value)
                if number < inside:
                    out.append(value)
                    left -= value
                    break
                number -= inside
        return tuple(out)


@cache
def _fillings(low: Weights, high: Weights, total: int) -> int:
    """Return how many whole numbers between ``low`` and ``high`` add up to ``total``."""
    if not low:
        return int(total == 0)
    if not sum(low) <= total <= sum(high):
        return 0
    return sum(
        _fillings(low[1:], high[1:], total - value)
        for value in range(low[0], min(high[0], total) + 1)
    )


def around(weights: Sequence[int], reach: int) -> Box:
    """Return the region in which each weight moves by up to ``reach``, between 0 and 100."""
    return Box(
        tuple(max(weight - reach, 0) for weight in weights),
        tuple(min(weight + reach, WHOLE) for weight in weights),
    )


@dataclass(frozen=True)
class Order:
    """All weightings in which no criterion falls behind one that it now outweighs.

    Between criteria of equal weight nothing is given: they may come to differ. A weighting is
    numbered by going through the weights from the greatest value down: how many criteria have it,
    and which of those of the rank in turn.
    """

    weights: Weights

    @property
    def count(self) -> int:
        """How many there are."""
        return self._ways(WHOLE, 0, WHOLE)

    def at(self, number: int) -> Weights:
        """Return the weighting of a number."""
        out = [0] * len(self.weights)
        waiting = [list(group) for group in self._groups]
        taken, left = 0, WHOLE
        for value in range(WHOLE, -1, -1):
            for k in range(len(out) - taken + 1):
                arrangements = self._arrangements(taken, k)
                inside = arrangements * self._ways(value - 1, taken + k, left - k * value)
                if number < inside:
                    break
                number -= inside
            number, which = divmod(number, arrangements)
            for i in _take(waiting, k, which):
                out[i] = value
            taken, left = taken + k, left - k * value
        return tuple(out)

    @cached_property
    def _groups(self) -> tuple[tuple[int, ...], ...]:
        """Criteria of equal weight, the greatest first."""
        ranks = ranks_of(self.weights)
        return tuple(
            tuple(i for i, own in enumerate(ranks) if own == rank) for rank in sorted(set(ranks))
        )

    def _ways(self, value: int, taken: int, left: int) -> int:
        """Return in how many ways those not ``taken`` get up to ``value`` each, ``left`` in all."""
        return _ways(tuple(len(group) for group in self._groups), value, taken, left)

    def _arrangements(self, taken: int, k: int) -> int:
        return _arrangements(tuple(len(group) for group in self._groups), taken, k)


@cache
def _ways(groups: tuple[int, ...], value: int, taken: int, left: int) -> int:
    rest = sum(groups) - taken
    if value < 0 or left > rest * value:
        return int(not rest and not left)
    return sum(
        _arrangements(groups, taken, k) * _ways(groups, value - 1, taken + k, left - k * value)
        for k in range(rest + 1)
        if k * value <= left
    )


@cache
def _arrangements(groups: tuple[int, ...], taken: int, k: int) -> int:
    """Return in how many ways the next ``k`` are chosen: groups in turn, any members of a group."""
    ways = 1
    for size in groups:
        gone = min(taken, size)
        taken -= gone
        now = min(k, size - gone)
        ways *= math.comb(size - gone, now)
        k -= now
    return ways


def _take(waiting: list[list[int]], k: int, which: int) -> list[int]:
    """Take the next ``k`` criteria out of ``waiting``, in the way of number ``which``."""
    out: list[int] = []
    for group in waiting:
        now = min(k, len(group))
        which, own = divmod(which, math.comb(len(group), now))
        chosen = _combination(group, now, own)
        group[:] = [i for i in group if i not in chosen]
        out += chosen
        k -= now
    return out


def _combination(items: list[int], size: int, number: int) -> list[int]:
    """Return the combination of a number, in lexicographic order."""
    out: list[int] = []
    for i, item in enumerate(items):
        if len(out) == size:
            break
        inside = math.comb(len(items) - i - 1, size - len(out) - 1)
        if number < inside:
            out.append(item)
        else:
            number -= inside
    return out
