"""Two readings of one law, written apart, must agree on every application of every odd year."""

import pytest

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import ENTITLED
from optimizer.formats.outcome_document import reason_record
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.rank import rank
from optimizer.merit.score import score
from optimizer.policy.call import resolve
from optimizer.verify.law import read_year
from optimizer.verify.marks import check_marks, open_marks
from tests.support.odd_years import odd_year

STATUS = ("refused", "incomplete", "entitled")
Facts = dict[str, object]


def first_reading(year: Year, scenario: Scenario) -> list[Facts]:
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    merits = score(law, year.applications, year.scores)
    found = entitle(law, year.applications, year.ledger, merits.total)
    ranks = rank(law, year.applications, found, merits)
    return [
        {
            "number": year.applications["application_no"][i],
            "clause": year.applications["clause"][i],
            "status": STATUS[found.status[i]],
            "entitled": int(found.entitled[i]),
            "verified": int(found.verified[i]),
            "payee": (found.payee_usci[i], found.payee_name[i]),
            "limit_unit": found.limit_unit[i] if found.status[i] == ENTITLED else None,
            "merit": int(merits.total[i]),
            "rank": int(ranks[i]) if ranks[i] > 0 else None,
        }
        for i in range(len(year.applications))
    ]


def second_reading(year: Year, scenario: Scenario) -> list[Facts]:
    opinion = read_year(year, scenario)
    standings, desk = opinion.standings, opinion.desk
    units = desk.book.units.texts(standings.limit_unit)
    return [
        {
            "number": desk.book.columns["application_no"][i],
            "clause": desk.sheets[standings.clause[i]].clause.id,
            "status": STATUS[status],
            "entitled": int(standings.entitled[i]),
            "verified": int(standings.verified[i]),
            "payee": (standings.payee[i], standings.payee_name[i]),
            "limit_unit": units[i] if status == ENTITLED else None,
            "merit": int(opinion.merit[i]),
            "rank": int(opinion.rank[i]) if opinion.rank[i] > 0 else None,
        }
        for i, status in enumerate(standings.status.tolist())
    ]


def differences(year: Year, scenario: Scenario) -> list[str]:
    pairs = zip(first_reading(year, scenario), second_reading(year, scenario), strict=True)
    return [
        f"{one['number']} ({one['clause']}) {key}: {one[key]} / {two[key]}"
        for one, two in pairs
        for key in one
        if one[key] != two[key]
    ]


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_both_readings_agree_on_years_full_of_flaws(first: int) -> None:
    found = {seed: differences(*odd_year(seed)) for seed in range(first, first + 20)}
    assert {seed: lines for seed, lines in found.items() if lines} == {}


@pytest.mark.parametrize("first", range(1000, 1040, 10))
def test_both_readings_agree_on_years_with_few_flaws(first: int) -> None:
    found = {seed: differences(*odd_year(seed, odd=False)) for seed in range(first, first + 10)}
    assert {seed: lines for seed, lines in found.items() if lines} == {}


def test_the_odd_years_reach_every_status_in_every_clause() -> None:
    """A comparison of refusals only would say little."""
    seen = {
        (facts["clause"], facts["status"])
        for seed in range(1000, 1040)
        for facts in second_reading(*odd_year(seed, odd=False))
    }
    clauses = {clause for clause, _ in seen}
    assert {clause for clause, status in seen if status == "entitled"} == clauses
    assert {clause for clause, status in seen if status == "refused"} == clauses
    assert len({clause for clause, status in seen if status == "incomplete"}) >= 5


@pytest.mark.parametrize("seed", range(6))
def test_both_readings_leave_the_same_open(seed: int) -> None:
    year, scenario = odd_year(seed, odd=seed % 2 == 0, count=120)
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    merits = score(law, year.applications, year.scores)
    found = entitle(law, year.applications, year.ledger, merits.total)
    opinion = read_year(year, scenario)
    own = open_marks(opinion)
    numbers = year.applications["application_no"]
    compared = [i for i in range(len(numbers)) if STATUS[opinion.standings.status[i]] != "refused"]
    assert any(own.get(i) for i in compared)
    for i in compared:
        marks = [reason_record(mark) for mark in found.marks.get(i, ())]
        assert list(check_marks(numbers[i], marks, own.get(i, []))) == []
