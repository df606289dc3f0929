"""Every rule: a plan that keeps it passes, and one that breaks it by a step is found."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, Lock, MinimumAward, Row, Rules, Stage
from optimizer.verify.limits import check_awards, check_limits
from optimizer.verify.monotone import check_monotone
from optimizer.verify.paper import lay_out
from tests.verify.test_solution import problem_of

#: Number, entitled, grid, merit, labels.
FOUR = [
    ("a", 100, 10, 9000, {"clause": "6", "unit": "U", "group": "G"}),
    ("b", 85, 10, 8000, {"clause": "6", "unit": "U", "group": "G", "size": "small"}),
    ("c", 50, 10, 8000, {"clause": "6", "unit": "V", "group": "G"}),
    ("d", 40, 10, 7000, {"clause": "9", "unit": "V", "size": "small"}),
]
JOBS = {"jobs": np.array([3, -2, None, 0], dtype=object)}


def of(*rows: Row, numbers: Mapping[str, Any] | None = None, **rules: Any) -> AllocationProblem:  # noqa: ANN401
    return problem_of(FOUR, 1000, rows=rows, rules=Rules(**rules), numbers=numbers or {})


def found(problem: AllocationProblem, *awards: int) -> list[tuple[str, str]]:
    paper, plan = lay_out(problem), np.array(awards, dtype=np.int64)
    checks = (check_awards(paper, plan), check_limits(paper, plan), check_monotone(paper, plan))
    return [(p.code.removeprefix("verify."), p.place.field) for check in checks for p in check]


MINIMUM = {"minimum_award": MinimumAward(Fraction(1, 2), 45)}


@pytest.mark.parametrize(
    ("rules", "kept", "broken", "finding"),
    [
        # ceil(50 / 10) steps; ceil(42.5 / 10); the amount: 45 yuan are 5 steps; d cannot reach it.
        (MINIMUM, (50, 0, 50, 0), (40, 0, 50, 0), ("award.below_minimum", "a")),
        (MINIMUM, (0, 50, 0, 0), (0, 40, 0, 0), ("award.below_minimum", "b")),
        (MINIMUM, (0, 0, 50, 0), (0, 0, 0, 40), ("award.below_minimum", "d")),
        ({"indivisible": True}, (100, 80, 0, 0), (100, 70, 0, 0), ("award.in_part", "b")),
        (
            {"indivisible": {"clause": ("9",)}},
            (90, 0, 0, 40),
            (90, 0, 0, 30),
            ("award.in_part", "d"),
        ),
        (
            {"most_projects": ("unit", 1)},
            (90, 0, 10, 0),
            (80, 10, 10, 0),
            ("limit.count_exceeded", "most_projects U"),
        ),
        ({"locks": {"b": Lock(30)}, **MINIMUM}, (0, 30, 0, 0), (0, 40, 0, 0), ("award.lock", "b")),
        (
            {"locks": {"c": Lock("full")}, "indivisible": True},
            (0, 0, 50, 0),
            (0, 0, 0, 0),
            ("award.lock", "c"),
        ),
        ({"pass_mark": 7001}, (100, 80, 50, 0), (0, 0, 0, 10), ("award.below_pass_mark", "d")),
        (
            {"stages": (Stage(("9",), Fraction(1, 50)),)},
            (0, 0, 0, 20),
            (0, 0, 0, 30),
            ("stage.share", "stage 1 share"),
        ),
    ],
)
def test_a_rule_broken_by_a_step_is_found(
    rules: dict[str, Any], kept: tuple[int, ...], broken: tuple[int, ...], finding: tuple[str, str]
) -> None:
    assert found(of(**rules), *kept) == []
    assert finding in found(of(**rules), *broken)


@pytest.mark.parametrize(
    ("row", "kept", "broken", "code"),
    [
        (Row("r", {"size": ("small",)}, at_most=60), (0, 40, 0, 20), (0, 40, 0, 30), "exceeded"),
        (
            Row("r", {"size": ("small",)}, at_least=60),
            (0, 40, 0, 20),
            (0, 30, 0, 20),
            "not_reached",
        ),
        (
            Row("r", {"size": ("small",)}, at_least_share=Fraction(1, 3)),
            (40, 0, 0, 20),
            (50, 0, 0, 20),
            "count_not_reached",
        ),
        (
            Row("r", {"size": ("small",)}, at_most_share=Fraction(1, 3)),
            (40, 0, 0, 20),
            (30, 0, 0, 20),
            "count_exceeded",
        ),
        # K = 10^7: a counts floor(3 x 10^7 / 10) a step, b its -2 over 8 steps.
        (Row("r", number="jobs", at_least=1), (40, 0, 50, 0), (30, 0, 50, 0), "count_not_reached"),
        (Row("r", number="jobs", at_least=1), (90, 40, 0, 0), (90, 70, 0, 0), "count_not_reached"),
        (Row("r", number="jobs", at_most=1), (30, 0, 50, 40), (40, 0, 50, 40), "count_exceeded"),
        (
            Row("r", {"clause": ("6",), "unit": ("U",)}, at_most=100),
            (50, 50, 50, 40),
            (60, 50, 50, 40),
            "exceeded",
        ),
        (Row("r", {"id": ("a", "d")}, at_most=60), (20, 80, 0, 40), (30, 80, 0, 40), "exceeded"),
        (Row("r", {"group": ("G",)}, at_most=100), (50, 50, 0, 0), (50, 50, 10, 0), "exceeded"),
    ],
)
def test_a_limit_broken_by_a_step_is_found(
    row: Row, kept: tuple[int, ...], broken: tuple[int, ...], code: str
) -> None:
    problem = of(row, numbers=JOBS)
    assert found(problem, *kept) == []
    assert [c for c, _ in found(problem, *broken)] == [f"limit.{code}"]


def test_a_scaled_number_is_rounded_against_whom_it_would_help() -> None:
    numbers = {"jobs": np.array([3, -2, None, 0], dtype=object)}
    problem = problem_of(
        [("a", 70, 10, 1, {}), ("b", 70, 10, 1, {}), ("c", 70, 10, 1, {}), ("d", 70, 10, 1, {})],
        1000,
        numbers=numbers,
        rows=(Row("low", number="jobs", at_least=0), Row("high", number="jobs", at_most=0)),
    )
    lines = lay_out(problem).lines
    # K = 10^7: 7 steps each; 3 x 10^7 / 7 and -2 x 10^7 / 7 are no integers.
    assert [line.name for line in lines.lines] == ["budget", "low", "high"]
    low, high = (lines.per_step[lines.start[k] : lines.start[k + 1]].tolist() for k in (1, 2))
    assert low == [30_000_000 // 7, -20_000_000 // 7, 0]
    assert high == [30_000_000 // 7 + 1, -20_000_000 // 7 + 1, 0]


def test_an_indivisible_project_counts_its_number_whole() -> None:
    numbers = {"jobs": np.array([3, 5, None, 0], dtype=object)}
    row = Row("r", number="jobs", at_most=5)
    problem = of(row, numbers=numbers, indivisible=True)
    lines = lay_out(problem).lines
    assert lines.lines[1].limit == 5  # all are indivisible: K is 1
    assert lines.once is not None
    assert lines.once[lines.start[1] :].tolist() == [3, 5, 0]
    part = of(row, numbers=numbers, indivisible=True, locks={"b": Lock(40)})
    # A lock at a part counts by the step: ceil(5 / 8).
    lines = lay_out(part).lines
    assert lines.per_step[lines.start[1] :].tolist() == [0, 1, 0]


# --- monotone: clause 6 by merit a, then b and c ---

ORDERED: dict[str, Any] = {"monotone": ("6",)}


@pytest.mark.parametrize(
    ("awards", "behind"),
    [
        ((100, 80, 50, 0), []),
        ((50, 40, 20, 40), []),
        # b could take 50 of 85, which is no more than 30 of 50; nobody below b has so much.
        ((100, 40, 30, 0), ["b"]),
        # One step more would take a and c past the ratio of b.
        ((50, 50, 20, 0), []),
        ((40, 50, 10, 0), ["a", "c"]),
        ((40, 40, 20, 0), []),
        ((0, 0, 10, 0), ["a", "b"]),
    ],
)
def test_a_project_behind_a_lower_merit_is_found(
    awards: tuple[int, ...], behind: list[str]
) -> None:
    assert sorted(found(of(**ORDERED), *awards)) == [("monotone", name) for name in behind]


@pytest.mark.parametrize(
    ("awards", "row", "behind"),
    [
        # The unit has no room for a step of a, nor of b.
        ((20, 40, 30, 0), Row("unit U", {"unit": ("U",)}, at_most=60), []),
        ((20, 40, 30, 0), Row("unit U", {"unit": ("U",)}, at_most=69), []),
        ((20, 40, 30, 0), Row("unit U", {"unit": ("U",)}, at_most=70), ["a", "b"]),
        ((20, 40, 30, 0), Row("group G", {"group": ("G",)}, at_most=90), []),
        ((20, 40, 30, 0), Row("named", {"id": ("a", "b")}, at_most=60), []),
        # A pool is no limit of one holder, nor a count of numbers.
        ((20, 40, 30, 0), Row("clause 6", {"clause": ("6",)}, at_most=90), ["a", "b"]),
    ],
)
def test_a_full_limit_of_its_holder_holds_a_project_back(
    awards: tuple[int, ...], row: Row, behind: list[str]
) -> None:
    assert sorted(found(of(row, **ORDERED), *awards)) == [("monotone", name) for name in behind]


def test_most_projects_hold_back_who_has_nothing() -> None:
    counted = of(most_projects=("unit", 1), **ORDERED)
    assert found(counted, 0, 80, 50, 0) == []
    assert found(counted, 0, 80, 0, 0) == [("monotone", "c")]


def test_a_minimum_holds_back_by_the_whole_of_it() -> None:
    row = Row("unit U", {"unit": ("U",)}, at_most=90)
    held = of(row, minimum_award=MinimumAward(Fraction(1, 2)), **ORDERED)
    # a would need 50 at once, and its unit has 40 left; without the minimum a step of 10 is free.
    assert found(held, 0, 50, 30, 0) == []
    assert ("monotone", "a") in found(of(row, **ORDERED), 0, 50, 30, 0)


@pytest.mark.parametrize(
    "rules",
    [
        {"locks": {"a": Lock("refuse"), "b": Lock("refuse")}},
        {"minimum_award": MinimumAward(Fraction(1), 0, {"id": ("a",)}), "locks": {"b": Lock(0)}},
    ],
)
def test_who_is_locked_or_out_is_not_compared(rules: dict[str, Any]) -> None:
    behind = found(of(**ORDERED, **rules), 0, 0, 50, 0)
    assert behind == ([("monotone", "a")] if "minimum_award" in rules else [])
    out = MinimumAward(Fraction(0), 101, {"id": ("a",)})
    rules = {"minimum_award": out, "locks": {"b": Lock(0)}}
    assert found(of(**ORDERED, **rules), 0, 0, 50, 0) == []


def test_a_panel_splits_a_monotone_clause() -> None:
    panels = [
        (name, entitled, grid, merit, {**labels, "panel": "2" if name == "a" else "1"})
        for name, entitled, grid, merit, labels in FOUR
    ]
    problem = problem_of(panels, 1000, rules=Rules(**ORDERED))
    assert found(problem, 0, 80, 50, 0) == []
    assert found(problem, 0, 0, 50, 0) == [("monotone", "b")]


def test_large_amounts_are_compared_exactly() -> None:
    most = 2**53 - 1
    two = [("a", most, 1, 2, {"clause": "6"}), ("b", most - 1, 1, 1, {"clause": "6"})]
    problem = problem_of(two, most, rules=Rules(**ORDERED))
    half = most // 2
    assert found(problem, half, half) == []  # one more yuan would pass b's ratio
    assert found(problem, half - 1, half) == [("monotone", "a")]
