"""A stage after which equal clauses still have to meet a limit: their ratios are settled with it.

The program of a stage lets every later project help by itself. Where the equal clauses among them
cannot, because all their members share a ratio, sets of ratios that leave a plan are tried one
after the other, and the stage gets the best plan that is possible beside one of them. The bound is
that of the program that knows no ratios, so the answer is ``feasible`` unless the bound is met.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np

from optimizer.model.completion import LaterRatios, bound_by_ratio, completable, helpers
from optimizer.model.methods.bounds import bounded
from optimizer.model.objectives import objectives
from optimizer.model.rules.equal import ONE, equal_clauses
from optimizer.model.solver import Effort, Status
from optimizer.model.stage import Stage, serve_scored, value_of
from optimizer.model.stage_outcome import StageOutcome

#: Sets of ratios that are tried.
_TRIES = 200


def leaves_a_plan(stage: Stage, outcome: StageOutcome) -> bool:
    """Return whether later equal clauses can do by common ratios what limits ask of them."""
    setting, settled = stage.setting, stage.settled + outcome.awards
    asked = helpers(setting, stage.later, settled) & bound_by_ratio(setting)
    if not asked.any():
        return True
    return completable(setting, stage.later, settled, Effort()) is not False


def serve_beside_ratios(stage: Stage) -> StageOutcome:
    """Serve a stage by the best plan beside ratios of the equal clauses in it and after it."""
    setting = stage.setting
    ratioed = bound_by_ratio(setting)
    search = LaterRatios(setting, stage.free | stage.later, stage.settled, Effort())
    goals = objectives(setting, stage.projects)
    best = StageOutcome(Status.NONE, np.zeros_like(stage.settled))
    reached: list[int] | None = None
    for ratios in islice(search.each(), _TRIES):
        paid = search.awards(ratios)
        beside = replace(
            stage,
            free=stage.free & ~ratioed,
            later=stage.later & ~ratioed,
            settled=stage.settled + paid,
        )
        rest = serve_scored(beside)
        awards = np.where(stage.free, paid, 0) + rest.awards
        values = [value_of(stage, goal, awards) for goal in goals]
        if rest.status is not Status.OPTIMAL or (reached is not None and values <= reached):
            continue
        if completable(setting, stage.later, stage.settled + awards, Effort()):
            reached = values
            names = setting.problem.labels["clause"].names
            mine = equal_clauses(setting.problem, stage.projects)
            published = {names[code]: ratios.get(code, ONE) for code in mine}
            best = StageOutcome(Status.OPTIMAL, awards, (), "unknown", "none", published)
    if reached is None:
        return best
    return replace(best, entries=bounded(stage, best.awards))
