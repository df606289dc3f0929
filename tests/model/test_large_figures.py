"""Figures far apart are no reason for no plan, for a long search or for an error."""

import json
from typing import Any

import numpy as np

from optimizer.formats.problem_json import problem_from_json
from optimizer.model import exact
from optimizer.model.solve import solve
from optimizer.verify.exact import fit
from optimizer.verify.solution import check_solution


def project(name: str, entitled: int, merit: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": name, "entitled": entitled, "merit": merit, **more}


def answer(objective: list[str], projects: list[dict[str, Any]], budget: int, **more: Any) -> str:  # noqa: ANN401
    document = {"format": "allocation-problem/1", "objective": objective, "budget": budget}
    problem = problem_from_json(json.dumps({**document, "projects": projects, **more}))
    solution = solve(problem)
    assert not [found for found in check_solution(problem, solution) if found.level == "error"]
    return solution.status


def test_coefficients_far_apart_have_a_plan() -> None:
    labels = {"clause": "7"}
    projects = [
        project("A", 40, 9999, grid=10, labels=labels),
        project("y", 1, 1, labels=labels),
        project("x", 16, 1, grid=5),
        project("z", 4, 0, grid=2, labels={"clause": "6"}),
    ]
    rules = {"stages": [["6"]]}
    assert answer(["merit_projects", "merit_yuan"], projects, 20, rules=rules) == "optimal"


def test_the_greatest_figures_have_a_plan() -> None:
    projects = [
        project("01", 1, 2**53 - 1, labels={"size": "m"}),
        project("02", 3, 1),
        project("1", 10, 0, grid=5, labels={"size": "s"}),
    ]
    rows = [
        {"name": "m", "members": {"size": "m"}, "at_least_share": "10%"},
        {"name": "all", "members": {"size": ["s", "m"]}, "at_least": 5, "at_most": 12},
    ]
    rules = {"locks": {"02": "refuse"}}
    both = ["merit_projects", "merit_yuan"]
    assert answer(both, projects, 12, rows=rows, rules=rules) in {"optimal", "feasible"}


def test_nothing_times_more_than_int64_is_nothing() -> None:
    nothing, huge = np.zeros(3, dtype=np.int64), 10**30
    assert (fit(nothing, huge) * huge).tolist() == [0, 0, 0]
    assert (exact.wide(nothing, huge) * huge).tolist() == [0, 0, 0]
