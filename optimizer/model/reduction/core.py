"""What prices alone do not decide, solved exactly as a small linear program.

The core is a set of projects; all others stay at their amounts, and what they take is gone from the
limits. Its multipliers are new prices of the pools. Projects that those prices contradict join the
core, until nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import Bound
from optimizer.model.reduction.certify import Certified, certify
from optimizer.model.reduction.matrix import MatrixRows, Maximiser
from optimizer.model.reduction.network import NO_UNIT, Network, sums

#: Rounds of widening before the whole model is asked instead.
_ROUNDS = 12
#: Projects in a core beyond which the whole model is asked instead.
MOST_IN_CORE = 50_000


@dataclass(frozen=True, slots=True)
class _Answer:
    """Steps of the core's projects and the price that each pool adds, whole numbers both."""

    steps: IntArray
    pool_price: IntArray


def solve_core(
    network: Network, bound: Bound, steps: IntArray, core: IntArray, solver: Maximiser
) -> Certified | None:
    """Return a proven plan, found around the plan ``steps`` by way of a growing core.

    Parameters
    ----------
    network, bound
        The stage, and its projects of units that ask for more than their limit.
    steps
        A plan that may break limits, shape (n,): what stays for projects outside the core.
    core
        The projects to start with.
    solver
        Solves the linear programs.

    Returns
    -------
    Certified or None
        ``None`` where the core grows too large or its answer is not whole.
    """
    for _ in range(_ROUNDS):
        core = _joined(core, _in_the_way(network, bound, steps, core), network.size)
        answer = _solve(network, bound, steps, core, solver) if len(core) <= MOST_IN_CORE else None
        if answer is None:
            return None
        steps[core] = answer.steps
        found = certify(network, bound, answer.pool_price, steps)
        if found.is_proven:
            return found
        wider = _joined(core, _contradicted(network, bound, found), network.size)
        if len(wider) == len(core):
            return None
        core = wider
    return None


def _joined(core: IntArray, more: IntArray, size: int) -> IntArray:
    """Return both together, rising."""
    if not len(more):
        return core
    mark = np.zeros(size, dtype=np.bool_)
    mark[core] = True
    mark[more] = True
    return np.flatnonzero(mark)


def _in_the_way(network: Network, bound: Bound, steps: IntArray, core: IntArray) -> IntArray:
    """Return the projects of pools and units whose limit those outside the core break alone."""
    pools = network.pools
    rest = steps.copy()
    rest[core] = 0
    used = pools.inside @ sums(network.leaf, rest, pools.leaves)
    over = np.asarray(pools.inside[used > pools.cap].any(axis=0))
    found = [np.flatnonzero(over[network.leaf])] if over.any() else []
    if bound.size:
        broken = sums(bound.unit, rest[bound.projects], len(network.unit_cap)) > network.unit_cap
        if broken.any():
            found.append(bound.projects[broken[bound.unit]])
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])


def _contradicted(network: Network, bound: Bound, found: Certified) -> IntArray:
    """Return which projects have less than they should, or more, at the prices of ``found``."""
    wrong = ((found.gain > 0) & (found.steps < network.steps)) | (
        (found.gain < 0) & (found.steps > 0)
    )
    if not bound.size:
        return np.flatnonzero(wrong)
    units = np.zeros(len(network.unit_cap), dtype=np.bool_)
    units[bound.unit[wrong[bound.projects]]] = True
    wrong[bound.projects[units[bound.unit]]] = True
    return np.flatnonzero(wrong)


def _solve(
    network: Network, bound: Bound, steps: IntArray, columns: IntArray, solver: Maximiser
) -> _Answer | None:
    """Solve the core: its pools and units as rows, each with what the others leave."""
    pools = network.pools
    leaf, unit, most = network.leaf[columns], network.unit[columns], network.steps[columns]
    rest = sums(network.leaf, steps, pools.leaves) - sums(leaf, steps[columns], pools.leaves)
    left = pools.cap - pools.inside @ rest
    binding = np.flatnonzero(pools.inside @ sums(leaf, most, pools.leaves) > left)
    pool_row, column = np.nonzero(pools.inside[binding][:, leaf])
    held = np.flatnonzero(unit != NO_UNIT)
    units, unit_row = np.unique(unit[held], return_inverse=True)
    rows = MatrixRows(
        row=np.concatenate([pool_row, len(binding) + unit_row]),
        column=np.concatenate([column, held]),
        limit=np.concatenate(
            [
                left[binding],
                network.unit_cap[units] - _beside(network, bound, steps, columns)[units],
            ]
        ),
    )
    found = solver.maximise(network.worth[columns], most, rows)
    if found is None:
        return None
    values, duals = found
    whole, prices = np.rint(values), np.rint(duals[: len(binding)])
    if len(values) and float(np.abs(values - whole).max()) > 1e-4:  # noqa: PLR2004  far above HiGHS's 1e-7
        return None
    pool_price = np.zeros(len(pools.cap), dtype=np.int64)
    pool_price[binding] = np.maximum(prices, 0)
    return _Answer(whole.astype(np.int64), pool_price)


def _beside(network: Network, bound: Bound, steps: IntArray, columns: IntArray) -> IntArray:
    """Return what the projects outside ``columns`` take of the limit of each unit."""
    rest = steps.copy()
    rest[columns] = 0
    return sums(bound.unit, rest[bound.projects], len(network.unit_cap))
