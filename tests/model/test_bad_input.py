"""What is wrong with a problem is told before solving, all together; what is odd is a notice."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.cli import main
from optimizer.errors import DataError
from optimizer.formats.problem import AllocationProblem, Label, MinimumAward, Row, Rules
from optimizer.formats.problem_json import problem_from_json
from optimizer.model.bad_input import bad_input, solve_notices
from optimizer.model.solve import solve


def problem(**more: Any) -> AllocationProblem:  # noqa: ANN401
    base = AllocationProblem(
        ids=np.array(["1", "2"], dtype=object),
        entitled=np.array([100, 50]),
        grid=np.array([10, 10]),
        merit=np.array([9, 5]),
        budget=120,
        labels={"clause": Label(("13", "6"), np.array([1, 0]))},
        numbers={"jobs": np.array([3, None], dtype=object)},
    )
    return replace(base, **more)


def test_everything_that_is_wrong_is_told_together() -> None:
    wrong = problem(
        merit=np.array([2**53, 5]),
        numbers={"jobs": np.array([3, -(2**53)], dtype=object)},
        rows=(
            Row("size", {"size": ("small",)}, at_most=5),
            Row("days", number="days", at_most=2**53),
            Row("crossed", at_most=5, at_least=6),
            Row("crossed shares", at_most_share=Fraction(1, 5), at_least_share=Fraction(1, 4)),
        ),
        rules=Rules(
            minimum_award=MinimumAward(members={"panel": ("P",)}),
            indivisible={"branch": ("B",)},
            most_projects=("unit", 2),
        ),
        objective=("diminishing",),
    )
    with pytest.raises(DataError) as refused:
        solve(wrong)
    assert [(p.code, p.place.field) for p in refused.value.problems] == [
        ("model.diminishing.missing", "objective[0]"),
        ("model.label.unknown", "rows[0].members.size"),
        ("model.label.unknown", "rules.minimum_award.members.panel"),
        ("model.label.unknown", "rules.indivisible.branch"),
        ("model.label.unknown", "rules.most_projects.label"),
        ("model.number.unknown", "rows[1].number"),
        ("formats.least_above_most", "rows[2]"),
        ("formats.least_above_most", "rows[3]"),
        ("model.too_large", "projects[1].merit"),
        ("model.too_large", "projects[2].numbers.jobs"),
        ("model.too_large", "rows[1].at_most"),
    ]


@pytest.mark.parametrize(
    ("rules", "objective", "code"),
    [
        (Rules(equal=("6",)), "merit_yuan", "model.equal.grid"),
        (Rules(monotone=("6",)), "number_funded", "model.number_funded.least"),
        (
            Rules(diminishing=((Fraction(1, 2), 1), (Fraction(1), 2))),
            "diminishing",
            "model.diminishing.rising",
        ),
        (Rules(diminishing=((Fraction(3, 2), 1),)), "diminishing", "model.diminishing.beyond"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(
    rules: Rules, objective: str, code: str
) -> None:
    found = bad_input(problem(rules=rules, objective=(objective,)))
    assert [one.code for one in found] == [code]


def test_a_problem_without_projects_has_no_unknown_labels() -> None:
    nobody = AllocationProblem(
        ids=np.array([], dtype=object),
        entitled=np.array([], dtype=np.int64),
        grid=np.array([], dtype=np.int64),
        merit=np.array([], dtype=np.int64),
        budget=10,
        rows=(Row("article 9", {"article": ("9",)}, at_most=5),),
    )
    assert solve(nobody).status == "optimal"


def test_members_that_match_nobody_are_told_and_the_row_stays() -> None:
    odd = problem(
        rows=(
            Row("some", {"clause": ("6", "7", "8")}, at_most=40),
            Row("none", {"clause": ("6",), "id": ("2",)}, at_most=5),
        ),
        rules=Rules(monotone=("11",)),
    )
    notices = solve_notices(odd)
    assert [(one.code, one.level, one.place.field, one.value) for one in notices] == [
        ("model.members.unmatched", "notice", "rows[0].members.clause", "7, 8"),
        ("model.members.none", "notice", "rows[1].members", "none"),
        ("model.members.unmatched", "notice", "rules.monotone.clause", "11"),
    ]
    awards = solve(odd).awards
    assert awards is not None
    assert awards.tolist() == [40, 50]


def test_what_the_reader_refuses_hides_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = {"clause": "6"}
    projects = [
        {"id": "a", "entitled": 2**53, "merit": 5, "labels": labels},
        {"id": "b", "entitled": 5, "merit": 2, "labels": labels},
    ]
    rows = [
        {"name": "r", "members": {"colour": "red"}, "at_most": 5},
        {"name": "s", "number": "jobs", "at_most": 5},
        {"name": "t", "at_least": 6, "at_most": 5},
    ]
    file = tmp_path / "problem.json"
    parts = {"budget": 9, "projects": projects, "rows": rows}
    rules = {"locks": {"a": {"fix": 7}, "b": {"fix": 11}}}
    common = {"format": "allocation-problem/1", "objective": ["merit_yuan"]}
    file.write_text(json.dumps({**common, **parts, "rules": rules}), encoding="utf-8")
    assert main(["solve", str(file), "--json"]) == 4
    told = json.loads(capsys.readouterr().out)["problems"]
    assert sorted((one["code"], one["field"]) for one in told) == [
        ("formats.least_above_most", "rows[2]"),
        ("formats.too_large", "projects[0].entitled"),
        ("model.label.unknown", "rows[0].members.colour"),
        ("model.lock.above_most", "rules.locks.b"),
        ("model.number.unknown", "rows[1].number"),
    ]


def test_no_row_takes_the_name_of_a_count_of_projects() -> None:
    row = {"name": "most_projects U1", "at_most": 5}
    document = {"format": "allocation-problem/1", "objective": ["merit_yuan"], "budget": 9}
    with pytest.raises(DataError) as caught:
        problem_from_json(json.dumps({**document, "projects": [], "rows": [row]}))
    assert [problem.code for problem in caught.value.problems] == ["formats.name_taken"]
