"""The year planned again with something changed: the steps of ``allocate`` up to the solution.

Nothing is told here of single applications, and the independent reading of the law is not asked:
a plan of this room is a trial, and only its limits and its proof are checked again.
"""

from __future__ import annotations

from optimizer.entitlement.entitle import entitle
from optimizer.errors import CheckFailedError
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.score import score
from optimizer.model.build import build_problem
from optimizer.model.solve import solve
from optimizer.policy.call import resolve
from optimizer.verify.solution import check_solution


def problem_of(year: Year, scenario: Scenario) -> AllocationProblem:
    """Return who competes for which money in a year under a scenario."""
    year = year.under(scenario.policy_file)
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    merits = score(law, year.applications, year.scores)
    entitlements = entitle(law, year.applications, year.ledger, merits.total)
    return build_problem(law, scenario, year.applications, entitlements, merits, year.ledger)


def replan(problem: AllocationProblem, *, work: int | None = None) -> Solution:
    """Return the checked plan of a problem.

    Raises
    ------
    CheckFailedError
        If the check disagrees with the plan; it is not returned.
    """
    solution = solve(problem, work=work)
    findings = check_solution(problem, solution)
    if any(found.level == "error" for found in findings):
        raise CheckFailedError(findings)
    return solution


def awards_of(problem: AllocationProblem, solution: Solution) -> dict[str, int] | None:
    """Return project -> yuan of those that get something, ``None`` without a plan."""
    if solution.awards is None:
        return None
    funded = solution.awards.nonzero()[0].tolist()
    return {str(problem.ids[i]): int(solution.awards[i]) for i in funded}
