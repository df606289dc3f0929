"""How far a plan that was not optimised is from the best: an exact bound of a linear program."""

from __future__ import annotations

from dataclasses import replace
from math import floor

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.objectives import objectives
from optimizer.model.program import Program
from optimizer.model.proof import best_duals, bound
from optimizer.model.solver import Effort, solve
from optimizer.model.stage import Stage, helpers, value_of, worth_of
from optimizer.model.stage_certificate import multipliers_by_name
from optimizer.model.stage_outcome import Entry
from optimizer.model.stage_program import build_program
from optimizer.model.tiers import expand
from optimizer.model.worth import Worth


def bounded(stage: Stage, awards: IntArray) -> tuple[Entry, ...]:
    """Return one entry an objective for given ``awards`` of the stage's open projects (yuan).

    Each objective is bounded on its own, every project free between nothing and its most: leaving
    out the rules on single projects and the earlier objectives can only raise a bound.
    """
    free = stage.free | helpers(stage.setting, stage.later, stage.settled)
    program = relaxed(build_program(stage.setting, free, stage.settled))
    entries: list[Entry] = []
    for goal in objectives(stage.setting, stage.projects):
        worth = worth_of(program, stage, goal)
        tiers = expand(program, [_relaxed_worth(program, worth)])
        (cost,) = tiers.costs
        duals = best_duals(tiers.program, cost, solve(tiers.program, cost, Effort()), None)
        constant = value_of(stage, goal, stage.settled)
        value = value_of(stage, goal, np.where(stage.free, awards, 0)) + constant
        top = floor(bound(tiers.program, cost, duals)) + constant
        proven = top - value < worth.step()
        multipliers = multipliers_by_name(program.rows, duals, (), ())
        entries.append(Entry(value, top, goal.scale, proven, multipliers))
    return tuple(entries)


def relaxed(program: Program) -> Program:
    """Return the linear program that leaves out least awards, chains and rows that count heads."""
    rows = tuple(row for row in program.rows if row.funded is None)
    return replace(program, rows=rows, lower=None, chains=())


def _relaxed_worth(program: Program, worth: Worth) -> Worth:
    """Return a concave worth that is nowhere less: being funded is worth its all from step one."""
    if worth.is_concave or worth.funded is None:
        return worth
    first = np.minimum(program.upper, 1)
    steps = (exact.wide(worth.steps[0]) + worth.funded, *worth.steps)
    return Worth(steps, (first, *worth.ends))
