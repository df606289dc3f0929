"""A linear program solved by reduction where its rows are a network, for the stages' engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.program import Program, ProgramRow
from optimizer.model.proof import Duals
from optimizer.model.reduction.engine import optimum
from optimizer.model.reduction.network import NO_UNIT, Network, forest

#: Rows that hold no single unit; each is a bit of an int64.
_MOST_POOLS = 60
#: Parts that those rows cut the projects into.
_MOST_LEAVES = 256


@dataclass(frozen=True, slots=True)
class _Reading:
    """A program as a network; which row each pool is (-1 for none), and each unit."""

    network: Network
    pool_rows: IntArray
    unit_rows: IntArray
    factor: int


def best_point(program: Program, cost: exact.Integers) -> tuple[IntArray, Duals] | None:
    """Return a best point of ``program`` and integer multipliers whose bound is its value.

    Parameters
    ----------
    program
        Rows and bounds in grid units.
    cost
        The worth of a step of each variable, shape (program.size,).

    Returns
    -------
    tuple or None
        ``None`` where the rows are no network of nested pools and disjoint units, or where
        anything is in doubt: then the whole linear program has to be solved.
    """
    reading = _read(program, cost)
    found = None if reading is None else optimum(reading.network)
    if reading is None or found is None:
        return None
    values = np.zeros(len(program.rows), dtype=np.int64)
    named = reading.pool_rows >= 0
    values[reading.pool_rows[named]] = found.pool_price[named]
    values[reading.unit_rows] = found.unit_price
    return found.steps, Duals(exact.narrow(exact.wide(values, reading.factor) * reading.factor))


def _read(program: Program, cost: exact.Integers) -> _Reading | None:
    if not program.size or not program.is_linear or not _is_plain(program, cost):
        return None
    pools = [k for k, row in enumerate(program.rows) if not row.holds]
    units = [k for k, row in enumerate(program.rows) if row.holds]
    unit = _units(program.size, [program.rows[k] for k in units])
    if unit is None or len(pools) > _MOST_POOLS:
        return None
    bits = np.zeros(program.size, dtype=np.int64)
    for position, k in enumerate(pools):
        bits[program.rows[k].columns] |= 1 << position
    patterns, leaf = np.unique(bits, return_inverse=True)
    if len(patterns) > _MOST_LEAVES:
        return None
    inside = (patterns[None, :] >> np.arange(len(pools))[:, None] & 1).astype(np.bool_)
    caps = np.array([program.rows[k].limit for k in pools], dtype=np.int64)
    tree = forest(inside, caps, leaf, program.upper)
    if tree is None:
        return None
    factor = max(int(np.gcd.reduce(cost)), 1)
    unit_cap = np.array([program.rows[k].limit for k in units], dtype=np.int64)
    network = Network(leaf, cost // factor, program.upper, unit, unit_cap, tree.pools)
    if not network.is_small_enough:
        return None
    rows = np.array([*pools, -1])[tree.origin]
    return _Reading(network, rows, np.array(units, dtype=np.int64), factor)


def _is_plain(program: Program, cost: exact.Integers) -> bool:
    """Return whether every row is at most a limit of 0 or more on a sum of steps."""
    arrays = (program.upper, cost, program.coefs, program.limits)
    return (
        all(array.dtype != object for array in arrays)
        and bool(program.at_most.all())
        and bool((program.coefs == 1).all())
        and bool((program.limits >= 0).all())
        and bool((cost >= 0).all())
    )


def _units(size: int, rows: list[ProgramRow]) -> IntArray | None:
    """Return which of ``rows`` counts each variable; ``None`` if two do."""
    unit = np.full(size, NO_UNIT, dtype=np.int64)
    if not rows:
        return unit
    columns = np.concatenate([row.columns for row in rows])
    unit[columns] = np.repeat(np.arange(len(rows)), [len(row.columns) for row in rows])
    return unit if int((unit != NO_UNIT).sum()) == len(columns) else None
