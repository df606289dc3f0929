"""Reading and writing allocation problems: strictly, all errors together, and the same again."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import wording
from optimizer.errors import DataError
from optimizer.formats.problem import Lock, MinimumAward, Row, Stage
from optimizer.formats.problem_json import problem_from_json, problem_json
from optimizer.formats.solution_json import solution_document
from optimizer.model.solve import solve

EXAMPLE = """
{"format": "allocation-problem/1",
 "objective": ["merit_yuan"], "budget": 2000000,
 "projects": [
  {"id": "0001", "entitled": 2000000, "grid": 10000, "merit": 8734,
   "labels": {"article": "9", "clause": "9.1", "unit": "U1", "size": "small"},
   "numbers": {"jobs": 35}},
  {"id": "0002", "entitled": 1500000, "grid": 10000, "merit": 8210,
   "labels": {"article": "6", "clause": "6", "unit": "U2", "size": "large"},
   "numbers": {"jobs": 80}}],
 "rows": [
  {"name": "article 9", "members": {"article": "9"}, "at_most": 5000000},
  {"name": "unit U1", "members": {"unit": "U1"}, "at_most": 1200000},
  {"name": "jobs", "number": "jobs", "at_least": 40},
  {"name": "small", "members": {"size": ["small", "micro"]}, "at_least_share": "30%"}],
 "rules": {"minimum_award": {"ratio": "1/2", "amount": 10000}}}
