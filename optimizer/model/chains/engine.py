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
from optimizer.model.chains.pricing import Goal
from optimizer.model.chains.search import Found, Search, Work
from optimizer.model.feasible import is_feasible
from optimizer.model.integer import engine as integer
from optimizer.model.levels import Best, Level
from optimizer.model.program import Program
from optimizer.model.proof import Duals
from optimizer.model.solver import Effort, Status
from optimizer.model.worth import Worth, linear

#: Parts of a tree by default, and what they may cost: counts, so that every run ends alike, within
#: about half a minute.
MOST_PARTS = 2_000
MOST_COST = 400_000
#: Parts spent on the program without its chains.
FREE_PARTS = 400


def _work(effort: Effort) -> Work:
    return Work(MOST_PARTS, MOST_COST) if effort.work is None else Work(max(effort.work, 1))


def optimise(program: Program, worths: Sequence[Worth], effort: Effort) -> Best:
    """Maximise ``worths`` in turn over ``program``, whose chains are not empty.

    Parameters
    ----------
    program
        Rows, bounds and chains in grid units.
    worths
        One an objective, the first one before all others.
    effort
        ``work`` counts parts of the tree.

    Returns
    -------
    Best
        ``OPTIMAL`` with a plan, whose levels have exact bounds, proven or not; ``INFEASIBLE``
        where that is proven; ``NONE`` where the work ended without a plan.
    """
    free = _without_order(program, worths, effort)
    if free is not None:
        return free
    frame, work = Frame(program), _work(effort)
    levels: list[Level] = []
    units: exact.Integers | None = None
    for k in range(len(worths)):
        goal = Goal(tuple(worths[: k + 1]), tuple(level.value for level in levels))
        found = Search(frame, goal, worths[k].step(), units).run(work)
        if found.units is None:
            return Best(Status.INFEASIBLE if found.closed else Status.NONE, None)
        units = found.units
        levels.append(_level(found))
    # A later plan may be worth more to an earlier objective that was not proven.
    values = [0 if units is None else worth.at(units) for worth in worths]
    settled = (replace(level, value=v) for level, v in zip(levels, values, strict=True))
    return Best(Status.OPTIMAL, units, tuple(settled))


def _without_order(program: Program, worths: Sequence[Worth], effort: Effort) -> Best | None:
    """Return the proven best of the program without its chains, if that keeps them all the same.

    Merit is in most objectives, so that it often does. Nothing at all without the chains is
    nothing with them.
    """
    work = FREE_PARTS if effort.work is None else min(effort.work, FREE_PARTS)
    best = integer.optimise(replace(program, chains=()), worths, replace(effort, work=work))
    if best.status is Status.INFEASIBLE:
        return best
    if best.units is None or not is_feasible(program, best.units):
        return None
    proven = all(
        level.bound - level.value < worth.step()
        for level, worth in zip(best.levels, worths, strict=True)
    )
    return best if proven else None


def _level(found: Found) -> Level:
    """Return what the search says of its objective."""
    return Level(found.value, found.bound, *_prices(found.root), found.tree)


def _prices(root: Part) -> tuple[Duals, tuple[Fraction, ...]]:
    scale = root.prices.duals.scale
    return root.prices.duals, tuple(Fraction(v, scale) for v in root.prices.earlier)


def find_plan(
    program: Program, effort: Effort
) -> tuple[Literal["plan", "none", "unknown"], exact.Integers | None]:
    """Return whether ``program`` has any plan, and one: none is said only where it is proven."""
    frame = Frame(program)
    nothing = linear(np.zeros(program.size, dtype=np.int64), program.upper)
    found = Search(frame, Goal((nothing,)), 1, None).run(_work(effort))
    if found.units is not None:
        return "plan", found.units
    return ("none" if found.closed else "unknown"), None
