"""Tiny instances equal brute force: amounts, objective, ties, and whether there is a plan."""

from hypothesis import given, settings

from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution
from tests.model.brute import Brute
from tests.model.instances import problems

LISTS = (("merit_yuan", "merit_projects"), ("merit_projects", "merit_yuan"))


def same(problem: AllocationProblem) -> Solution:
    own, solution = Brute(problem).solve(), solve(problem)
    if own.awards is None:
        assert solution.status == "infeasible"
        assert solution.awards is None
        return solution
    assert solution.awards is not None
    assert tuple(solution.awards.tolist()) == own.awards
    assert solution.objective == own.objective
    return solution


def proven(problem: AllocationProblem) -> Solution:
    solution = same(problem)
    if solution.awards is not None:
        assert solution.status == "optimal"
        assert solution.bound == solution.objective
        assert solution.ties == "unique"
        ties = Brute(problem).solve().ties
        assert (solution.tie_rule == "leximin") == (ties > 1)
        assert check_solution(problem, solution) == ()
    return solution


@given(problems())
@settings(max_examples=100)
def test_the_plain_linear_program_equals_brute_force(problem: AllocationProblem) -> None:
    proven(problem)


@given(problems(locks=True, floors=True))
@settings(max_examples=100)
def test_locks_and_floors_equal_brute_force(problem: AllocationProblem) -> None:
    proven(problem)


@given(problems(equal=True))
@settings(max_examples=100)
def test_equal_clauses_before_scored_ones_equal_brute_force(problem: AllocationProblem) -> None:
    proven(problem)


@given(problems(equal=True, locks=True, floors=True))
@settings(max_examples=100)
def test_floors_of_later_stages_hold_back_equal_clauses(problem: AllocationProblem) -> None:
    own, solution = Brute(problem).solve(), solve(problem)
    if own.awards is None:
        assert solution.status == "infeasible"
        return
    assert solution.status == "optimal"
    assert solution.awards is not None
    assert tuple(solution.awards.tolist()) == own.awards
    assert solution.objective == own.objective == solution.bound


@given(problems(objectives=LISTS, floors=True))
@settings(max_examples=100)
def test_lexicographic_lists_equal_brute_force(problem: AllocationProblem) -> None:
    solution = same(problem)
    if solution.awards is not None:
        assert solution.status == "optimal"
        assert solution.bound == solution.objective


@given(problems(methods=("by_rank",), locks=True, floors=True))
@settings(max_examples=100)
def test_by_rank_equals_brute_force(problem: AllocationProblem) -> None:
    solution = same(problem)
    if solution.awards is not None:
        assert solution.status == "feasible"


@given(problems(methods=("same_ratio", "tiers"), equal=True, locks=True))
@settings(max_examples=100)
def test_common_factors_equal_brute_force(problem: AllocationProblem) -> None:
    solution = same(problem)
    assert solution.awards is None or check_solution(problem, solution) == ()


@given(problems(grids=(2, 3, 5), floors=True))
@settings(max_examples=100)
def test_two_grids_are_bounded_exactly(problem: AllocationProblem) -> None:
    own, solution = Brute(problem).solve(), solve(problem)
    if own.awards is None:
        assert solution.status == "infeasible"
        return
    # Ties are not decided where integers are declared, so only the first stage must agree.
    assert solution.bound[0] >= own.objective[0] >= solution.objective[0]
    if solution.status == "optimal":
        assert solution.objective[0] == own.objective[0]
