"""Prices of nested pools in closed form, from demand curves over an axis of prices.

The demand of a leaf at price ``axis[b]`` is what its projects of at least that worth can take. A
pool passes on the demand of its parts, cut at its cap; so one pass from the leaves to the budget
gives every curve, and one pass back gives every price: the greatest at which a full pool is still
asked for its cap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.network import Network, Pools

#: Distinct prices that a table of curves holds at most.
MOST_PRICES = 2**12
Curves = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Axis:
    """Prices that are told apart, rising; position -1 stands for price 0.

    ``complete`` says that every worth is among them.
    """

    prices: IntArray
    complete: bool = True

    def positions(self, worth: IntArray) -> IntArray:
        """Return for each worth the last position whose price it reaches, -1 below the first."""
        low = int(self.prices[0])
        if int(self.prices[-1]) - low == len(self.prices) - 1:
            return np.clip(worth - low, -1, len(self.prices) - 1)
        return np.searchsorted(self.prices, worth, side="right") - 1

    def price(self, position: IntArray) -> IntArray:
        """Return the price at each position."""
        return np.where(position >= 0, self.prices[position], 0)


def axis_of(worth: IntArray) -> Axis:
    """Return an axis of all worths, or of some that cut them evenly where they are too many."""
    low, high = int(worth.min()), int(worth.max())
    if high - low < min(MOST_PRICES, len(worth)):
        return Axis(np.arange(low, high + 1))
    if len(worth) <= MOST_PRICES:
        return Axis(np.unique(worth))
    some = np.sort(worth[:: -(-len(worth) // (16 * MOST_PRICES))])
    cuts = some[:: -(-len(some) // MOST_PRICES)]
    return Axis(np.unique(np.append(cuts, (low, high))), complete=False)


def refined(network: Network, axis: Axis, positions: IntArray, price: IntArray) -> Axis:
    """Return ``axis`` with every worth near the prices of the leaves."""
    near = np.abs(positions - axis.positions(price)[network.leaf]) <= 1
    return Axis(np.unique(np.concatenate([axis.prices, network.worth[near]])), complete=False)


def demand(leaf: IntArray, position: IntArray, steps: IntArray, shape: tuple[int, int]) -> Curves:
    """Return the demand curve of each leaf, shape (leaves, prices + 1); the last column is 0."""
    leaves, prices = shape
    table = np.bincount(leaf * prices + position, weights=steps, minlength=leaves * prices)
    out = np.zeros((leaves, prices + 1))
    np.cumsum(table.reshape(shape)[:, ::-1], axis=1, out=out[:, -2::-1])
    return out


def pool_prices(pools: Pools, curves: Curves) -> IntArray:
    """Return the position of each pool's price (its own and those of the pools around it)."""
    count = len(pools.cap)
    asked = np.zeros((count, curves.shape[1]))
    for leaf, k in enumerate(pools.around.tolist()):
        asked[k] += curves[leaf]
    parents, caps = pools.parent.tolist(), pools.cap.tolist()
    for k in range(count - 1):
        asked[parents[k]] += np.minimum(asked[k], caps[k])
    at = [-1] * count
    rising = asked[:, ::-1]
    last = asked.shape[1] - 2
    for k in range(count - 1, -1, -1):
        outer = at[parents[k]] if parents[k] >= 0 else -1
        reached = last + 1 - int(rising[k].searchsorted(caps[k]))
        at[k] = max(outer, min(reached, last))
    return np.array(at)
