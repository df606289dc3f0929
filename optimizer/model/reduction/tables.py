"""Prices of nested pools from demand curves: for many projects of few different worths.

The demand of a leaf at a price is what its projects of at least that worth can take. A pool passes
on the demand of its parts, cut at its cap; so one pass from the leaves to the budget gives every
curve, and one pass back gives every price: the greatest at which a full pool is still asked for
its cap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import Bound
from optimizer.model.reduction.network import Network, Pools

#: Prices looked at in a first round: every which one.
_STRIDE = 16
Curves = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tables:
    """What all projects ask for at every price from ``lowest`` on, unit limits left aside.

    ``position`` is each project's worth less ``lowest``; ``everyone`` has shape (leaves, prices +
    1), the last column 0.
    """

    network: Network
    lowest: int
    position: IntArray
    everyone: Curves

    @property
    def spread(self) -> int:
        """Over how many prices demand is spread, but for a tenth at either end."""
        asked = self.everyone[:, ::_STRIDE].sum(axis=0)
        tenth = asked[0] / 10
        between = np.count_nonzero((asked > tenth) & (asked <= 9 * tenth)) + 1
        return int(between) * _STRIDE * 5 // 4

    def finder(self, near: Bound) -> Window:
        """Return what finds prices while only ``near`` ask for less than they want."""
        return Window(self, near)


def tables_of(network: Network, lowest: int, prices: int) -> Tables:
    """Return the demand of ``network`` at ``prices`` prices from ``lowest`` on."""
    position = network.worth - lowest
    shape = (network.pools.leaves, prices)
    everyone = _demand(network.leaf, position, network.steps, shape)
    return Tables(network, lowest, position, everyone)


class Window:
    """The prices that are looked at: some of all at first, then those around the last ones.

    A price that lies in the window with its neighbours is the price among all.
    """

    def __init__(self, tables: Tables, near: Bound) -> None:
        self._tables = tables
        self._near = near
        self._position = tables.position[near.projects]
        self._mark = np.zeros(tables.everyone.shape[1] - 1, dtype=np.bool_)
        self._mark[::_STRIDE] = True

    def around(self, total: IntArray, margin: int) -> None:
        """Look from now on within ``margin`` around the prices ``total``."""
        low = total - self._tables.lowest - (margin + 2)
        self._mark[:] = False
        self._mark[0] = True
        for a in {*low.tolist()}:
            self._mark[max(a, 0) : max(a + 2 * margin + 5, 0)] = True

    def prices(self, less: IntArray) -> IntArray:
        """Return the price of each pool, with those around it.

        Parameters
        ----------
        less
            What the bound projects cannot take of what they want, as 0 or less.
        """
        tables, pools = self._tables, self._tables.network.pools
        cells = np.flatnonzero(self._mark)
        everyone = tables.everyone[:, np.append(cells, -1)]
        if self._near.size:
            place = (np.cumsum(self._mark) - 1)[self._position]
            everyone += _demand(self._near.leaf, place, less, (pools.leaves, len(cells)))
        at = _positions(pools, everyone)
        return np.where(at >= 0, tables.lowest + cells[at], 0)


def _demand(leaf: IntArray, position: IntArray, steps: IntArray, shape: tuple[int, int]) -> Curves:
    """Return the demand curve of each leaf, shape (leaves, prices + 1); the last column is 0."""
    leaves, prices = shape
    table = np.bincount(leaf * prices + position, weights=steps, minlength=leaves * prices)
    out = np.zeros((leaves, prices + 1))
    np.cumsum(table.reshape(shape)[:, ::-1], axis=1, out=out[:, -2::-1])
    return out


def _positions(pools: Pools, curves: Curves) -> IntArray:
    """Return the position of each pool's price, -1 for price 0."""
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
