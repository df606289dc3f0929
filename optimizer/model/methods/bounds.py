"""How far a plan that was not optimised is from the best at most: an exact bound."""

from __future__ import annotations

from dataclasses import replace
from math import floor

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.completion import helpers
from optimizer.model.engines import linear_part, spread
from optimizer.model.integer import engine
from optimizer.model.levels import Level
from optimizer.model.meter import Meter
from optimizer.model.objectives import objectives
from optimizer.model.program import Program
from optimizer.model.proof import best_duals, bound
from optimizer.model.solver import Effort, solve
from optimizer.model.stage import Stage, value_of, worth_of
from optimizer.model.stage_certificate import multipliers_by_name, tree_by_name
from optimizer.model.stage_outcome import Entry
from optimizer.model.stage_program import build_program
from optimizer.model.tiers import expand
from optimizer.model.worth import Worth


def bounded(stage: Stage, awards: IntArray) -> tuple[Entry, ...]:
    """Return one entry an objective for given ``awards`` of the stage's open projects (yuan).

    Each objective is bounded on its own, every project free in its own domain: leaving out the
    equal rule and the earlier objectives can only raise a bound.
    """
    free = stage.free | helpers(stage.setting, stage.later, stage.settled)
    program = build_program(stage.setting, free, stage.settled)
    entries: list[Entry] = []
    for goal in objectives(stage.setting, stage.projects):
        worth = worth_of(program, stage, goal)
        constant = value_of(stage, goal, stage.settled)
        value = value_of(stage, goal, np.where(stage.free, awards, 0)) + constant
        level = _whole(program, worth) or _linear(program, worth)
        top = floor(level.bound) + constant
        proven = top - value < worth.step()
        multipliers = multipliers_by_name(program.rows, level.duals, (), ())
        tree = None if level.tree is None else tree_by_name(stage.setting, program, level.tree, ())
        entries.append(Entry(value, top, goal.scale, proven, multipliers, tree))
    return tuple(entries)


def _whole(program: Program, worth: Worth) -> Level | None:
    """Return the bound of a search's first part, where no linear program is the whole."""
    if program.is_linear and worth.is_concave:
        return None
    best = engine.optimise(replace(program, chains=()), [worth], Meter(parts=1))
    return best.levels[0] if best.units is not None else None


def _linear(program: Program, worth: Worth) -> Level:
    """Return the bound of the linear program; being funded is worth its all from step one."""
    relaxed, counted = linear_part(program)
    if worth.funded is not None:
        steps = (exact.wide(worth.steps[0]) + worth.funded, *worth.steps)
        worth = Worth(steps, (np.minimum(program.upper, 1), *worth.ends))
    tiers = expand(relaxed, [worth])
    (cost,) = tiers.costs
    duals = best_duals(tiers.program, cost, solve(tiers.program, cost, Effort()), None)
    top = bound(tiers.program, cost, duals)
    return Level(floor(top), top, spread(duals, counted, len(program.rows)))
