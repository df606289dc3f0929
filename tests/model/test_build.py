"""A year and a scenario as an allocation problem: rules, labels, numbers, years."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import ENTITLED, Entitlements
from optimizer.errors import DataError
from optimizer.formats.problem import AllocationProblem, MinimumAward, Row
from optimizer.intake.columns import TRANCHES
from optimizer.intake.scenario_types import CustomLimit, FutureLimit, Scenario
from optimizer.intake.tables import Table
from optimizer.intake.tranches import tranches
from optimizer.intake.year import Year, read_year
from optimizer.merit.score import score
from optimizer.model.build import build_problem
from optimizer.model.year_rows import due
from optimizer.policy.call import resolve
from optimizer.policy.settings import Setting
from tests.support.applications import ledger_from, table_from

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "2026"
COMPETITIVE = ("6", "9.1", "9.2", "9.3", "11", "13", "14")


@cache
def bundled() -> Year:
    """Return the bundled year with everything paid at once."""
    year = read_year(FOLDER)
    none = table_from(TRANCHES, [], parent=np.zeros(0, dtype=np.int64))
    lists = {**year.applications.lists, "tranches": none}
    return replace(year, applications=replace(year.applications, lists=lists))


def base(**changes: Any) -> Scenario:  # noqa: ANN401 (any field)
    return replace(bundled().scenarios["baseline"], **changes)


def set_to(**values: Any) -> Mapping[str, Setting]:  # noqa: ANN401 (values of any kind)
    return {name: Setting(value, "scenario", "scenario") for name, value in values.items()}


def entitled(year: Year, scenario: Scenario) -> Entitlements:
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    merits = score(law, year.applications, year.scores)
    return entitle(law, year.applications, year.ledger, merits.total)


def build(scenario: Scenario, year: Year | None = None) -> AllocationProblem:
    year = year or bundled()
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    merits = score(law, year.applications, year.scores)
    found = entitle(law, year.applications, year.ledger, merits.total)
    return build_problem(law, scenario, year.applications, found, merits, year.ledger)


def rows(problem: AllocationProblem) -> dict[str, Row]:
    return {row.name: row for row in problem.rows}


# --- rules ---


def test_rules_are_those_of_the_policy_unless_the_scenario_names_its_own() -> None:
    own = base(
        equal=("8",),
        monotone=("6",),
        minimum_award=MinimumAward(Fraction(1, 2), 100_000, {"clause": COMPETITIVE}),
        indivisible={"clause": ("14",), "unit_size": ("小",)},
        most_projects=("group_key", 2),
        diminishing=((Fraction(1), 1),),
    )
    rules = build(own).rules
    assert (rules.equal, rules.monotone) == (("8",), ("6",))
    assert rules.minimum_award == MinimumAward(Fraction(1, 2), 100_000, {"clause": COMPETITIVE})
    assert rules.indivisible == {"clause": ("14",), "size": ("小",)}
    assert (rules.most_projects, rules.diminishing) == (("group", 2), ((Fraction(1), 1),))
    plain = build(base()).rules
    assert set(plain.equal) == {c.id for c in bundled().policy.clauses if c.rule == "equal"}
    assert plain.indivisible is False


def test_the_order_of_scores_is_kept_unless_the_call_lifts_it() -> None:
    assert build(base(settings=set_to(monotone_by_score=False))).rules.monotone == ()
    kept = base(settings=set_to(monotone_by_score=False), monotone=("6",))
    assert build(base()).rules.monotone == COMPETITIVE
    assert build(kept).rules.monotone == ("6",)


@pytest.mark.parametrize(
    ("own", "found"), [(None, 2), (("unit", 1), 1), (("unit", 3), 2)], ids=["call", "less", "more"]
)
def test_a_scenario_may_lower_the_calls_number_of_projects(
    own: tuple[str, int] | None, found: int
) -> None:
    scenario = base(settings=set_to(max_projects_per_unit=2), most_projects=own)
    assert build(scenario).rules.most_projects == ("unit", found)


# --- limits over any members ---


def test_a_custom_limit_is_a_row_with_the_labels_and_numbers_that_it_names() -> None:
    limits = (
        CustomLimit("sme", {"unit_size": ("小", "微")}, at_least_share=Fraction(3, 10)),
        CustomLimit("core", {"digital_core": ("是",), "article": ("9",)}, "new_jobs", at_least=4),
        CustomLimit("groups", {"group_key": ("G",)}, "total_investment", at_most=10**9),
    )
    numbers = bundled().applications["application_no"]
    group = np.where(np.arange(len(numbers)) % 3 == 0, "G", "").astype(object)
    jobs = np.where(np.arange(len(numbers)) % 2 == 0, 7, -1)
    year = with_columns(group_key=group, new_jobs=jobs)
    problem = build(base(custom_limits=limits), year)
    assert problem.rows[-3:] == (
        Row("sme", {"size": ("小", "微")}, at_least_share=Fraction(3, 10)),
        Row("core", {"digital_core": ("是",), "article": ("9",)}, "new_jobs", at_least=4),
        Row("groups", {"group": ("G",)}, "total_investment", at_most=10**9),
    )
    assert set(problem.numbers) == {"new_jobs", "total_investment"}
    assert set(problem.labels) == {
        "article", "clause", "unit", "panel", "size", "digital_core", "group",
    }  # fmt: skip
    index = {number: i for i, number in enumerate(numbers.tolist())}
    chosen = [index[number] for number in problem.ids.tolist()]
    assert problem.numbers["new_jobs"].tolist() == [None if i % 2 else 7 for i in chosen]
    investment = year.applications["total_investment"][chosen].tolist()
    assert problem.numbers["total_investment"].tolist() == [
        None if fen < 0 else fen // 100 for fen in investment
    ]
    core = problem.labels["digital_core"]
    flags = year.applications["digital_core"][chosen].tolist()
    assert [core.names[c] if c >= 0 else "" for c in core.codes.tolist()] == [
        {1: "是", 0: "否", -1: ""}[flag] for flag in flags
    ]


def with_columns(**columns: Any) -> Year:  # noqa: ANN401 (arrays)
    year = bundled()
    table = year.applications.table
    changed = Table({**table.columns, **columns}, table.rows, table.parent)
    return replace(year, applications=replace(year.applications, table=changed))


def test_what_no_project_has_is_refused_before_solving_all_together() -> None:
    nothing = np.full(len(bundled().applications), "", dtype=object)
    year = with_columns(industry_code=nothing, new_jobs=np.full(len(nothing), -1))
    scenario = base(
        custom_limits=(CustomLimit("a", {"industry_code": ("65",)}, "new_jobs", at_most=1),),
        most_projects=("industry_code", 2),
        settings=set_to(max_projects_per_unit=2),
    )
    with pytest.raises(DataError) as error:
        build(scenario, year)
    assert [(p.code, p.place.field) for p in error.value.problems] == [
        ("model.build.no_label", "custom_limit[1].where.industry_code"),
        ("model.build.no_label", "rules.most_projects.label"),
        ("model.build.no_number", "custom_limit[1].number"),
        ("model.build.two_most_projects", "rules.most_projects.label"),
    ]


# --- money in time ---


def paid_in(records: list[dict[str, Any]], ledger: list[dict[str, Any]] | None = None) -> Year:
    """Return the bundled year with these tranches."""
    year = bundled()
    numbers = year.applications["application_no"].tolist()
    parent = np.array([numbers.index(r["application_no"]) for r in records], dtype=np.int64)
    lists = {**year.applications.lists, "tranches": table_from(TRANCHES, records, parent=parent)}
    return replace(
        year,
        applications=replace(year.applications, lists=lists),
        ledger=ledger_from(ledger or []),
    )


def in_parts(number: str, **shares: int) -> list[dict[str, Any]]:
    return [
        {"application_no": number, "year": int(year[1:]), "tranche_share": share}
        for year, share in shares.items()
    ]


def a_project(clause: str) -> tuple[str, int]:
    """Return number and entitled yuan of an entitled application of a clause."""
    year, found = bundled(), entitled(bundled(), base())
    wanted = (found.status == ENTITLED) & (year.applications["clause"] == clause)
    i = int(np.flatnonzero(wanted)[0])
    return str(year.applications["application_no"][i]), int(found.entitled[i])


def test_without_tranches_there_are_no_years() -> None:
    problem = build(base(future_limits=(FutureLimit(2027, 0),)), paid_in([]))
    assert problem.numbers == {}
    assert not any(name.startswith("year") for name in rows(problem))
    assert problem.budget == base().total - base().reserve


def test_each_year_is_limited_by_what_is_paid_in_it() -> None:
    (first, most), (second, other) = a_project("9.3"), a_project("8")
    most -= most % 10_000
    year = paid_in(
        in_parts(first, y2026=50, y2027=30, y2028=20) + in_parts(second, y2027=100),
        [
            {"year": 2025, "due_year": 2026, "awarded": "60.000001万元", **_someone()},
            {
                "year": 2025,
                "due_year": 2027,
                "awarded": "100万元",
                "returned": "1万元",
                **_someone(),
            },
            {"year": 2025, "awarded": "100万元", **_someone()},
        ],
    )
    scenario = base(future_limits=(FutureLimit(2027, 5_000_000), FutureLimit(2030, 1)))
    problem = build(scenario, year)
    available = base().total - base().reserve - 600_001
    assert problem.rows[-2:] == (
        Row("year 2026", number="year_2026", at_most=available),
        Row("year 2027", number="year_2027", at_most=4_010_000),
    )
    # No limit of 2028: all that falls in it may be promised.
    assert problem.budget == available + 4_010_000 + most // 5
    now = dict(zip(problem.ids.tolist(), problem.numbers["year_2026"].tolist(), strict=True))
    then = dict(zip(problem.ids.tolist(), problem.numbers["year_2027"].tolist(), strict=True))
    assert (now[first], then[first]) == (most // 2, most * 3 // 10)
    assert (now[second], then[second]) == (None, other)
    third = next(n for n in problem.ids.tolist() if n not in (first, second) and now[n])
    assert then[third] is None
    assert set(problem.numbers) == {"year_2026", "year_2027"}


def test_a_part_that_is_no_whole_yuan_counts_rounded_up() -> None:
    number, most = a_project("8")
    records = [
        {"application_no": number, "year": 2026, "tranche_amount": 1},
        {"application_no": number, "year": 2027, "tranche_amount": 2},
    ]
    problem = build(base(), paid_in(records))
    i = problem.ids.tolist().index(number)
    assert problem.numbers["year_2026"][i] == -(-most // 3)


def _someone(**cells: str) -> dict[str, Any]:
    return {"clause": "8", "usci": str(bundled().applications["usci"][0]), **cells}


def test_what_falls_due_adds_up_to_the_awards() -> None:
    (first, _), (second, _) = a_project("9.3"), a_project("8")
    year = paid_in(in_parts(first, y2026=50, y2028=50) + in_parts(second, y2027=33, y2026=67))
    scenario = base()
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    chosen = np.flatnonzero(entitled(year, scenario).status == ENTITLED)
    numbers = year.applications["application_no"][chosen].tolist()
    awards = np.where(np.isin(numbers, [first, second]), 100_001, 10)
    found = due(law, year.applications, chosen, awards)
    rest = 10 * (len(chosen) - 2)
    assert found == {2026: rest + 50_000 + 67_000, 2027: 33_001, 2028: 50_001}
    assert due(law, bundled().applications, chosen, awards) == {2026: rest + 200_002}
    assert tranches(bundled().applications) == {}
