"""Scenarios side by side: figures that add up, moves, safe awards, differences one at a time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from optimizer.allocate import allocate
from optimizer.errors import UsageError
from optimizer.insight.compare.attribution import Attribution, attribute, solves
from optimizer.insight.compare.choose import choose, default
from optimizer.insight.compare.comparison import Candidate, compare
from optimizer.insight.compare.costs import costs
from optimizer.insight.compare.differences import differences, with_difference
from optimizer.insight.compare.movement import awards
from optimizer.insight.parametric import Stopped
from optimizer.intake.scenario import Scenario, override
from optimizer.intake.year import Year, read_year

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "2026"


@cache
def year() -> Year:
    return read_year(FOLDER)


def changed(name: str, base: str, changes: Mapping[str, str]) -> Scenario:
    read = year()
    found = override(read.scenarios[base], changes, read.policy, read.call)
    return replace(found, name=name, chain=(*read.scenarios[base].chain, name), overrides={})


@cache
def planned(name: str) -> Candidate:
    scenario = year().scenarios[name]
    return Candidate(name, year(), scenario, allocate(year(), scenario))


def of(scenario: Scenario) -> Candidate:
    return Candidate(scenario.name, year(), scenario, allocate(year(), scenario))


def attributed(reference: Candidate, other: Candidate) -> Attribution:
    (found,) = attribute(reference, other)
    return found


def codes(run: Callable[[], object]) -> list[str]:
    with pytest.raises(UsageError) as caught:
        run()
    return [problem.code for problem in caught.value.problems]


def test_by_default_the_baseline_and_the_next_three_by_name_are_compared() -> None:
    assert default(["d", "baseline", "a", "c", "b"]) == ("baseline", "a", "b", "c")
    assert default(["b", "a"]) == ("a", "b")


def test_the_order_asked_for_is_kept() -> None:
    assert choose(["c", " a ", "b"], ["a", "b", "c"]) == ("c", "a", "b")


def test_everything_wrong_with_the_names_is_said_at_once() -> None:
    known = ["a", "baseline"]
    assert codes(lambda: choose(["a"], known)) == ["compare.too_few"]
    assert codes(lambda: choose(["a", "a", "baselin", "zz"], known)) == [
        "compare.unknown_near",
        "compare.unknown",
        "compare.doubled",
    ]
    many = [str(i) for i in range(9)]
    assert codes(lambda: choose(many, many)) == ["compare.too_many"]


def test_measures_add_up_in_every_direction() -> None:
    found = compare([planned("baseline"), planned("budget_cut")])
    for figures, one in zip(found.measures, found.candidates, strict=True):
        assert figures is not None
        assert one.outcome is not None
        given = {p.application_no: p.suggested for p in one.outcome.projects if p.suggested}
        assert figures.suggested == sum(given.values())
        assert figures.projects == len(given)
        for parts in (figures.by_article, figures.by_clause, figures.by_size):
            assert sum(part.money for part in parts.values()) == figures.suggested
            assert sum(part.projects for part in parts.values()) == figures.projects
        small = [figures.by_size[size] for size in ("small", "micro")]
        assert figures.small.money == sum(part.money for part in small)


def test_movements_explain_the_whole_difference_by_project_and_by_unit() -> None:
    found = compare([planned("baseline"), planned("article_pools"), planned("budget_cut")])
    first = found.measures[0]
    for figures, moved in zip(found.measures, found.movements, strict=True):
        assert first is not None
        assert figures is not None
        assert moved is not None
        for units in (False, True):
            change = moved.more(units=units).yuan - moved.less(units=units).yuan
            assert change == figures.suggested - first.suggested
    assert found.movements[0] is not None
    assert not found.movements[0].projects


def test_every_application_is_in_one_group_of_safety() -> None:
    names = ("baseline", "budget_cut", "article_pools")
    found = compare([planned(name) for name in names]).safety
    assert found is not None
    groups = found.group_of()
    assert len(groups) == 240 == sum(map(len, (found.safe, found.varying, found.some, found.none)))
    for number, group in groups.items():
        amounts = [awards(o)[number] for name in names if (o := planned(name).outcome)]
        if group == "safe":
            assert len(set(amounts)) == 1 and amounts[0] > 0  # noqa: PT018  one statement
        assert (group == "none") == (not any(amounts))
        assert (group == "some") == (any(amounts) and not all(amounts))


def test_an_infeasible_scenario_stands_beside_the_others_without_figures() -> None:
    most = '[{ over = "article", key = "9", at_least = "5000万元" }]'
    impossible = changed("impossible", "baseline", {"pool": most})
    found = compare([planned("baseline"), of(impossible), planned("budget_cut")])
    assert [figures is None for figures in found.measures] == [False, True, False]
    assert [moved is None for moved in found.movements] == [False, True, False]
    assert found.safety is not None
    assert len(found.differences[1]) == 1


def test_years_that_differ_are_compared_by_totals_alone() -> None:
    last = replace(year(), call=replace(year().call, year=2025))
    other = replace(planned("budget_cut"), name="2025/budget_cut", year=last)
    found = compare([planned("baseline"), other])
    assert found.totals_only
    assert found.safety is None
    assert (len(found.movements), len(found.differences)) == (0, 0)
    assert all(figures is not None for figures in found.measures)


def test_differences_come_parents_first_then_by_the_order_of_keys() -> None:
    child = changed("child", "budget_cut", {"rules.pass_mark": "70", "method": "by_rank"})
    keys = [(d.key, d.since) for d in differences(year(), year().scenarios["baseline"], child)]
    assert keys == [
        ("budget.total", "budget_cut"),
        ("method", "child"),
        ("rules.pass_mark", "child"),
    ]


def test_what_says_the_same_is_no_difference() -> None:
    weights = year().call.weights
    same = replace(year().scenarios["baseline"], name="same", weights=dict(weights))
    assert differences(year(), year().scenarios["baseline"], same) == ()
    parameters = year().call.settings
    same = replace(same, settings=dict(parameters))
    assert differences(year(), year().scenarios["baseline"], same) == ()


def test_all_differences_made_are_the_other_scenario() -> None:
    read = year()
    for name in read.scenarios:
        scenario = read.scenarios["baseline"]
        for difference in differences(read, scenario, read.scenarios[name]):
            scenario = with_difference(scenario, read.scenarios[name], difference)
        assert differences(read, scenario, read.scenarios[name]) == ()


def test_one_difference_explains_everything_and_costs_no_solve() -> None:
    reference, other = planned("baseline"), planned("budget_cut")
    assert solves(reference, other) == 0

    def stop() -> None:
        raise Stopped

    (found,) = attribute(reference, other, tick=stop)
    assert found.steps[0].effect == found.steps[0].alone == found.whole
    assert found.interaction is not None
    assert not any(getattr(found.interaction, name) for name in ("suggested", "merit", "units"))


def test_steps_add_up_and_the_interaction_is_what_is_left() -> None:
    reference, other = planned("budget_cut"), planned("article_pools")
    asked = []
    (found,) = attribute(reference, other, tick=lambda: asked.append(1))
    assert len(asked) == solves(reference, other) == 2
    assert [step.difference.key for step in found.steps] == ["budget.total", "pool"]
    assert found.interaction is not None
    for name in ("suggested", "unspent", "merit", "projects", "units", "small"):
        whole = getattr(found.whole, name)
        assert whole == sum(getattr(step.effect, name) for step in found.steps)
        alone = sum(getattr(step.alone, name) for step in found.steps)
        assert getattr(found.interaction, name) == whole - alone
    assert found.interaction.merit != 0
    assert found.exact


def test_a_step_without_a_plan_is_counted_with_the_next_one() -> None:
    found = attributed(planned("baseline"), planned("one_pool"))
    first, second = found.steps
    assert (first.difference.key, first.unavailable, first.effect) == ("stages", "data", None)
    assert second.effect == found.whole
    assert found.interaction is None


def test_prices_of_every_scenario_are_those_of_its_own_plan() -> None:
    found = list(costs([planned("article_pools")]))
    assert {cost.name for cost in found} == {"article_pools"}
    assert any(cost.price.kind == "limit" and cost.price.merit > 0 for cost in found)
