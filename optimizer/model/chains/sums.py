"""Choosing one change a chain so that nested limits are used up: a dynamic programme over money.

A group of chains knows, for every sum of money, the most that its changes can be worth; nested
limits join groups and cut off sums that they have no room for. Source: Johnson and Niemi (1983),
on knapsacks with a tree of limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact

#: Changes of more money than this in one group are not looked at: steps of the money.
WIDEST = 2048
#: Sums of a group that are looked at when it is joined to another, and changes of one chain that
#: lose least; beside these one of each sum up to ``CLOSE``, and one in ``COARSE`` beyond.
MOST = 300
CLOSE = 200
COARSE = 32
NEVER = -(1 << 60)


@dataclass(frozen=True)
class Group:
    """The most that each sum of money is worth: ``values[s]`` for the sum ``low + s``.

    ``choice[s]`` is the change taken (one chain) or the sum of ``right`` (two groups joined).
    """

    low: int
    values: IntArray
    choice: IntArray
    chain: int = -1
    left: Group | None = None
    right: Group | None = None

    def chosen(self, at: int) -> list[tuple[int, int]]:
        """Return chain and change of each chain for the sum at position ``at``."""
        out, todo = [], [(self, at)]
        while todo:
            group, place = todo.pop()
            pick = int(group.choice[place])
            if group.left is None or group.right is None:
                out.append((group.chain, pick))
                continue
            total = group.low + place
            todo.append((group.right, pick))
            todo.append((group.left, total - group.right.low - pick - group.left.low))
        return out

    def within(self, room: int) -> Group:
        """Return the group without sums above ``room``."""
        keep = max(0, min(len(self.values), room - self.low + 1))
        values = self.values.copy()
        values[keep:] = NEVER
        return Group(self.low, values, self.choice, self.chain, self.left, self.right)


def single(chain: int, money: IntArray, worth: exact.Integers, loss: exact.Integers) -> Group:
    """Return the group of one chain with these changes; the first is no change.

    ``loss`` is what each change costs at prices: where there are many, those of least loss are
    looked at, and the least for each sum of money.
    """
    near = np.flatnonzero(np.abs(money) <= WIDEST)
    if len(near) > MOST:
        near = near[np.lexsort((money[near], loss[near]))]
        least = int(np.searchsorted(loss[near], loss[near[0]], side="right"))
        # The first of each place in the order of loss loses least there.
        place = np.where(np.abs(money) <= CLOSE, money, money // COARSE * COARSE)[near]
        _, first = np.unique(place, return_index=True)
        near = np.concatenate([[0], near[first], _spread(near[:least], MOST)])
    low, high = int(money[near].min()), int(money[near].max())
    values = np.full(high - low + 1, NEVER, dtype=np.int64)
    choice = np.full(high - low + 1, -1, dtype=np.int64)
    for at in near[np.argsort(worth[near], kind="stable")].tolist():
        values[money[at] - low], choice[money[at] - low] = worth[at], at
    return Group(low, values, choice, chain)


def _spread(values: IntArray, most: int) -> IntArray:
    """Return at most ``most`` of some values, evenly spread."""
    if len(values) <= most:
        return values
    return np.asarray(values[np.linspace(0, len(values) - 1, most).astype(np.int64)])


def join(left: Group, right: Group) -> Group:
    """Return what two groups are worth together for each sum."""
    if (right.values > NEVER).sum() > (left.values > NEVER).sum():
        left, right = right, left
    low = left.low + right.low
    size = len(left.values) + len(right.values) - 1
    values = np.full(size, NEVER, dtype=np.int64)
    choice = np.full(size, -1, dtype=np.int64)
    for at in _spread(np.flatnonzero(right.values > NEVER), 2 * MOST).tolist():
        part = slice(at, at + len(left.values))
        tried = np.where(left.values > NEVER, left.values + right.values[at], NEVER)
        better = tried > values[part]
        values[part][better] = tried[better]
        choice[part][better] = at
    first, last = max(0, -WIDEST - low), min(size, WIDEST - low + 1)
    return Group(low + first, values[first:last], choice[first:last], -1, left, right)


def combine(
    groups: Sequence[Group], limits: Sequence[tuple[NDArray[np.bool_], int]]
) -> list[tuple[int, int]] | None:
    """Return the best change of each chain that keeps nested limits, ``None`` if none does.

    Parameters
    ----------
    groups
        One a chain, in their order.
    limits
        Which chains a limit covers, and the room that it has; those that are not nested in the
        ones before are left to the caller's check.
    """
    parts: list[tuple[NDArray[np.bool_], Group]] = [
        (np.arange(len(groups)) == k, group) for k, group in enumerate(groups)
    ]
    for covered, room in sorted(limits, key=lambda limit: (int(limit[0].sum()), limit[1])):
        inside = [part for part in parts if (part[0] & covered).any()]
        if not inside or any((part[0] & ~covered).any() for part in inside):
            continue
        mask, group = inside[0]
        for other, more in inside[1:]:
            mask, group = mask | other, join(group, more)
        parts = [part for part in parts if not (part[0] & covered).any()]
        parts.append((mask, group.within(room)))
    out: list[tuple[int, int]] = []
    for _, group in parts:
        at = int(group.values.argmax())
        if int(group.values[at]) <= NEVER:
            return None
        out += group.chosen(at)
    return out
