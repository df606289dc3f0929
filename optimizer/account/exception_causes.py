"""Why a project of more merit stands behind one of less: tested by moving a step between the two.

The better one takes its next amount, the other falls to its next lower one. What stands against it
is the cause, tested in this order: lock, limits of a unit or group, most projects, least award or
indivisible, pool, custom limit, stage or year, the order of merit among the others, the objective.
Where nothing stands against it the cause is unknown, and the plan fails its check.
"""

from __future__ import annotations

import numpy as np

from optimizer.account.standing import Standing
from optimizer.formats.solution import Solution
from optimizer.model.objectives import objectives
from optimizer.model.rules.monotone import NO_GROUP

#: Kind of a limit -> cause in the ledger.
_CAUSES = (
    ("unit_limit", "unit_limit"),
    ("group_limit", "unit_limit"),
    ("most_projects", "most_projects"),
    ("clause_pool", "pool"),
    ("article_pool", "pool"),
    ("custom_limit", "custom_limit"),
    ("year_budget", "custom_limit"),
    ("stage_share", "pool"),
)


class ExceptionCauses:
    """Answers for pairs of one plan."""

    def __init__(self, plan: Standing, solution: Solution) -> None:
        self._plan = plan
        self._solution = solution

    def __call__(self, behind: int, ahead: int) -> str:
        """Return the cause for two projects of one clause and panel, by their positions."""
        plan = self._plan
        if plan.setting.locked[behind] or plan.setting.locked[ahead]:
            return "lock"
        if plan.setting.below_minimum[behind]:
            return "minimum_award"
        higher = int(plan.awards[behind] + plan.up[behind])
        lower = int(plan.awards[ahead] - plan.down[ahead])
        broken = plan.broken_by({behind: higher, ahead: lower})
        named = {cause for k in broken for kind, cause in _CAUSES if plan.kind(k) == kind}
        owner = next((c for c in ("unit_limit", "most_projects") if c in named), None)
        if owner is not None:
            return owner
        if (
            plan.up[behind] > plan.problem.grid[behind]
            or plan.down[ahead] > plan.problem.grid[ahead]
        ):
            whole = plan.setting.indivisible[behind] or plan.setting.indivisible[ahead]
            return "indivisible" if whole else "minimum_award"
        for cause in ("pool", "custom_limit"):
            if cause in named:
                return cause
        return self._by_worth(behind, ahead, higher, lower)

    def _by_worth(self, behind: int, ahead: int, higher: int, lower: int) -> str:
        """Return what the objective, the order or the method says of a move that no limit stops."""
        plan, problem = self._plan, self._plan.problem
        if problem.method != "optimum":
            return "method"
        gain = self._gain((behind, ahead), (higher, lower))
        if gain < (0,) * len(gain):
            return "objective_density"
        if not any(gain):
            return "tie_rule"
        if plan.setting.group[behind] != NO_GROUP:
            return "monotone"
        return "unknown" if self._solution.status == "optimal" else "not_proven"

    def _gain(self, pair: tuple[int, int], amounts: tuple[int, int]) -> tuple[int, ...]:
        """Return what other amounts of two projects would bring to each objective in turn."""
        projects = np.array(pair)
        grid = self._plan.problem.grid[projects]
        now, then = self._plan.awards[projects] // grid, np.array(amounts) // grid
        goals = objectives(self._plan.setting, projects)
        return tuple(goal.worth.at(then) - goal.worth.at(now) for goal in goals)
