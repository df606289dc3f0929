"""Larger instances have the value that a second route finds: our own matrix, another solver."""

import warnings

import highspy
import numpy as np
import pulp
import pytest

from optimizer.formats.problem import AllocationProblem
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution
from tests.model.random_years import year


def matrix(problem: AllocationProblem) -> tuple[list[list[int]], list[float], list[float]]:
    """Return members, least and most of each row, read straight from the problem."""
    members = [list(range(len(problem.ids)))]
    least, most = [0.0], [float(problem.budget)]
    for row in problem.rows:
        ((label, values),) = row.members.items()
        column = problem.labels[label]
        code = column.names.index(values[0])
        members.append(np.flatnonzero(column.codes == code).tolist())
        least.append(float(row.at_least or 0))
        most.append(float("inf") if row.at_most is None else float(row.at_most))
    return members, least, most


def highs_value(problem: AllocationProblem) -> float:
    """Maximise merit yuan in yuan, not grid steps, on a matrix handed to HiGHS by ourselves."""
    members, least, most = matrix(problem)
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    for m, a in zip(problem.merit.tolist(), problem.entitled.tolist(), strict=True):
        highs.addCol(-float(m), 0.0, float(a), 0, [], [])
    for inside, low, high in zip(members, least, most, strict=True):
        highs.addRow(low, high, len(inside), inside, [1.0] * len(inside))
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return -float(highs.getObjectiveValue())


def cbc_value(problem: AllocationProblem) -> float:
    """Maximise merit yuan with the CBC that comes with PuLP."""
    members, least, most = matrix(problem)
    model = pulp.LpProblem("second", pulp.LpMaximize)
    x = [model.add_variable(f"x{i}", 0, int(a)) for i, a in enumerate(problem.entitled)]
    model.setObjective(pulp.LpAffineExpression(dict(zip(x, problem.merit.tolist(), strict=True))))
    for k, (inside, low, high) in enumerate(zip(members, least, most, strict=True)):
        terms = pulp.LpAffineExpression({x[i]: 1 for i in inside})
        model.addConstraint(pulp.LpConstraint(terms, pulp.LpConstraintLE, f"most{k}", high))
        model.addConstraint(pulp.LpConstraint(terms, pulp.LpConstraintGE, f"least{k}", low))
    with warnings.catch_warnings():
        # PuLP 3.3 announces that 4.0 will not bring CBC; as an oracle it may go then.
        warnings.simplefilter("ignore", DeprecationWarning)
        model.solve(pulp.PULP_CBC_CMD(msg=False))
    assert model.status == pulp.LpStatusOptimal
    return float(pulp.value(model.objective))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("floors", [False, True])
def test_three_hundred_projects_have_the_value_of_a_matrix_of_our_own(
    seed: int, *, coarse: bool, floors: bool
) -> None:
    problem = year(300, seed, coarse=coarse, floors=floors)
    solution = solve(problem)
    assert solution.status == "optimal"
    assert solution.ties == "unique"
    assert check_solution(problem, solution) == ()
    assert solution.objective[0] == pytest.approx(highs_value(problem), rel=1e-12)


@pytest.mark.parametrize("seed", range(2))
def test_sixty_projects_have_the_value_that_cbc_finds(seed: int) -> None:
    problem = year(60, seed, floors=True)
    # CBC prints eight digits.
    assert solve(problem).objective[0] == pytest.approx(cbc_value(problem), rel=1e-7)


@pytest.mark.parametrize("objective", [("merit_projects",), ("merit_projects", "merit_yuan")])
def test_counting_projects_is_proven_too(objective: tuple[str, ...]) -> None:
    problem = year(400, 7, coarse=True, objective=objective)
    solution = solve(problem)
    assert solution.status == "optimal"
    assert solution.bound == solution.objective
    assert solution.ties == "unique"
