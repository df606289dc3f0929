"""A linear stage as bare arrays: projects, nested pools, and units with a limit of their own.

maximise ``sum(worth * x)`` over ``0 <= x <= steps`` with ``x`` in grid steps, where every pool
holds whole leaves (clauses that the limits do not tell apart) and each project has at most one
unit. The pools nest, so the rows are a network: with whole right-hand sides an optimum is whole
too, and so are its prices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact

#: ``bincount`` adds in doubles: exact below 2^53.
_EXACT_SUM = 2**53
NO_UNIT = -1


@dataclass(frozen=True, slots=True)
class Pools:
    """Nested sets of leaves with a cap each, smaller sets first; the last one holds every leaf.

    ``inside`` has shape (pools, leaves), 1 or 0; ``parent[k]`` is the least pool around pool
    ``k``, -1 for the last; ``around[leaf]`` is the least pool that holds a leaf.
    """

    inside: IntArray
    cap: IntArray
    parent: IntArray
    around: IntArray

    @property
    def leaves(self) -> int:
        """Number of leaves."""
        return int(self.inside.shape[1])


@dataclass(frozen=True, slots=True)
class Network:
    """Projects of shape (n,): leaf, worth of a step, most steps, unit; and what limits them.

    ``unit`` is ``NO_UNIT`` where no unit limit counts a project; ``unit_cap`` has one entry a unit,
    in grid steps.
    """

    leaf: IntArray
    worth: IntArray
    steps: IntArray
    unit: IntArray
    unit_cap: IntArray
    pools: Pools

    @property
    def size(self) -> int:
        """Number of projects."""
        return len(self.leaf)

    @property
    def is_small_enough(self) -> bool:
        """Whether every sum that the reduction forms is exact in 64 bits, doubles included."""
        total = int(self.steps.sum()) if self.size * exact.greatest(self.steps) < exact.SAFE else -1
        if total < 0 or total >= _EXACT_SUM:
            return False
        caps = [*self.pools.cap.tolist(), exact.greatest(self.unit_cap), total]
        return bool(exact.greatest(self.worth) * max(caps) * 2 < exact.SAFE)


@dataclass(frozen=True, slots=True)
class Forest:
    """Pools in order, and which given set each of them is; -1 stands for everything, uncapped."""

    pools: Pools
    origin: IntArray


def forest(
    inside: NDArray[np.bool_], cap: IntArray, leaf: IntArray, steps: IntArray
) -> Forest | None:
    """Return the sets that can bind as pools, smaller ones first; ``None`` if two of them cross.

    Parameters
    ----------
    inside
        Which leaves each set holds, shape (sets, leaves).
    cap
        The cap of each, in grid steps, 0 or more.
    leaf, steps
        Of the projects: where each belongs, and the most it can take.
    """
    asked = sums(leaf, steps, inside.shape[1])
    everything = int(asked.sum()) + 1  # more than can be asked: its price is 0
    inside = np.vstack([inside, np.ones((1, inside.shape[1]), dtype=np.bool_)])
    cap = np.append(cap, everything)
    number = np.append(np.arange(len(cap) - 1), -1)
    tight = np.flatnonzero((inside @ asked > cap) | (number < 0))
    # Of like sets the one with the least cap stays, in the order of sizes.
    order = tight[np.lexsort((number[tight], cap[tight], inside[tight].sum(axis=1)))]
    kept: dict[bytes, int] = {}
    for k in order.tolist():
        kept.setdefault(inside[k].tobytes(), k)
    chosen = np.array(list(kept.values()))
    holds, cap = inside[chosen].astype(np.int64), cap[chosen]
    common = holds @ holds.T
    within = common == np.diagonal(common)[:, None]  # [k, j]: set j holds all of set k
    if bool(((common > 0) & ~within & ~within.T).any()):
        return None
    beyond = np.triu(within, 1)
    parent = np.where(beyond.any(axis=1), np.argmax(beyond, axis=1), -1)
    pools = Pools(holds, cap, parent, np.argmax(holds, axis=0))
    return Forest(pools, number[chosen])


def sums(codes: IntArray, amounts: IntArray, size: int) -> IntArray:
    """Return the exact sum of ``amounts`` for each code below ``size``."""
    return np.bincount(codes, weights=amounts, minlength=size).astype(np.int64)


def own_prices(pools: Pools, total: IntArray) -> IntArray:
    """Return what each pool adds to the price of those around it."""
    return total - np.where(pools.parent >= 0, total[pools.parent], 0)
