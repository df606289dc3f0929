"""Prices of nested pools from the projects in the order of their worth.

For few projects, and for worths too many to be told apart in a table. A pool takes from its parts
what they pass on, the greatest worth first, until it is full; its price is the worth at which that
happens. So every pool, the smallest first, cuts the amounts of its projects, and what is left goes
to the pool around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import Bound
from optimizer.model.reduction.network import Network, Pools


@dataclass(frozen=True, slots=True)
class _Tier:
    """Pools that lie equally deep, with their projects end to end, the greatest worth first.

    ``cap`` has one entry a project (that of its pool); ``starts`` and ``lengths`` one a pool of
    ``pools``.
    """

    pools: IntArray
    projects: IntArray
    worth: IntArray
    cap: IntArray
    starts: IntArray
    lengths: IntArray


@dataclass(frozen=True, slots=True)
class Ranks:
    """The projects of every pool in order; ``tiers`` from the deepest pools to the outermost."""

    network: Network
    tiers: tuple[_Tier, ...]
    spread: int

    def finder(self, near: Bound) -> Cuts:
        """Return what finds prices while only ``near`` ask for less than they want."""
        return Cuts(self, near)


def ranks_of(network: Network) -> Ranks:
    """Return the projects of ``network`` in order."""
    pools = network.pools
    order = _falling(network.worth)
    leaf = network.leaf[order]
    tiers: list[_Tier] = []
    for owner in _owners(pools):
        mine = owner[leaf]
        inside = np.argsort(mine, kind="stable")[np.count_nonzero(mine < 0) :]
        held = mine[inside]
        starts = np.concatenate([[0], np.flatnonzero(held[1:] != held[:-1]) + 1])
        lengths = np.diff(np.append(starts, len(held)))
        which = held[starts].astype(np.int64)
        projects = order[inside]
        cap = np.repeat(pools.cap[which], lengths)
        tiers.append(_Tier(which, projects, network.worth[projects], cap, starts, lengths))
    tenth = len(order) // 10
    spread = int(network.worth[order[tenth]] - network.worth[order[-1 - tenth]]) * 5 // 4 + 1
    return Ranks(network, tuple(tiers), spread)


def _falling(worth: IntArray) -> IntArray:
    """Return the projects, the greatest worth first, among equals the first project first."""
    below = int(worth.max()) - worth
    # Short integers are sorted by their digits, several times as fast.
    short = int(below.max()) <= np.iinfo(np.uint16).max
    return np.argsort(below.astype(np.uint16) if short else below, kind="stable")


def _owners(pools: Pools) -> list[NDArray[np.int16]]:
    """Return for each depth, deepest first, which pool of that depth holds each leaf, or -1."""
    depth = np.zeros(len(pools.parent), dtype=np.int64)
    for k in range(len(depth) - 2, -1, -1):
        depth[k] = depth[pools.parent[k]] + 1
    owners: list[NDArray[np.int16]] = []  # short, because those are sorted quickly
    for d in range(int(depth.max()), -1, -1):
        owner = np.full(pools.leaves, -1, dtype=np.int16)
        for k in np.flatnonzero(depth == d).tolist():
            owner[pools.inside[k] > 0] = k
        owners.append(owner)
    return owners


class Cuts:
    """Finds prices by cutting amounts, pool by pool."""

    def __init__(self, ranks: Ranks, near: Bound) -> None:
        self._ranks = ranks
        self._near = near

    def around(self, total: IntArray, margin: int) -> None:
        """Do nothing: every price is looked at in every round."""

    def prices(self, less: IntArray) -> IntArray:
        """Return the price of each pool, with those around it.

        Parameters
        ----------
        less
            What the bound projects cannot take of what they want, as 0 or less.
        """
        pools = self._ranks.network.pools
        amounts = self._ranks.network.steps.copy()
        amounts[self._near.projects] += less
        total = np.zeros(len(pools.cap), dtype=np.int64)
        for tier in self._ranks.tiers:
            asked = amounts[tier.projects]
            running = np.cumsum(asked)
            before = running[tier.starts] - asked[tier.starts]
            running -= np.repeat(before, tier.lengths)
            full_at = np.add.reduceat((running < tier.cap).astype(np.int64), tier.starts)
            amounts[tier.projects] = asked - np.minimum(np.maximum(running - tier.cap, 0), asked)
            last = np.minimum(full_at, tier.lengths - 1)
            total[tier.pools] = np.where(full_at < tier.lengths, tier.worth[tier.starts + last], 0)
        for k in range(len(total) - 2, -1, -1):
            total[k] = max(total[k], total[pools.parent[k]])
        return total
