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


@dataclass(frozen=True, slots=True)
class Table:
    """Where each project stands on an axis of prices, and what all ask for at each price."""

    axis: Axis
    position: IntArray
    everyone: Curves

    @property
    def spread(self) -> int:
        """Greatest less least price."""
        return int(self.axis.prices[-1] - self.axis.prices[0])

    @property
    def shape(self) -> tuple[int, int]:
        """Number of leaves and of prices."""
        return self.everyone.shape[0], self.everyone.shape[1] - 1


def table_of(network: Network, axis: Axis) -> Table:
    """Return the demand of ``network`` on ``axis``, unit limits left aside."""
    position = axis.positions(network.worth)
    shape = (network.pools.leaves, len(axis.prices))
    return Table(axis, position, demand(network.leaf, position, network.steps, shape))


@dataclass(frozen=True, slots=True)
class Course:
    """Where a search ended.

    ``price`` (one a leaf) is the last price, at which ``projects`` may take ``room`` steps each;
    ``pool_price`` (one a pool, beside those around it) and ``after`` (one a leaf) are the prices
    that follow from it. ``low`` and ``high`` enclose the prices of the last rounds, ``doubtful``
    are the projects that they leave in doubt.
    """

    settled: bool
    price: IntArray
    after: IntArray
    pool_price: IntArray
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
        First prices of the leaves; ``None``: 0.
    scale
        For how many projects each one of ``near`` stands.
    enough
        A change of all prices together at which to stop.
    """
    pools, cap, shape = network.pools, network.unit_cap, table.shape
    position = table.position[near.projects]
    fixed = table.everyone - scale * demand(near.leaf, position, near.steps, shape)
    loose, where = near, np.arange(near.size)
    room = near.steps.copy()
    price = np.zeros(pools.leaves, dtype=np.int64) if start is None else start
    prices: list[IntArray] = []
    rooms: list[IntArray] = []
    while True:
        gain = loose.worth - price[loose.leaf]
        turn = taken(loose, cap, gain)
        room[where] = turn.room
        curves = fixed + scale * demand(loose.leaf, position[where], turn.room, shape)
        total = table.axis.price(pool_prices(pools, curves))
        after = total[pools.around]
        prices.append(price)
        rooms.append(room.copy())
        change = np.abs(after - price)
        again = next((k for k, old in enumerate(prices) if (old == after).all()), None)
        if again is not None or int(change.sum()) <= enough or len(prices) == _ROUNDS:
            break
        margin = 4 * int(change.max())
        if loose.size > _MANY and margin < table.spread:
            keep = unsure(loose, gain, turn.last, margin)
            sure = where[~keep]
            fixed += scale * demand(near.leaf[sure], position[sure], room[sure], shape)
            loose, where = loose.only(keep), where[keep]
        price = after
    settled = again == len(prices) - 1
    since = len(prices) - 2 if again is None else again
    circle = np.array([*prices[max(since, 0) :], after])
    if again is not None:
        ways = np.array(rooms[again:])
        doubtful = near.projects[ways.min(axis=0) < ways.max(axis=0)]
    else:
        doubtful = loose.projects[unsure(loose, gain, turn.last, 2 * int(change.max()))]
    outer = np.where(pools.parent >= 0, total[pools.parent], 0)
    return Course(
        settled=settled,
        price=price,
        after=after,
        pool_price=total - outer,
        projects=near.projects,
        room=room,
        low=circle.min(axis=0),
        high=circle.max(axis=0),
        doubtful=doubtful,
    )
