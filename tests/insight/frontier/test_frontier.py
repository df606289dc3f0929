"""Frontiers: the exact line against solving everywhere, points under all rules, one command."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.instances import instance
from benchmarks.networks import problem_of
from optimizer.allocate import allocate
from optimizer.cli import main
from optimizer.errors import UsageError
from optimizer.formats.outcome import Outcome
from optimizer.formats.problem import AllocationProblem, Label, Row, Rules, Stage
from optimizer.insight.frontier.axis import Axis, axis_of, most_of
from optimizer.insight.frontier.envelope import Support, envelope
from optimizer.insight.frontier.explore import explore, gathered, weighed
from optimizer.insight.frontier.line import Line, line
from optimizer.insight.frontier.points import Point, packed, points, unpacked, values
from optimizer.insight.measure import merit_of
from optimizer.insight.parametric import Stopped
from optimizer.insight.variants import without_rule
from optimizer.intake.year import read_year
from optimizer.model.solve import solve

GRID = 10_000
ROOT = Path(__file__).resolve().parents[3]


def small_year(seed: int, rules: Rules | None = None) -> AllocationProblem:
    """Return twelve projects in three scored clauses behind one of equal pay-out."""
    draw = np.random.default_rng(seed)
    clause = np.arange(12) % 4
    grid = np.where(clause == 0, 1, GRID)
    return AllocationProblem(
        ids=np.array([f"{i:02d}" for i in range(12)], dtype=object),
        entitled=draw.integers(1, 6, 12) * GRID + np.where(clause == 0, 7, 0),
        grid=grid,
        merit=np.where(clause == 0, 0, draw.integers(6000, 9900, 12)),
        budget=20 * GRID,
        labels={
            "clause": Label(("5", "6", "9.1", "9.2"), clause),
            "unit": Label(("a", "b", "c", "d", "e"), draw.integers(0, 5, 12)),
            "size": Label(("large", "small"), draw.integers(0, 2, 12)),
        },
        rows=(
            Row("clause 6", {"clause": ("6",)}, at_most=7 * GRID),
            Row("unit a", {"unit": ("a",)}, at_most=3 * GRID),
            Row("small", {"size": ("small",)}, at_least=0),
        ),
        rules=rules or Rules(equal=("5",), stages=(Stage(("5",)), Stage(("6", "9.1", "9.2")))),
    )


AXES: dict[str, Callable[[AllocationProblem], Axis]] = {
    "budget": lambda p: Axis("budget", "budget", p, "budget", p.budget, 0, p.budget),
    "pool": lambda p: Axis("pool:6", "pool", p, "clause 6", 7 * GRID, 0, 7 * GRID),
    "aim": lambda p: Axis("sme_share", "aim", p, "small", 0, 0, p.budget),
}


@pytest.mark.parametrize("over", sorted(AXES))
@pytest.mark.parametrize("seed", range(6))
def test_the_line_is_what_solving_at_every_step_gives(seed: int, over: str) -> None:
    axis = AXES[over](small_year(seed))
    found = line(axis)
    assert not found.why
    assert not found.gaps
    for here, after in pairwise(found.breaks):
        assert here.slope is not None
        for value in range(here.value, after.value + 1, GRID):
            problem = axis.at(value)
            plan = solve(problem)
            assert plan.awards is not None
            assert merit_of(problem, plan.awards) == here.merit + here.slope * (value - here.value)
    slopes = [one.slope for one in found.breaks[:-1] if one.slope is not None]
    assert slopes == sorted(set(slopes), reverse=True), (
        "every break is one, and the line is concave"
    )


def test_a_break_names_who_enters() -> None:
    found = line(AXES["budget"](small_year(1)))
    given: dict[str, int] = {}
    for one in found.breaks[1:]:
        for move in one.came:
            assert given.get(move.project, move.before) == move.before
            given[move.project] = move.after
    assert found.breaks[1].came[0].change > 0


def test_a_large_year_has_the_same_line_by_reduction(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of(instance(300, 0.5, 1))
    axis = Axis("budget", "budget", problem, "budget", problem.budget, 0, problem.budget)
    slow = line(axis)
    monkeypatch.setattr("optimizer.insight.frontier.line.LARGE", 1)
    quick = line(axis)
    assert [(b.value, b.merit, b.slope) for b in quick.breaks] == [
        (b.value, b.merit, b.slope) for b in slow.breaks
    ]
    assert len(slow.breaks) > 50


def test_a_limit_of_solves_leaves_gaps_that_are_said() -> None:
    axis = AXES["budget"](small_year(2))
    whole, part = line(axis), line(axis, most=3)
    assert part.gaps
    assert len(part.breaks) < len(whole.breaks)
    assert not part.is_exact


def test_an_unproven_point_is_a_gap() -> None:
    def at(value: int) -> Support | None:
        return None if 0 < value < 10 else Support(value, min(value, 4), Fraction(value < 4))

    found = envelope(at, 0, 10, 1, 100)
    assert found is not None
    assert found.gaps == ((0, 10),)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"objective": ("merit_projects",)}, "objective"),
        ({"method": "by_rank"}, "method"),
        ({"rules": Rules(stages=(Stage(("6",)), Stage(("9.1", "9.2"))))}, "stages"),
        ({"grid": np.array([1, GRID, 2, 1] * 3)}, "grids"),
    ],
)
def test_what_has_no_line_says_why(changed: dict[str, Any], why: str) -> None:
    problem = replace(small_year(1), **changed)
    assert line(AXES["budget"](problem)).why == why


def test_no_plan_under_an_order_lies_above_the_line() -> None:
    rules = Rules(
        equal=("5",),
        monotone=("6", "9.1", "9.2"),
        stages=(Stage(("5",)), Stage(("6", "9.1", "9.2"))),
    )
    axis = AXES["budget"](small_year(3, rules))
    found = line(axis)
    assert found.left_out == ("monotone",)
    assert not found.is_exact
    free = Axis("budget", "budget", without_rule(axis.problem, "monotone"), "budget", 0, 0, 0)
    for point in points(axis, [8 * GRID, 15 * GRID], key="k"):
        plan = solve(free.at(point.value))
        assert plan.awards is not None
        assert point.merit <= merit_of(axis.problem, plan.awards)


def test_points_are_the_plans_of_their_budgets_and_stop_when_asked() -> None:
    axis = AXES["budget"](small_year(4))
    found = list(points(axis, [10 * GRID, 20 * GRID], key="k"))
    assert found[1].awards is not None
    direct = solve(axis.at(20 * GRID)).awards
    assert direct is not None
    assert (found[1].awards == direct).all()

    def stop(_done: int, _of: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        list(points(axis, [10 * GRID], key="k", progress=stop))


def test_awards_pass_through_text_unchanged() -> None:
    awards = np.array([0, 5, 2**53], dtype=np.int64)
    assert (unpacked(packed(awards)) == awards).all()


def test_points_beaten_by_another_are_not_efficient() -> None:
    some = np.zeros(1, dtype=np.int64)
    plans = [Point(1, "optimal", 10, 3, awards=some), Point(2, "optimal", 9, 2, awards=some)]
    assert [one.efficient for one in weighed(plans)] == [True, False]


def test_an_aim_out_of_reach_ends_the_trying() -> None:
    axis = AXES["aim"](small_year(5))
    asked = int(most_of(axis.problem).sum())
    found = list(points(axis, [0, asked, asked + GRID], key="k"))
    assert [one.status for one in found[1:]] == ["infeasible", "beyond"]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    year = read_year(ROOT / "scenarios" / "2026")
    return allocate(year, year.scenarios["baseline"])


@pytest.mark.parametrize("over", ["", "pool", "pool:99", "height"])
def test_an_unknown_axis_is_refused(outcome: Outcome, over: str) -> None:
    with pytest.raises(UsageError):
        axis_of(outcome, over)


@pytest.mark.parametrize("over", ["budget", "pool:9", "pool:9.1", "sme_share", "projects", "units"])
def test_every_axis_has_values_around_the_plan(outcome: Outcome, over: str) -> None:
    axis = axis_of(outcome, over)
    some = values(axis, 5)
    assert some == tuple(sorted(set(some)))
    assert axis.low <= axis.now <= axis.high


def test_the_command_gives_the_numbers_of_the_page(
    outcome: Outcome, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["frontier", "2026", "--points", "3", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    found = gathered(explore(outcome, "budget", 3))
    assert [p["merit"] for p in document["points"]] == [p.merit for p in found.points]
    assert [b["value"] for b in document["line"]["breaks"]] == [b.value for b in found.line.breaks]
    assert document["what_if"]
    now = next(p for p in found.points if p.value == found.axis.now)
    assert now.awards is not None
    assert outcome.solution.awards is not None
    assert (now.awards == outcome.solution.awards).all()


def test_too_few_points_are_refused() -> None:
    assert main(["frontier", "2026", "--points", "1"]) == 2


def test_without_plans_there_are_no_elbows() -> None:
    assert Line().elbows() == ()
