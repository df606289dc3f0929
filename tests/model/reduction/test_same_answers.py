from typing import Any

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem
from optimizer.model import optimum
from optimizer.model import solve as model
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution
from tests.model.reduction.problems import linear_problem


def _said(problem: AllocationProblem) -> dict[str, Any]:
    """Return all that people read; multipliers may differ where several prove the same."""
    solution = solve(problem)
    return {
        "status": solution.status,
        "awards": None if solution.awards is None else solution.awards.tolist(),
        "objective": solution.objective,
        "bound": solution.bound,
        "scale": solution.objective_scale,
        "proof": solution.proof,
        "ties": (solution.ties, solution.tie_rule, solution.certificate.could_differ),
        "unspent": solution.unspent,
    }


def _is_same(problem: AllocationProblem, monkeypatch: pytest.MonkeyPatch) -> bool:
    reduced = _said(problem)
    with monkeypatch.context() as patch:
        patch.setattr(optimum, "best_point", lambda *_: None)
        patch.setattr(model, "solve_whole", lambda *_: None)
        whole = _said(problem)
    return reduced == whole


@pytest.mark.parametrize("seed", range(150))
def test_a_small_problem_is_answered_as_by_its_whole_model(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(seed)
    assert _is_same(linear_problem(draw, int(draw.integers(1, 15))), monkeypatch)


@pytest.mark.parametrize("seed", range(1000, 1015))
def test_a_middling_problem_is_answered_as_by_its_whole_model(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(seed)
    assert _is_same(linear_problem(draw, int(draw.integers(50, 300))), monkeypatch)


@pytest.mark.parametrize("seed", range(3000, 3100))
def test_limits_in_columns_are_answered_as_the_same_limits_in_rows(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(seed)
    problem = linear_problem(draw, int(draw.integers(1, 60)), columns=True)
    assert _is_same(problem, monkeypatch)
    assert check_solution(problem, solve(problem)) == ()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2000, 2010))
def test_thousands_of_problems_are_answered_as_by_their_whole_models(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(seed)
    for most in [15] * 300 + [400] * 30:
        assert _is_same(linear_problem(draw, int(draw.integers(1, most))), monkeypatch)
