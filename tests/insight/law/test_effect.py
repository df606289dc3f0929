"""Another text before any budget: who is entitled, liability, ceilings that bind."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.allocate import allocate
from optimizer.insight.law.effect import effect
from optimizer.intake.year import Year, read_year
from optimizer.policy.basics import Dated

ROOT = Path(__file__).resolve().parents[3]
LOW = 100_000


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


def lowered(year: Year) -> Year:
    clauses = tuple(
        replace(one, ceiling=Dated(((one.ceiling.values[0][0], LOW),)))
        for one in year.policy.clauses
    )
    return replace(year, policy=replace(year.policy, clauses=clauses))


def test_the_same_text_changes_nothing(year: Year) -> None:
    same = (year, year.scenarios["baseline"])
    found = effect(same, same)
    assert found.changes == ()
    assert found.liability[0] == found.liability[1]


def test_lower_ceilings_lower_entitlements_and_bind_more(year: Year) -> None:
    base = year.scenarios["baseline"]
    found = effect((year, base), (lowered(year), base))
    entitled = {p.application_no: p.entitled or 0 for p in allocate(year, base).projects}
    assert found.changes
    for one in found.changes:
        assert one.before == entitled[one.application_no]
        assert one.after <= LOW
    assert sum(c.after - c.before for c in found.changes) < 0
    assert found.liability[1].total == LOW * len(year.policy.clauses)
    assert sum(d.bound for d in found.demand[1]) > sum(d.bound for d in found.demand[0])
    assert all(d.entitled <= d.applications * d.ceiling for d in found.demand[0])
