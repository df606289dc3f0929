"""One stage served: which of its projects get what, given everything settled before."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integral import proven
from optimizer.model.levels import Best, Level
from optimizer.model.objectives import Objective, objectives
from optimizer.model.optimum import optimise
from optimizer.model.possible import has_plan
from optimizer.model.program import Program
from optimizer.model.rules.equal import EqualFill, EqualStage, equal_clauses
from optimizer.model.setting import Setting
from optimizer.model.solver import Effort, Status
from optimizer.model.stage_outcome import Entry, StageOutcome
from optimizer.model.stage_program import build_program


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


def helpers(setting: Setting, later: NDArray[np.bool_], settled: IntArray) -> NDArray[np.bool_]:
    """Return the later projects that an at-least limit not yet met may count on.

    Only they can make a stage's plan impossible to complete: all others may end with nothing.
    """
    wanted = np.zeros(len(later), dtype=np.bool_)
    for limit, total in zip(
        setting.limits.limits, setting.limits.sums(settled).tolist(), strict=True
    ):
        if limit.at_least is not None and total < limit.at_least:
            wanted[limit.members] = True
    return wanted & later


def completable(
    setting: Setting, later: NDArray[np.bool_], settled: IntArray, effort: Effort
) -> bool:
    """Return whether ``settled`` keeps every limit, or ``later`` projects can still see to it."""
    return has_plan(build_program(setting, helpers(setting, later, settled), settled), effort)


def serve_equal(stage: Stage) -> StageOutcome:
    """Serve a stage of equal clauses: the greatest common ratio, clause by clause."""
    setting = stage.setting

    def possible(awards: IntArray) -> bool:
        return completable(setting, stage.later, stage.settled + awards, Effort())

    later = np.where(stage.later, setting.most, 0)
    clauses = equal_clauses(setting.problem, stage.projects)
    inside = EqualStage(np.flatnonzero(stage.free), clauses, later, possible)
    plan = EqualFill(setting.problem, inside, stage.settled, setting.limits).fill()
    names = setting.problem.labels["clause"].names
    ratios = {names[code]: k for code, k in plan.ratios.items()}
    status = Status.OPTIMAL if plan.found else Status.INFEASIBLE
    return StageOutcome(status, plan.awards, ratios=ratios, broken=plan.broken)


def serve_scored(stage: Stage) -> StageOutcome:
    """Serve a stage outside equal clauses: the linear program, proven and tie-broken."""
    program = build_program(
        stage.setting,
        stage.free | helpers(stage.setting, stage.later, stage.settled),
        stage.settled,
    )
    goals = objectives(stage.setting.problem, stage.projects)
    own = stage.free[program.project]
    best = optimise(program, [cost_of(program, stage, goal) for goal in goals], own, stage.effort)
    if best.units is None:
        return StageOutcome(best.status, np.zeros_like(stage.settled))
    awards = np.zeros_like(stage.settled)
    awards[program.project[own]] = (best.units * program.unit)[own]
    entries = _entries(stage, program, goals, best)
    return StageOutcome(best.status, awards, entries, best.ties, best.tie_rule)


def cost_of(program: Program, stage: Stage, goal: Objective) -> exact.Integers:
    """Return the worth of a grid step of each variable: 0 for projects of later stages."""
    worth = np.zeros(len(stage.settled), dtype=goal.step_worth.dtype)
    worth[stage.projects] = goal.step_worth
    return np.asarray(worth[program.project])


def value_of(stage: Stage, goal: Objective, awards: IntArray) -> int:
    """Return an objective over all projects of the stage, locked ones included, exactly."""
    steps = awards[stage.projects] // stage.setting.problem.grid[stage.projects]
    return exact.dot(goal.step_worth, steps)


def multipliers_by_name(
    program: Program, level: Level, earlier: tuple[Objective, ...]
) -> dict[str, Fraction]:
    """Return a level's multipliers for a yuan of each limit; 0 is left out.

    An earlier objective that enters as a row "at least what was reached" is named
    ``objective NAME`` and has 0 or less, as every at-least row.
    """
    out: dict[str, Fraction] = {}
    for row, value in zip(program.rows, level.duals.fractions(), strict=True):
        if value:
            out[row.name] = out.get(row.name, Fraction(0)) + value / row.unit
    for goal, weight in zip(earlier, level.earlier, strict=True):
        if weight:
            out[f"objective {goal.name}"] = -weight
    return out


def _entries(
    stage: Stage, program: Program, goals: tuple[Objective, ...], best: Best
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for k, (goal, level) in enumerate(zip(goals, best.levels, strict=True)):
        constant = value_of(stage, goal, stage.settled)
        entries.append(
            Entry(
                value=level.value + constant,
                bound=floor(level.bound) + constant,
                scale=goal.scale,
                proven=proven(level, cost_of(program, stage, goal)),
                multipliers=multipliers_by_name(program, level, goals[:k]),
            )
        )
    return tuple(entries)
