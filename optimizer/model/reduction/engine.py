"""The best plan of a network, proven, without a model of all its projects.

Prices of the pools decide nearly everything. Given prices, each unit at its limit takes its
projects in the order of their gain; given what they may take, the prices have a closed form. The
two are found in turn (``search``). Where they repeat, the plan is optimal as it stands; where they
go round in circles, what the circle touches is the core, a small linear program. Either way the
answer counts only if its value is its bound, in integers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import Bound, bound_of, still_bound
from optimizer.model.reduction.certify import Certified, certify
from optimizer.model.reduction.core import solve_core
from optimizer.model.reduction.matrix import Maximiser
from optimizer.model.reduction.network import Network, own_prices, sums
from optimizer.model.reduction.search import Course, Demand, demand_of, search

#: Projects of bound units from which a sample finds the first prices.
_SAMPLE = 8000
#: Bound projects so few that leaving some out gains nothing.
_FEW = 1_500
#: Searches around prices that turn out to be too high, before all bound projects take part.
_TRIES = 3
#: Odd, and far from a fraction of 2^32: spreads codes that follow a pattern.
_SPREAD = 2_654_435_761


@dataclass(frozen=True, slots=True)
class Known:
    """What a network like it has shown: it changes the work, never the proof.

    ``total`` are prices of the pools that may be near (each with those around it), ``bound`` the
    projects of units that ask for more than their limit (whatever they are worth).
    """

    total: IntArray | None = None
    bound: Bound | None = None
    solver: Maximiser | None = None


def optimum(network: Network, known: Known | None = None) -> Certified | None:
    """Return a proven best plan of ``network``, ``None`` where the whole model has to answer.

    Parameters
    ----------
    network
        A linear stage; its sums must fit in 64 bits (``is_small_enough``).
    known
        What is known from before.
    """
    known = Known() if known is None else known
    bound = bound_of(network) if known.bound is None else known.bound.at(network.worth)
    demand = demand_of(network)
    start = known.total
    if start is None and bound.size > _SAMPLE:
        start = _sampled(network, bound, demand)
    course = _searched(network, bound, demand, start)
    if course.settled:
        found = _as_it_stands(network, bound, course)
        if found.is_proven:
            return found
    doubt = _around(network, bound, course, demand.spread)
    return solve_core(network, bound, *doubt, known.solver or Maximiser())


def _searched(network: Network, bound: Bound, demand: Demand, start: IntArray | None) -> Course:
    """Search from ``start``, at first among the bound projects that its prices leave in play."""
    if start is None or bound.size < _FEW:
        return search(network, bound, demand, start)
    margin = demand.spread // 12 + 1
    for _ in range(_TRIES):
        price = start[network.pools.around]
        gain = bound.worth - price[bound.leaf]
        near = still_bound(bound, network.unit_cap, gain, margin)
        course = search(network, near, demand, start)
        if int((price - course.low).max()) <= margin:
            return course
        start = course.total
    return search(network, bound, demand, start)


def _sampled(network: Network, bound: Bound, demand: Demand) -> IntArray:
    """Return prices found from some of the bound units, each standing for many."""
    scale = -(-bound.size // _SAMPLE)
    some = bound.only((bound.unit * _SPREAD & 0xFFFFFFFF) * scale < 1 << 32)
    return search(network, some, demand, None, scale=scale, enough=demand.spread // 100).total


def _as_it_stands(network: Network, bound: Bound, course: Course) -> Certified:
    """Return the plan of prices that repeat: all gains above 0, and of those at 0 what fits."""
    pools = network.pools
    gain = network.worth - course.price[network.leaf]
    room = _room(network, course)
    steps = room * (gain > 0)
    level = np.flatnonzero(gain == 0)
    left = pools.cap - pools.inside @ sums(network.leaf, steps, pools.leaves)
    order = np.lexsort((network.leaf[level], -network.worth[level]))
    for members in _by_leaf(level[order], network.leaf):
        around = np.flatnonzero(pools.inside[:, network.leaf[members[0]]])
        free = int(left[around].min())
        most = room[members]
        given = np.minimum(np.maximum(free - (np.cumsum(most) - most), 0), most)
        steps[members] = given
        left[around] -= int(given.sum())
    return certify(network, bound, own_prices(pools, course.total), steps)


def _by_leaf(projects: IntArray, leaf: IntArray) -> list[IntArray]:
    """Return ``projects``, in which those of a leaf stand together, leaf by leaf."""
    if not len(projects):
        return []
    change = np.flatnonzero(np.diff(leaf[projects])) + 1
    return np.split(projects, change)


def _room(network: Network, course: Course) -> IntArray:
    room = network.steps.copy()
    room[course.projects] = course.room
    return room


def _around(
    network: Network, bound: Bound, course: Course, spread: int
) -> tuple[IntArray, IntArray]:
    """Return the plan of the last prices, and the projects that the last rounds leave in doubt."""
    gain = network.worth - course.price[network.leaf]
    steps = _room(network, course) * (gain > 0)
    margin = spread * network.pools.leaves // network.size
    above, below = course.high - course.price + margin, course.low - course.price - margin
    inside = (gain <= above[network.leaf]) & (gain >= below[network.leaf])
    if bound.size:
        units = np.zeros(len(network.unit_cap), dtype=np.bool_)
        units[network.unit[course.doubtful]] = True
        units[bound.unit[inside[bound.projects]]] = True
        inside[bound.projects[units[bound.unit]]] = True
    return steps, np.flatnonzero(inside)
