"""The same rules given to HiGHS: monotone clauses with a minimum award, as a mixed program.

One ratio a level of merit, falling from level to level; an award of ``x`` grid steps stands for
the ratios from ``g*x/A`` to just below ``g*(x+1)/A``. What equal clauses got is taken as given.
"""

from __future__ import annotations

import numpy as np
import pulp

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model.setting import Setting, prepare

#: How far below the next step a ratio stays, as a part of a grid step.
_BELOW = 1e-4


def highs_ordered(problem: AllocationProblem, awards: IntArray, seconds: float) -> float | None:
    """Return the merit in yuan that HiGHS reaches in ``seconds``, ``None`` without a plan."""
    setting = prepare(problem)
    model, x = _model(setting, np.where(setting.equal, awards, 0))
    model.solve(pulp.HiGHS(msg=False, threads=1, timeLimit=seconds))
    if model.sol_status not in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}:
        return None
    merit, grid = problem.merit.tolist(), problem.grid.tolist()
    return float(sum(merit[i] * grid[i] * round(v.value()) for i, v in x.items()))


def _model(setting: Setting, given: IntArray) -> tuple[pulp.LpProblem, dict[int, pulp.LpVariable]]:
    problem = setting.problem
    model = pulp.LpProblem("ordered", pulp.LpMaximize)
    top, least = setting.most // problem.grid, setting.least // problem.grid
    merit, grid = problem.merit.tolist(), problem.grid.tolist()
    chosen = np.flatnonzero(setting.open & ~setting.equal & (given == 0)).tolist()
    x = {i: model.add_variable(f"x_{i}", 0, int(top[i]), pulp.LpInteger) for i in chosen}
    model += pulp.lpSum(merit[i] * grid[i] * v for i, v in x.items())
    for i, v in x.items():
        if least[i] > 1:
            funded = model.add_variable(f"u_{i}", cat=pulp.LpBinary)
            model += v >= int(least[i]) * funded
            model += v <= int(top[i]) * funded
    _add_order(model, setting, x)
    limits = setting.limits
    used = limits.sums(given)
    for k in range(len(limits.names)):
        members = [i for i in limits.of(k).tolist() if i in x]
        left = int(limits.limit[k] - used[k])
        if limits.at_most[k] and sum(grid[i] * int(top[i]) for i in members) > left:
            model += pulp.lpSum(grid[i] * x[i] for i in members) <= left
    return model, x


def _add_order(model: pulp.LpProblem, setting: Setting, x: dict[int, pulp.LpVariable]) -> None:
    problem = setting.problem
    levels: dict[tuple[int, int], list[int]] = {}
    for i in x:
        levels.setdefault((int(setting.group[i]), -int(problem.merit[i])), []).append(i)
    before: tuple[int, pulp.LpVariable] | None = None
    for group, merit in sorted(levels):
        ratio = model.add_variable(f"r_{group}_{-merit}", 0, 1)
        if before is not None and before[0] == group:
            model += ratio <= before[1]
        before = group, ratio
        for i in levels[group, merit]:
            share = int(problem.entitled[i]) / int(problem.grid[i])
            model += x[i] <= share * ratio + _BELOW / 10
            model += x[i] + 1 - _BELOW >= share * ratio
