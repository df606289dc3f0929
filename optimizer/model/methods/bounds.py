"""How far a plan that was not optimised is from the best: the linear program's exact bound."""

from __future__ import annotations

from math import floor

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.integral import proven
from optimizer.model.levels import Level
from optimizer.model.objectives import objectives
from optimizer.model.proof import best_duals, bound
from optimizer.model.solver import Effort, solve
from optimizer.model.stage import Stage, cost_of, helpers, multipliers_by_name, value_of
from optimizer.model.stage_outcome import Entry
from optimizer.model.stage_program import build_program


def bounded(stage: Stage, awards: IntArray) -> tuple[Entry, ...]:
    """Return one entry an objective for given ``awards`` of the stage's open projects (yuan).

    Each objective is bounded on its own, every project free on its grid: leaving out the equal
    rule and the earlier objectives can only raise a bound.
    """
    free = stage.free | helpers(stage.setting, stage.later, stage.settled)
    program = build_program(stage.setting, free, stage.settled)
    entries: list[Entry] = []
    for goal in objectives(stage.setting.problem, stage.projects):
        cost = cost_of(program, stage, goal)
        duals = best_duals(program, cost, solve(program, cost, Effort()), None)
        constant = value_of(stage, goal, stage.settled)
        value = value_of(stage, goal, np.where(stage.free, awards, 0))
        level = Level(value, bound(program, cost, duals), duals)
        entries.append(
            Entry(
                value=value + constant,
                bound=floor(level.bound) + constant,
                scale=goal.scale,
                proven=proven(level, cost),
                multipliers=multipliers_by_name(program, level, ()),
            )
        )
    return tuple(entries)
