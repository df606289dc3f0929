"""Prices and what units take at them, in turn, until they repeat or go round in circles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import Bound, taken, unsure
from optimizer.model.reduction.curves import Axis, Curves, demand, pool_prices
from optimizer.model.reduction.network import Network

_ROUNDS = 12
#: Bound projects from which it pays to leave out the units whose order is sure.
_MANY = 5_000
#: Prices looked at in one round without more ado; every which one of more at first.
_MOST_CELLS = 512
_STRIDE = 16
#: Part of the spread of worths within which prices are looked for around given ones.
_START = 40


@dataclass(frozen=True, slots=True)
class Table:
    """Where each project stands on an axis of prices, and what all ask for at each price."""

    axis: Axis
    position: IntArray
    everyone: Curves

    @property
    def spread(self) -> int:
        """Over how many prices demand is spread, but for a tenth at either end."""
        asked = self.everyone[:, ::_STRIDE].sum(axis=0)
        prices = self.axis.prices[::_STRIDE]
        tenth = asked[0] / 10
        low = int(np.count_nonzero(asked > 9 * tenth)) - 1
        high = min(int(np.count_nonzero(asked > tenth)), len(prices) - 1)
        return int(prices[high] - prices[low]) * 5 // 4 + 1


def table_of(network: Network, axis: Axis) -> Table:
    """Return the demand of ``network`` on ``axis``, unit limits left aside."""
    position = axis.positions(network.worth)
    shape = (network.pools.leaves, len(axis.prices))
    return Table(axis, position, demand(network.leaf, position, network.steps, shape))


@dataclass(frozen=True, slots=True)
class Course:
    """Where a search ended.

    ``price`` (one a leaf) is the last price, at which ``projects`` may take ``room`` steps each;
    ``total`` (one a pool, with those around it) are the prices that follow from it. ``low`` and
    ``high`` enclose the prices of the last rounds, ``doubtful`` are the projects that they leave
    in doubt.
    """

    settled: bool
    price: IntArray
    total: IntArray
    projects: IntArray
    room: IntArray
    low: IntArray
    high: IntArray
    doubtful: IntArray


def search(
    network: Network,
    near: Bound,
    table: Table,
    start: IntArray | None,
    *,
    scale: int = 1,
    enough: int = 0,
) -> Course:
    """Find prices that repeat.

    Parameters
    ----------
    network
        The stage.
    near
        The bound projects that can matter; all others take what they ask for.
    table
        Demand on the axis of prices.
    start
        First prices of the pools, each with those around it; ``None``: 0.
    scale
        For how many projects each one of ``near`` stands.
    enough
        A change of all prices together at which to stop.
    """
    pools, cap, spread = network.pools, network.unit_cap, table.spread
    window = _Window(table, table.position[near.projects])
    loose, where = near, np.arange(near.size)
    room = near.steps.copy()
    total = np.zeros(len(pools.cap), dtype=np.int64) if start is None else start
    if start is not None:
        window.around(total, spread // _START)
    prices: list[IntArray] = []
    rooms: list[IntArray] = []
    while True:
        price = total[pools.around]
        gain = loose.worth - price[loose.leaf]
        turn = taken(loose, cap, gain)
        room[where] = turn.room
        total = window.prices(network, near, scale * (room - near.steps))
        after = total[pools.around]
        prices.append(price)
        rooms.append(room.copy())
        change = np.abs(after - price)
        again = next((k for k, old in enumerate(prices) if (old == after).all()), None)
        if again is not None or int(change.sum()) <= enough or len(prices) == _ROUNDS:
            break
        margin = 4 * int(change.max())
        window.around(total, margin)
        if loose.size > _MANY and margin < spread:
            keep = unsure(loose, gain, turn.last, margin)
            loose, where = loose.only(keep), where[keep]
    since = len(prices) - 2 if again is None else again
    circle = np.array([*prices[max(since, 0) :], after])
    if again is not None:
        ways = np.array(rooms[again:])
        doubtful = near.projects[ways.min(axis=0) < ways.max(axis=0)]
    else:
        doubtful = loose.projects[unsure(loose, gain, turn.last, 2 * int(change.max()))]
    return Course(
        settled=again == len(prices) - 1,
        price=price,
        total=total,
        projects=near.projects,
        room=room,
        low=circle.min(axis=0),
        high=circle.max(axis=0),
        doubtful=doubtful,
    )


class _Window:
    """The part of the axis on which prices are looked for: coarse at first, then around the last.

    A price that lies in the window with its neighbours is the price on the whole axis.
    """

    def __init__(self, table: Table, position: IntArray) -> None:
        self._table = table
        self._position = position  # of the bound projects
        self._mark = np.zeros(len(table.axis.prices), dtype=np.bool_)
        self._mark[:: _STRIDE if len(self._mark) > _MOST_CELLS else 1] = True

    def around(self, total: IntArray, margin: int) -> None:
        """Look from now on within ``margin`` around the prices ``total``."""
        if len(self._mark) <= _MOST_CELLS:
            return
        prices = self._table.axis.prices
        low = np.searchsorted(prices, total - margin) - 2
        high = np.searchsorted(prices, total + margin, side="right") + 2
        self._mark[:] = False
        self._mark[0] = True
        for a, b in {*zip(np.maximum(low, 0).tolist(), high.tolist(), strict=True)}:
            self._mark[a:b] = True

    def prices(self, network: Network, near: Bound, less: IntArray) -> IntArray:
        """Return the price of each pool when the bound projects ask for ``less`` than they do."""
        table, pools = self._table, network.pools
        cells = np.flatnonzero(self._mark)
        shape = (pools.leaves, len(cells))
        everyone = table.everyone[:, np.append(cells, -1)]
        if near.size:
            place = (np.cumsum(self._mark) - 1)[self._position]
            everyone += demand(near.leaf, place, less, shape)
        at = pool_prices(pools, everyone)
        return table.axis.price(np.where(at >= 0, cells[at], -1))
