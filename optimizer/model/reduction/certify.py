"""The proof: a plan and prices whose bound is the plan's own value, in 64-bit integers.

For any prices of 0 or more, ``sum(price * cap) + sum(max(0, worth - prices of the project) *
steps)`` is at least what any plan is worth. Where a plan is worth just that, both are optimal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import Bound
from optimizer.model.reduction.network import NO_UNIT, Network, Pools, sums


@dataclass(frozen=True, slots=True)
class Certified:
    """A plan with its value, and the prices that bound every plan by ``bound``.

    ``steps`` and ``gain`` (worth less all prices) have shape (n,); ``pool_price`` has one entry a
    pool (its own, without those around it), ``unit_price`` one a unit. ``feasible`` says whether
    the plan keeps every limit.
    """

    steps: IntArray
    gain: IntArray
    pool_price: IntArray
    unit_price: IntArray
    value: int
    bound: int
    feasible: bool

    def total(self, pools: Pools) -> IntArray:
        """Return the price of each pool with those around it."""
        out = self.pool_price.copy()
        for k in range(len(out) - 2, -1, -1):
            out[k] += out[pools.parent[k]]
        return out

    @property
    def is_proven(self) -> bool:
        """Whether nothing better exists."""
        return self.feasible and self.value == self.bound


def certify(network: Network, bound: Bound, pool_price: IntArray, steps: IntArray) -> Certified:
    """Weigh the plan ``steps`` against the prices, with the best price for each unit's limit.

    Parameters
    ----------
    network
        The whole stage.
    bound
        At least the projects whose units are at their limit.
    pool_price
        What each pool adds to the price of a step, beside the pools around it.
    steps
        A plan, shape (n,), with ``0 <= steps <= network.steps``.
    """
    pools, cap = network.pools, network.unit_cap
    gain = network.worth - (pool_price @ pools.inside)[network.leaf]
    unit_price = np.zeros(len(cap), dtype=np.int64)
    feasible = True
    if bound.size:
        used = sums(bound.unit, steps[bound.projects], len(cap))
        feasible = bool((used <= cap).all())
        wants = np.flatnonzero((gain > 0) & (steps < network.steps))
        wants = wants[network.unit[wants] != NO_UNIT]
        wants = wants[(used >= cap)[network.unit[wants]]]
        np.maximum.at(unit_price, network.unit[wants], gain[wants])
        gain[bound.projects] -= unit_price[bound.unit]
    by_leaf = sums(network.leaf, steps, pools.leaves)
    feasible = feasible and bool((pools.inside @ by_leaf <= pools.cap).all())
    limits = int(pool_price @ pools.cap) + int(unit_price @ cap)
    return Certified(
        steps,
        gain,
        pool_price,
        unit_price,
        value=int(network.worth @ steps),
        bound=limits + int(np.maximum(gain, 0) @ network.steps),
        feasible=feasible and bool((pool_price >= 0).all()),
    )
