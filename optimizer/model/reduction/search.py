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
    rounds: list[_Round] = []
    while True:
        price = total[pools.around]
        gain = loose.worth - price[loose.leaf]
        turn = taken(loose, cap, gain)
        room[where] = turn.room
        total = finder.prices(scale * (room - near.steps))
        rounds.append(_Round(price, room.copy()))
        after = total[pools.around]
        change = np.abs(after - price)
        again = next((k for k, old in enumerate(rounds) if (old.price == after).all()), None)
        if again is not None:
            return _course(near, rounds[again:], after, total)
        margin = int(change.max())
        if int(change.sum()) <= enough or len(rounds) == _ROUNDS:
            open_still = loose.projects[unsure(loose, gain, turn.last, 2 * margin)]
            return _course(near, rounds[-2:], after, total, open_still)
        finder.around(total, min(4 * margin, spread // 4))
        if loose.size > _MANY and 4 * margin < spread:
            keep = unsure(loose, gain, turn.last, 4 * margin)
            loose, where = loose.only(keep), where[keep]


@dataclass(frozen=True, slots=True)
class _Round:
    """Prices, one a leaf, and what each bound project may take at them."""

    price: IntArray
    room: IntArray


def _course(
    near: Bound,
    circle: list[_Round],
    after: IntArray,
    total: IntArray,
    doubtful: IntArray | None = None,
) -> Course:
    """Return where a search ended; what its last rounds treat alike is not in doubt."""
    prices = np.array([*(one.price for one in circle), after])
    if doubtful is None:
        rooms = np.array([one.room for one in circle])
        doubtful = near.projects[rooms.min(axis=0) < rooms.max(axis=0)]
    last = circle[-1]
    return Course(
        settled=bool((after == last.price).all()),
        price=last.price,
        total=total,
        projects=near.projects,
        room=last.room,
        low=prices.min(axis=0),
        high=prices.max(axis=0),
        doubtful=doubtful,
    )
