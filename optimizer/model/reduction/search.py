"""Prices and what units take at them, in turn, until they repeat or go round in circles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import Bound, taken, unsure
from optimizer.model.reduction.network import Network
from optimizer.model.reduction.ranks import Ranks, ranks_of
from optimizer.model.reduction.tables import Tables, tables_of

_ROUNDS = 12
#: Bound projects from which it pays to leave out the units whose order is sure.
_MANY = 1500
#: Projects below which going through them in order costs less than curves.
_FEW = 4_000
#: Prices that curves are kept for at most.
_MOST_PRICES = 2**13
#: Part of the spread of worths within which prices are looked for around given ones.
_START = 40


#: What all projects ask for, as curves or in order.
Demand = Tables | Ranks


def demand_of(network: Network) -> Demand:
    """Return the demand of ``network`` in the form that costs least."""
    lowest, highest = int(network.worth.min()), int(network.worth.max())
    prices = highest - lowest + 1
    if network.size < _FEW or prices > _MOST_PRICES:
        return ranks_of(network)
    return tables_of(network, lowest, prices)


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
    demand: Demand,
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
    demand
        What all projects ask for.
    start
        First prices of the pools, each with those around it; ``None``: 0.
    scale
        For how many projects each one of ``near`` stands.
    enough
        A change of all prices together at which to stop.
    """
    pools, cap, spread = network.pools, network.unit_cap, demand.spread
    finder = demand.finder(near)
    loose, where = near, np.arange(near.size)
    room = near.steps.copy()
    total = np.zeros(len(pools.cap), dtype=np.int64) if start is None else start
    if start is not None:
        finder.around(total, spread // _START)
    prices: list[IntArray] = []
    rooms: list[IntArray] = []
    while True:
        price = total[pools.around]
        gain = loose.worth - price[loose.leaf]
        turn = taken(loose, cap, gain)
        room[where] = turn.room
        total = finder.prices(scale * (room - near.steps))
        after = total[pools.around]
        prices.append(price)
        rooms.append(room.copy())
        change = np.abs(after - price)
        again = next((k for k, old in enumerate(prices) if (old == after).all()), None)
        if again is not None or int(change.sum()) <= enough or len(prices) == _ROUNDS:
            break
        margin = 4 * int(change.max())
        finder.around(total, min(margin, spread // 4))
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
