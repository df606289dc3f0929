"""Solutions and certificates as JSON: written canonically, read strictly."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from optimizer import wording
from optimizer.errors import DataError
from optimizer.formats.certificate import certificate_from_json, certificate_json
from optimizer.formats.certificate_tree import fraction
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.problem_json import problem_fingerprint, problem_from_json
from optimizer.formats.solution import Certificate, Repair, Solution
from optimizer.formats.solution_json import solution_from_json, solution_json

PROBLEM: AllocationProblem = problem_from_json(
    json.dumps(
        {
            "format": "allocation-problem/1",
            "objective": ["merit_yuan"],
            "budget": 100,
            "projects": [{"id": i, "entitled": 80, "merit": 50} for i in "ab"],
        }
    )
)
CERTIFICATE = Certificate(({"budget": Fraction(50, 3), "floor": Fraction(-2)},), {"7": 999_999})
PLAN = Solution(
    "optimal",
    np.array([80, 0], dtype=np.int64),
    (4000,),
    (4000,),
    (1,),
    "dual",
    "unique",
    "number",
    20,
    certificate=CERTIFICATE,
)
CLASH = Solution(
    "infeasible",
    None,
    conflicts=(("budget", "floor"),),
    complete=True,
    repairs=(Repair("floor", 100), Repair("lock a", None)),
    joint_repair=(Repair("floor", 100),),
)


def fields(solution: Solution) -> dict[str, Any]:
    out = {name: getattr(solution, name) for name in Solution.__slots__}
    return out | {"awards": None if out["awards"] is None else out["awards"].tolist()}


@pytest.mark.parametrize("solution", [PLAN, CLASH, Solution("stopped", None)])
def test_a_solution_reads_back_the_same(solution: Solution) -> None:
    data = solution_json(PROBLEM, solution)
    read = solution_from_json(data, PROBLEM, solution.certificate)
    assert fields(read) == fields(solution)
    assert solution_json(PROBLEM, read) == data


def test_projects_with_nothing_are_not_in_awards() -> None:
    assert json.loads(solution_json(PROBLEM, PLAN))["awards"] == {"a": 80}


def test_a_clash_is_written_as_the_file_format_says() -> None:
    assert json.loads(solution_json(PROBLEM, CLASH)) == {
        "format": "allocation-solution/1",
        "status": "infeasible",
        "fingerprint": problem_fingerprint(PROBLEM),
        "conflicts": [{"members": ["budget", "floor"]}],
        "complete": True,
        "repairs": [
            {"target": "floor", "to": 100},
            {"target": "lock a", "not_enough_alone": True},
        ],
        "joint_repair": [{"target": "floor", "to": 100}],
    }


def test_a_certificate_reads_back_the_same() -> None:
    data = certificate_json(PROBLEM, PLAN)
    assert certificate_from_json(data) == (CERTIFICATE, problem_fingerprint(PROBLEM))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "x"}, "format"),
        ({"fingerprint": "sha256:0"}, "other_problem"),
        ({"status": "best"}, "not_one_of"),
        ({"proof": "words"}, "not_one_of"),
        ({"awards": {"c": 1}}, "unknown_id"),
        ({"awards": {"a": 0}}, "too_small"),
        ({"awards": {"a": 1.5}}, "fraction"),
        ({"objective": 3}, "not_list"),
        ({"unspent": None}, "not_integer"),
        ({"extra": 1}, "unknown_key"),
    ],
)
def test_what_is_wrong_in_a_solution_is_named(change: dict[str, Any], code: str) -> None:
    file = json.loads(solution_json(PROBLEM, PLAN)) | change
    with pytest.raises(DataError) as refused:
        solution_from_json(json.dumps(file), PROBLEM)
    assert [p.code for p in refused.value.problems] == [f"formats.{code}"]
    assert all(wording.say_problem(p, "zh") for p in refused.value.problems)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"conflicts": 1}, "not_list"),
        ({"complete": 1}, "not_one_of"),
        ({"repairs": [{"target": "a", "to": "x"}]}, "not_ratio"),
    ],
)
def test_what_is_wrong_in_a_clash_is_named(change: dict[str, Any], code: str) -> None:
    file = json.loads(solution_json(PROBLEM, CLASH)) | change
    with pytest.raises(DataError) as refused:
        solution_from_json(json.dumps(file), PROBLEM)
    assert [p.code for p in refused.value.problems] == [f"formats.{code}"]


@pytest.mark.parametrize("text", ["1.5", "2/4", "1/0", " 1", 3, None, "x"])
def test_multipliers_are_fractions_in_lowest_terms(text: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        fraction(text)
    file = {"format": "certificate/1", "stages": [{"budget": text}], "ratios": {}}
    with pytest.raises(DataError):
        certificate_from_json(json.dumps(file))


def test_a_certificate_of_another_shape_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        certificate_from_json('{"format": "certificate/2", "stages": 3, "ratios": {"7": 1000001}}')
    assert [p.code.removeprefix("formats.") for p in refused.value.problems] == [
        "format",
        "not_list",
        "too_large",
    ]


def test_a_plan_without_its_certificate_has_an_empty_one() -> None:
    read = solution_from_json(solution_json(PROBLEM, PLAN), PROBLEM)
    assert read.certificate == Certificate()
    assert replace(read, certificate=CERTIFICATE).certificate == PLAN.certificate
