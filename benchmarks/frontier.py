"""The best plan at each of 200 budgets, proven, against one plain solve."""

from __future__ import annotations

import statistics
from dataclasses import replace

import numpy as np

from benchmarks import plain
from benchmarks.allocation import faster_backend
from benchmarks.instances import SEEDS, SHARES, Instance, IntArray, instance
from benchmarks.lines import Line, by_share, heading, timed
from benchmarks.networks import network_of
from optimizer.model.reduction.bound import bound_of
from optimizer.model.reduction.engine import Known, optimum
from optimizer.model.reduction.matrix import Maximiser

#: Size: what is promised. A plain solve of a small year takes no longer than a few of ours.
_SIZES = {1_000: None, 10_000: 3}
_BUDGETS = 200


def _followed(year: Instance, budgets: IntArray) -> list[int]:
    """Return the proven value at each budget; prices of one are where the next begins."""
    known = Known(bound=bound_of(network_of(year)), solver=Maximiser())
    values: list[int] = []
    for budget in budgets.tolist():
        network = network_of(replace(year, budget=budget))
        if known.total is not None and len(known.total) != len(network.pools.cap):
            known = replace(known, total=None)
        found = optimum(network, known)
        if found is None or not found.is_proven:
            raise RuntimeError("a budget without proof")
        known = replace(known, total=found.total(network.pools))
        values.append(found.value)
    return values


def run() -> None:
    """Print one line a size."""
    heading(f"A frontier of {_BUDGETS} budgets, each proven with its awards, against one solve")
    for size, most in _SIZES.items():
        figures: list[tuple[float, float]] = []
        for share in SHARES:
            backend = faster_backend(instance(size, share, SEEDS[0]))
            for seed in SEEDS:
                year = instance(size, share, seed)
                budgets = np.linspace(year.budget // 2, 2 * year.budget, _BUDGETS).astype(np.int64)
                ours, values = timed(_followed, year, budgets)
                theirs, steps = timed(
                    plain.solve, replace(year, budget=int(budgets[-1])), year.merit, backend
                )
                if int(steps @ year.merit) != values[-1]:
                    raise RuntimeError("plain and reduced values differ")
                figures.append((share, ours / theirs))
        middle = statistics.median(figure for _, figure in figures)
        name = f"{size:,} projects, {_BUDGETS} budgets"
        Line(name, middle, "x one solve", most, note=by_share(figures)).show()
