"""The best plan of a program with monotone chains: a plan, an exact bound, and a tree if it closes.

Objectives are taken in turn; each later one keeps what the earlier ones reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

import numpy as np

from optimizer.model import exact
from optimizer.model.chains.bounding import Part
from optimizer.model.chains.frame import Frame
from optimizer.model.chains.pricing import Goal, Prices
from optimizer.model.chains.search import Found, Search
from optimizer.model.feasible import is_feasible
from optimizer.model.integer import engine as integer
from optimizer.model.levels import Best, Level
from optimizer.model.meter import Meter
from optimizer.model.program import Program
from optimizer.model.proof import Duals
from optimizer.model.solver import Status
from optimizer.model.worth import Worth, linear

#: Parts spent on the program without its chains, and their share of what all may cost.
FREE_PARTS = 400
FREE_SHARE = 0.15


def optimise(program: Program, worths: Sequence[Worth], meter: Meter) -> Best:
    """Maximise ``worths`` in turn over ``program``, whose chains are not empty.

    Parameters
    ----------
    program
        Rows, bounds and chains in grid units.
    worths
        One an objective, the first one before all others.
    meter
        What all objectives together may cost.

    Returns
    -------
    Best
        ``OPTIMAL`` with a plan, whose levels have exact bounds, proven or not; ``INFEASIBLE``
        where that is proven; ``NONE`` where the work ended without a plan.
    """
    free = _without_order(program, worths, meter)
    if free.status is Status.INFEASIBLE or _answers(program, worths, free):
        return free
    frame = Frame(program)
    levels: list[Level] = []
    units: exact.Integers | None = None
    for k in range(len(worths)):
        goal = Goal(tuple(worths[: k + 1]), tuple(level.value for level in levels))
        hint = _prices_of(free.levels[k], len(goal.reached)) if free.levels else None
        share = meter.share(1 / (len(worths) - k))
        found = Search(frame, goal, worths[k].step(), units, share, hint).run()
        if found.units is None:
            return Best(Status.INFEASIBLE if found.closed else Status.NONE, None)
        units = found.units
        levels.append(_level(found))
    # A later plan may be worth more to an earlier objective that was not proven.
    values = [0 if units is None else worth.at(units) for worth in worths]
    settled = (replace(level, value=v) for level, v in zip(levels, values, strict=True))
    return Best(Status.OPTIMAL, units, tuple(settled))


def _without_order(program: Program, worths: Sequence[Worth], meter: Meter) -> Best:
    """Return the best of the program without its chains.

    Merit is in most objectives, so that it often keeps them all the same. Nothing at all without
    the chains is nothing with them; and prices that bound it bound the program with chains.
    """
    few = meter.aside(FREE_SHARE, min(FREE_PARTS, meter.parts))
    return integer.optimise(replace(program, chains=()), worths, few)


def _answers(program: Program, worths: Sequence[Worth], best: Best) -> bool:
    """Return whether a plan without the chains keeps them, and is proven."""
    if best.units is None or not is_feasible(program, best.units):
        return False
    return all(
        level.bound - level.value < worth.step()
        for level, worth in zip(best.levels, worths, strict=True)
    )


def _prices_of(level: Level, earlier: int) -> Prices:
    """Return the prices that a level was bounded by."""
    scale = level.duals.scale
    weights = tuple(int(weight * scale) for weight in level.earlier)
    return Prices(level.duals, weights if len(weights) == earlier else (0,) * earlier)


def _level(found: Found) -> Level:
    """Return what the search says of its objective."""
    return Level(found.value, found.bound, *_prices(found.root), found.tree)


def _prices(root: Part) -> tuple[Duals, tuple[Fraction, ...]]:
    scale = root.prices.duals.scale
    return root.prices.duals, tuple(Fraction(v, scale) for v in root.prices.earlier)


def find_plan(
    program: Program, meter: Meter
) -> tuple[Literal["plan", "none", "unknown"], exact.Integers | None]:
    """Return whether ``program`` has any plan, and one: none is said only where it is proven."""
    frame = Frame(program)
    nothing = linear(np.zeros(program.size, dtype=np.int64), program.upper)
    found = Search(frame, Goal((nothing,)), 1, None, meter).run()
    if found.units is not None:
        return "plan", found.units
    return ("none" if found.closed else "unknown"), None
