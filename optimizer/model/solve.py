"""START HERE. An allocation problem in, a proven allocation out.

Large plain years are answered from their columns (``reduction``). For all others: refuse what
cannot be; make the problem ready; say so when no plan exists at all; serve stage after stage; put
the answer together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import DataError
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.solution import Certificate, Solution, TieRule, Ties
from optimizer.model import exact
from optimizer.model.bad_input import bad_input
from optimizer.model.clashes import explain_infeasible
from optimizer.model.completion import completable
from optimizer.model.meter import asking_meter, meter_of
from optimizer.model.methods import serve
from optimizer.model.reduction.whole import solve_whole
from optimizer.model.setting import Setting, prepare
from optimizer.model.solver import Effort, Status
from optimizer.model.stage import Stage
from optimizer.model.stage_outcome import StageOutcome


def solve(
    problem: AllocationProblem, *, work: int | None = None, seconds: float | None = None
) -> Solution:
    """Allocate the budget of ``problem``.

    Parameters
    ----------
    problem
        Projects, limits, rules, objectives and method; money in integer yuan.
    work
        Deterministic limit: parts of searches, shared by all stages and objectives; simplex
        iterations of each linear program. By default a limit of cost (``meter.py``).
    seconds
        Limit by the clock, for people who wait; never for a result that is kept.

    Returns
    -------
    Solution
        Exact integers; "optimal" only with multipliers that prove it.

    Raises
    ------
    DataError
        With everything that stands against solving the problem at all.
    """
    effort = Effort(work, seconds, meter_of(work))
    answer = solve_whole(problem, effort)
    if answer is not None:
        return answer
    problem = problem.expanded()
    problems = bad_input(problem)
    if problems:
        raise DataError(problems)
    setting = prepare(problem)
    # Not found out within its cost goes on: then a plan is found, or "stopped" is the answer.
    asking = Effort(meter=asking_meter(work))
    if completable(setting, setting.open, setting.lock_amounts, asking) is False:
        return explain_infeasible(setting, asking_meter(work))
    outcomes: list[StageOutcome] = []
    settled = setting.lock_amounts
    for _, outcome in served(setting, effort):
        if outcome.status is not Status.OPTIMAL:
            return _without_plan(outcome)
        outcomes.append(outcome)
        settled = settled + outcome.awards
    return _solution(problem, settled, outcomes)


def served(setting: Setting, effort: Effort) -> Iterator[tuple[Stage, StageOutcome]]:
    """Serve stage after stage, each beside what the ones before it took; stop without a plan."""
    settled = setting.lock_amounts
    left = setting.open
    for number, members in enumerate(setting.stages):
        free = _only(left, members.projects)
        left = left & ~free
        share = effort.metered.share(1 / (len(setting.stages) - number))
        mine = replace(effort, meter=share)
        stage = Stage(setting, members.projects, free, left, settled, mine)
        outcome = serve(stage)
        yield stage, outcome
        if outcome.status is not Status.OPTIMAL:
            return
        settled = settled + outcome.awards


def _only(left: NDArray[np.bool_], projects: IntArray) -> NDArray[np.bool_]:
    """Return which of ``projects`` are still open."""
    out = np.zeros_like(left)
    out[projects] = left[projects]
    return out


def _without_plan(outcome: StageOutcome) -> Solution:
    """Return the answer when a stage has no plan although the whole problem did not exclude one."""
    if outcome.broken and outcome.status is Status.INFEASIBLE:
        return Solution("infeasible", None, conflicts=(tuple(dict.fromkeys(outcome.broken)),))
    return Solution("stopped", None)


def _solution(
    problem: AllocationProblem, awards: IntArray, outcomes: list[StageOutcome]
) -> Solution:
    """Put the stages together; a plan is as proven and as unique as its weakest stage."""
    entries = [entry for outcome in outcomes for entry in outcome.entries]
    optimal = all(entry.proven for entry in entries) and (
        problem.method == "optimum" or not entries
    )
    trees = tuple(entry.tree for entry in entries)
    levels = tuple(outcome.levels for outcome in outcomes if outcome.entries)
    found = {outcome.ties for outcome in outcomes}
    ties: Ties = (
        "not_unique" if "not_unique" in found else "unknown" if "unknown" in found else "unique"
    )
    ratios = {clause: k for outcome in outcomes for clause, k in outcome.ratios.items()}
    awards.setflags(write=False)
    return Solution(
        status="optimal" if optimal else "feasible",
        awards=awards,
        objective=tuple(entry.value for entry in entries),
        bound=tuple(entry.bound for entry in entries),
        objective_scale=tuple(entry.scale for entry in entries),
        proof="bound" if not optimal else "tree" if any(trees) else "dual",
        ties=ties,
        tie_rule=_tie_rule(outcomes),
        unspent=problem.budget - exact.total(awards),
        certificate=Certificate(
            tuple(entry.multipliers for entry in entries),
            ratios,
            trees if any(trees) else (),
            levels if any(levels) else (),
            _could_differ(problem, outcomes),
        ),
    )


def _tie_rule(outcomes: list[StageOutcome]) -> TieRule:
    """Return the rule that chose, the weaker one where stages have several."""
    used = {outcome.tie_rule for outcome in outcomes}
    return "number" if "number" in used else "leximin" if "leximin" in used else "none"


def _could_differ(
    problem: AllocationProblem, outcomes: list[StageOutcome]
) -> tuple[str, ...] | None:
    """Return the projects that a plan as good could give something else, if all stages know."""
    found: set[int] = set()
    for outcome in outcomes:
        if not outcome.entries:
            continue
        if outcome.could_differ is None:
            return None
        found |= set(outcome.could_differ.tolist())
    return tuple(str(problem.ids[i]) for i in sorted(found))