"""


def small(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
    file: dict[str, Any] = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": 100,
        "projects": [{"id": "a", "entitled": 100, "merit": 50, "labels": {"clause": "7"}}],
    }
    return {k: v for k, v in {**file, **changes}.items() if v is not ...}


def problems_of(data: Any) -> list[tuple[str, str]]:  # noqa: ANN401  any JSON value, or text
    text = data if isinstance(data, str | bytes) else json.dumps(data)
    with pytest.raises(DataError) as refused:
        problem_from_json(text, "p.json")
    found = refused.value.problems
    for problem in found:
        assert problem.place.source == "p.json"
        assert len(problem.value) <= 80
        for lang in wording.LANGUAGES:
            assert wording.say_problem(problem, lang)
    return [(problem.code.removeprefix("formats."), problem.place.field) for problem in found]


# --- The examples of the file formats ---


def test_the_example_is_read_as_it_stands() -> None:
    problem = problem_from_json(EXAMPLE)
    assert problem.ids.tolist() == ["0001", "0002"]
    assert problem.labels["size"].names == ("large", "small")
    assert problem.labels["size"].codes.tolist() == [1, 0]
    assert problem.numbers["jobs"].tolist() == [35, 80]
    assert problem.rows[3] == Row(
        "small", {"size": ("small", "micro")}, at_least_share=Fraction(3, 10)
    )
    assert problem.rules.minimum_award == MinimumAward(Fraction(1, 2), 10000)


def test_the_example_has_the_answer_of_the_page() -> None:
    problem = problem_from_json(EXAMPLE)
    answer = solution_document(problem, solve(problem))
    assert answer.pop("fingerprint").startswith("sha256:")
    assert answer == {
        "format": "allocation-solution/1",
        "status": "optimal",
        "objective": [17048800000],
        "objective_scale": [1],
        "bound": [17048800000],
        "proof": "dual",
        "awards": {"0001": 1200000, "0002": 800000},
        "ties": "unique",
        "tie_rule": "none",
        "unspent": 0,
    }


def test_every_rule_of_the_format_is_read() -> None:
    rules = {
        "equal": ["7"],
        "monotone": ["13"],
        "stages": [["7"], {"clauses": ["13"], "share": "40%"}],
        "locks": {"a": "full", "b": "refuse", "c": {"fix": 5}},
        "pass_mark": 6000,
        "minimum_award": {"ratio": "50%", "members": {"clause": "13"}},
        "indivisible": {"clause": ["13"]},
        "most_projects": {"label": "unit", "count": 2},
        "diminishing": [{"to": "1/2", "weight": 2}, {"to": "1", "weight": 1}],
        "score_tiers": [{"from": 9000, "share": "1"}],
    }
    read = problem_from_json(json.dumps(small(rules=rules, method="tiers"))).rules
    assert read.equal == ("7",)
    assert read.monotone == ("13",)
    assert read.stages == (Stage(("7",)), Stage(("13",), Fraction(2, 5)))
    assert read.locks == {"a": Lock("full"), "b": Lock("refuse"), "c": Lock(5)}
    assert read.pass_mark == 6000
    assert read.minimum_award == MinimumAward(Fraction(1, 2), 0, {"clause": ("13",)})
    assert read.indivisible == {"clause": ("13",)}
    assert read.most_projects == ("unit", 2)
    assert read.diminishing == ((Fraction(1, 2), 2), (Fraction(1), 1))
    assert read.score_tiers == ((9000, Fraction(1)),)


# --- What is refused, and where ---


def project(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
    one = {"id": "a", "entitled": 100, "merit": 50, "labels": {"clause": "7"}}
    return {k: v for k, v in {**one, **changes}.items() if v is not ...}


def with_project(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
    return small(projects=[project(**changes)])


def with_row(**row: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
    return small(
        rows=[{k: v for k, v in {"name": "r", "at_most": 5, **row}.items() if v is not ...}]
    )


REFUSED: list[tuple[Any, list[tuple[str, str]]]] = [
    (b"\xff{}", [("not_utf8", "")]),
    ("{", [("not_json", "")]),
    ("[" * 100_000, [("too_deep", "")]),
    ('{"budget": ' + "9" * 5000 + "}", [("number_too_long", "")]),
    ("[]", [("not_object", ""), ("format", "format")]),
    (small(format="allocation-problem/2"), [("format", "format")]),
    (small(format=...), [("format", "format")]),
    (small(budget=...), [("missing", "budget")]),
    (small(budget=True), [("not_integer", "budget")]),
    (small(budget=None), [("not_integer", "budget")]),
    (small(budget=-1), [("too_small", "budget")]),
    (small(budget=2**53), [("too_large", "budget")]),
    (small(projects=...), [("missing", "projects")]),
    (small(projects={}), [("not_list", "projects")]),
    (
        small(projects=[3]),
        [("not_object", "projects[0]")]
        + [("missing", f"projects[0].{k}") for k in ("id", "entitled", "merit")],
    ),
    (small(projets=[]), [("unknown_key", "projets")]),
    (small(objective=...), [("missing", "objective")]),
    (small(objective=[]), [("empty", "objective")]),
    (small(objective="merit_yuan"), [("not_list", "objective")]),
    (small(objective=["merit"]), [("not_one_of", "objective[0]")]),
    (small(objective=["merit_yuan"] * 2), [("doubled_value", "objective")]),
    (small(method="best"), [("not_one_of", "method")]),
    (with_project(id=...), [("missing", "projects[0].id")]),
    (with_project(id=7), [("not_text", "projects[0].id")]),
    (with_project(id=""), [("empty", "projects[0].id")]),
    (with_project(id="x" * 201), [("too_long", "projects[0].id")]),
    (with_project(id="a\n"), [("control", "projects[0].id")]),
    (with_project(id="e\u0301"), [("not_nfc", "projects[0].id")]),
    (with_project(id="\ud800"), [("control", "projects[0].id")]),
    (with_project(entitled=...), [("missing", "projects[0].entitled")]),
    (with_project(entitled=-1), [("too_small", "projects[0].entitled")]),
    (with_project(entitled=True), [("not_integer", "projects[0].entitled")]),
    (with_project(entitled=2**53), [("too_large", "projects[0].entitled")]),
    (with_project(grid=0), [("too_small", "projects[0].grid")]),
    (with_project(merit=2**53), [("too_large", "projects[0].merit")]),
    (with_project(merit="50"), [("not_integer", "projects[0].merit")]),
    (with_project(labels=[]), [("not_object", "projects[0].labels")]),
    (with_project(labels={"clause": ""}), [("empty", "projects[0].labels.clause")]),
    (with_project(labels={"clause": None}), [("not_text", "projects[0].labels.clause")]),
    (with_project(labels={"id": "x"}), [("name_taken", "labels.id")]),
    (with_project(numbers={"jobs": True}), [("not_integer", "projects[0].numbers.jobs")]),
    (with_project(color=1), [("unknown_key", "projects[0].color")]),
    (small(projects=[project(), project()]), [("doubled_id", "projects")]),
    (small(rows={}), [("not_list", "rows")]),
    (with_row(name=...), [("missing", "rows[0].name")]),
    (with_row(name="budget"), [("name_taken", "rows[0].name")]),
    (with_row(name="lock 1"), [("name_taken", "rows[0].name")]),
    (with_row(at_most=...), [("no_limit", "rows[0]")]),
    (with_row(at_most=-5), [("too_small", "rows[0].at_most")]),
    (with_row(at_least=6), [("least_above_most", "rows[0]")]),
    (with_row(at_least_share="2/3", at_most_share="1/3"), [("least_above_most", "rows[0]")]),
    (with_row(at_most_share=0.3), [("not_ratio", "rows[0].at_most_share")]),
    (with_row(at_most_share="130%"), [("ratio_above", "rows[0].at_most_share")]),
    (with_row(members=[]), [("not_object", "rows[0].members")]),
    (with_row(members={"unit": []}), [("empty", "rows[0].members.unit")]),
    (with_row(members={"unit": ["a", "a"]}), [("doubled_value", "rows[0].members.unit")]),
    (with_row(at_mots=3), [("unknown_key", "rows[0].at_mots")]),
    (small(rows=[{"name": "r", "at_most": 1}] * 2), [("doubled_value", "rows")]),
    (small(rules={"equals": []}), [("unknown_key", "rules.equals")]),
    (small(rules={"equal": "7"}), [("not_list", "rules.equal")]),
    (small(rules={"stages": [["7", "7"]]}), [("doubled_value", "rules.stages[0]")]),
    (small(rules={"stages": [["7"], ["7"]]}), [("two_stages", "rules.stages")]),
    (small(rules={"stages": [{"share": "1"}]}), [("missing", "rules.stages[0].clauses")]),
    (small(rules={"locks": {"a": "ful"}}), [("not_one_of", "rules.locks.a")]),
    (small(rules={"locks": {"a": {}}}), [("missing", "rules.locks.a.fix")]),
    (small(rules={"minimum_award": {}}), [("missing", "rules.minimum_award.amount")]),
    (
        small(rules={"most_projects": {}}),
        [("missing", "rules.most_projects.label"), ("missing", "rules.most_projects.count")],
    ),
    (
        small(rules={"diminishing": [{"to": "1", "weight": 1}] * 2}),
        [("not_rising", "rules.diminishing")],
    ),
    (small(rules={"score_tiers": [{"from": 1}]}), [("missing", "rules.score_tiers[0].share")]),
    (
        small(rules={"score_tiers": [{"from": 1, "share": "1"}] * 2}),
        [("doubled_value", "rules.score_tiers")],
    ),
    (small(projects=[project(grid=10)], rules={"equal": ["7"]}), [("equal_grid", "rules.equal")]),
]


@pytest.mark.parametrize(
    ("data", "expected"), REFUSED, ids=[f"{k}-{e[0][0]}" for k, (_, e) in enumerate(REFUSED)]
)
def test_what_is_wrong_is_named_with_its_key_path(
    data: object, expected: list[tuple[str, str]]
) -> None:
    assert problems_of(data) == expected


@pytest.mark.parametrize("number", ["1.0", "1e3", "NaN", "Infinity", "-Infinity", "0.5"])
def test_numbers_that_are_not_integers_are_refused(number: str) -> None:
    text = json.dumps(small()).replace('"budget": 100', f'"budget": {number}')
    assert problems_of(text) == [("fraction", "budget")]


def test_doubled_keys_are_refused_at_every_depth() -> None:
    text = json.dumps(small(rules={"locks": {"a": "full"}}))
    text = text.replace('"a": "full"', '"a": "full", "a": "refuse"')
    text = text.replace('"merit": 50', '"merit": 50, "merit": 51')
    text = text.replace('"budget": 100', '"budget": 100, "budget": 100')
    assert problems_of(text) == [
        ("doubled_key", "budget"),
        ("doubled_key", "projects[0].merit"),
        ("doubled_key", "rules.locks.a"),
    ]


def test_all_errors_of_a_file_come_together() -> None:
    file = with_row(at_most=-5) | {"budget": "1", "projects": [project(entitled=-1, merit=-1)]}
    assert len(problems_of(file)) == 4


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    with pytest.raises(DataError) as refused:
        problem_from_json(json.dumps(small(budgt=1)))
    assert refused.value.problems[0].params["near"] == "budget"


# --- The same again ---

TEXTS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=9
)


@given(
    st.lists(
        st.tuples(
            TEXTS,
            st.integers(0, 2**53 - 1),
            st.integers(1, 10**6),
            st.none() | TEXTS,
            st.none() | st.integers(-9, 9),
        ),
        max_size=6,
        unique_by=lambda one: one[0],
    ),
    st.integers(0, 2**53 - 1),
)
@settings(max_examples=80)
def test_what_is_written_reads_back_the_same(
    projects: list[tuple[str, int, int, str | None, int | None]], budget: int
) -> None:
    file = small(
        budget=budget,
        projects=[
            {
                "id": i,
                "entitled": e,
                "grid": g,
                "merit": e,
                "labels": {} if c is None else {"unit": c},
                "numbers": {} if j is None else {"jobs": j},
            }
            for i, e, g, c, j in projects
        ],
        rows=[
            {"name": "r", "members": {"unit": ["a", "b"]}, "at_least": 1, "at_most_share": "1/3"}
        ],
    )
    try:
        problem = problem_from_json(json.dumps(file))
    except DataError as error:
        assert {p.code for p in error.problems} <= {"formats.not_nfc", "formats.doubled_id"}  # noqa: PT017
        return
    written = problem_json(problem)
    assert problem_json(problem_from_json(written)) == written
    assert problem.ids.tolist() == sorted(problem.ids.tolist())


def test_projects_in_any_order_are_the_same_problem() -> None:
    file = json.loads(EXAMPLE)
    first = problem_json(problem_from_json(json.dumps(file)))
    file["projects"].reverse()
    assert problem_json(problem_from_json(json.dumps(file))) == first
