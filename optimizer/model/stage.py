"""One stage served: which of its projects get what, given everything settled before."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.completion import completable, helpers
from optimizer.model.engines import best_plan
from optimizer.model.equal_fill import EqualFill, EqualStage
from optimizer.model.levels import Best
from optimizer.model.objectives import Objective, objectives
from optimizer.model.program import Program
from optimizer.model.rules.equal import equal_clauses
from optimizer.model.setting import Setting
from optimizer.model.solver import Effort, Status
from optimizer.model.stage_certificate import multipliers_by_name, tree_by_name
from optimizer.model.stage_outcome import Entry, StageOutcome
from optimizer.model.stage_program import build_program
from optimizer.model.ties.published import published_levels
from optimizer.model.worth import Worth


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage about to be served.

    ``projects`` are all of it (rising); ``free`` marks its open ones, ``later`` the open ones of
    later stages (both shape (n,)); ``settled`` is what is given already, all locks included.
    """

    setting: Setting
    projects: IntArray
    free: NDArray[np.bool_]
    later: NDArray[np.bool_]
    settled: IntArray
    effort: Effort


def serve_equal(stage: Stage) -> StageOutcome:
    """Serve a stage of equal clauses: the greatest common ratio, clause by clause."""
    setting = stage.setting

    def possible(awards: IntArray) -> bool | None:
        return completable(setting, stage.later, stage.settled + awards, Effort())

    later = np.where(stage.later, setting.most, 0)
    clauses = equal_clauses(setting.problem, stage.projects)
    inside = EqualStage(np.flatnonzero(stage.free), clauses, later, possible)
    plan = EqualFill(setting, inside, stage.settled).fill()
    names = setting.problem.labels["clause"].names
    ratios = {names[code]: k for code, k in plan.ratios.items()}
    status = plan.status
    return StageOutcome(status, plan.awards, ratios=ratios, broken=plan.broken)


def serve_scored(stage: Stage) -> StageOutcome:
    """Serve a stage outside equal clauses: the best plan, proven and tie-broken where it can be."""
    program = build_program(
        stage.setting,
        stage.free | helpers(stage.setting, stage.later, stage.settled),
        stage.settled,
    )
    goals = objectives(stage.setting, stage.projects)
    own = stage.free[program.project]
    best = best_plan(program, [worth_of(program, stage, goal) for goal in goals], own, stage.effort)
    if best.units is None:
        return StageOutcome(best.status, np.zeros_like(stage.settled))
    awards = np.zeros_like(stage.settled)
    awards[program.project[own]] = (best.units * program.unit)[own]
    entries = _entries(stage, program, goals, best)
    return StageOutcome(
        Status.OPTIMAL,
        awards,
        entries,
        best.ties,
        best.tie_rule,
        levels=published_levels(program, stage.setting.problem.ids, best.steps),
        could_differ=None if best.could_differ is None else program.project[best.could_differ],
    )


def worth_of(program: Program, stage: Stage, goal: Objective) -> Worth:
    """Return what each variable is worth: nothing for projects of later stages."""
    return goal.worth.placed(stage.projects, program.project, len(stage.settled))


def value_of(stage: Stage, goal: Objective, awards: IntArray) -> int:
    """Return an objective over all projects of the stage, locked ones included, exactly."""
    return goal.worth.at(awards[stage.projects] // stage.setting.problem.grid[stage.projects])


def _entries(
    stage: Stage, program: Program, goals: tuple[Objective, ...], best: Best
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for k, (goal, level) in enumerate(zip(goals, best.levels, strict=True)):
        constant = value_of(stage, goal, stage.settled)
        before = goals[:k]
        tree = level.tree
        entries.append(
            Entry(
                value=level.value + constant,
                bound=floor(level.bound) + constant,
                scale=goal.scale,
                proven=level.bound - level.value < worth_of(program, stage, goal).step(),
                multipliers=multipliers_by_name(program.rows, level.duals, level.earlier, before),
                tree=None if tree is None else tree_by_name(stage.setting, program, tree, before),
            )
        )
    return tuple(entries)
