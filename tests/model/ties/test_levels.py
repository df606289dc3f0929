"""A certificate's levels prove the tie rule to somebody who has only the problem and the plan."""

from dataclasses import replace
from math import ceil, floor

import pytest
from hypothesis import given, settings

from optimizer.formats.problem import AllocationProblem
from optimizer.model.solve import solve
from tests.model.brute import Brute
from tests.model.instances import problems
from tests.model.random_years import year
from tests.model.ties.level_check import LevelCheck


def proves(problem: AllocationProblem) -> int:
    """Check the levels of a solution; return how many there are."""
    solution = solve(problem)
    if solution.awards is None or solution.tie_rule != "leximin":
        return 0
    brute = Brute(problem)
    everything = list(range(brute.n))
    worth = []
    for name in problem.objective:
        coefficients, _ = brute.coefficients(name, everything)
        worth.append([coefficients[i] for i in everything])
    (levels,) = solution.certificate.levels
    ratios = LevelCheck(problem, solution, worth).check(levels)
    for i, name in enumerate(brute.ids):
        exact = ratios[name] * brute.entitled[i] / brute.grid[i]
        assert floor(exact) <= int(solution.awards[i]) // brute.grid[i] <= ceil(exact)
    return len(levels)


@given(
    problems(
        floors=True,
        objectives=(("merit_yuan",), ("merit_projects",), ("merit_yuan", "merit_projects")),
    )
)
@settings(max_examples=100)
def test_levels_of_tiny_problems_hold(problem: AllocationProblem) -> None:
    proves(replace(problem, rules=replace(problem.rules, stages=())))


@pytest.mark.parametrize("floors", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_levels_of_a_year_with_coarse_scores_hold(seed: int, *, floors: bool) -> None:
    problem = year(200, seed, coarse=True, floors=floors)
    odd = replace(problem, entitled=problem.entitled + 1234 * (problem.merit // 100 % 7))
    assert proves(odd) > 1
