"""Limits of a year as rows: what earlier batches took is taken off, the tighter of two holds."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer.allocate import allocate
from optimizer.formats.problem import Row
from optimizer.intake.scenario_types import AnnualUnitLimit, Pool, Scenario
from optimizer.intake.year import Year, read_year
from tests.support.applications import ledger_from

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "2026"


@pytest.fixture(scope="module")
def bundled() -> Year:
    return read_year(FOLDER)


def batch(of: Year, number: int, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 (cells)
    """Return a ledger row of an earlier batch for the unit of application ``number``."""
    usci = str(of.applications["usci"][number])
    clause = str(of.applications["clause"][number])
    return {"year": 2026, "clause": clause, "usci": usci, "awarded": "10万元", "batch": 1} | changes


def rows(year: Year, scenario: Scenario, ledger: list[dict[str, Any]]) -> Mapping[str, Row]:
    outcome = allocate(replace(year, ledger=ledger_from(ledger)), scenario)
    return {row.name: row for row in outcome.problem.rows}


def find(year: Year, clause: str) -> int:
    found: int = year.applications["clause"].tolist().index(clause)
    return found


def test_a_pool_holds_what_earlier_batches_left(bundled: Year) -> None:
    pools = (
        Pool("article", "9", at_most=9_000_000, at_least=1_000_000),
        Pool("clause", "8", at_most=50_000),
    )
    scenario = replace(bundled.scenarios["baseline"], pools=pools)
    first, eighth = find(bundled, "9.2"), find(bundled, "8")
    ledger = [
        batch(bundled, first, awarded="80.00005万元", returned="30万元"),
        batch(bundled, first, awarded="7万元", year=2025),  # another year's: not of this pool
        batch(bundled, eighth, awarded="6万元"),
    ]
    found = rows(bundled, scenario, ledger)
    # 500,000.5 yuan are used: rounded up, so that nothing is given twice.
    assert (found["article 9"].at_most, found["article 9"].at_least) == (8_499_999, 499_999)
    assert found["clause 8"].at_most == 0


def test_a_unit_limit_of_the_scenario_counts_the_paid_unit_of_earlier_batches(
    bundled: Year,
) -> None:
    scenario = replace(bundled.scenarios["baseline"], unit_limits=(AnnualUnitLimit(150_000),))
    number = find(bundled, "11")
    unit = str(bundled.applications["usci"][number])
    row = rows(bundled, scenario, [batch(bundled, number)])[f"unit {unit}"]
    assert (row.members, row.at_most) == ({"unit": (unit,)}, 50_000)


def test_of_two_limits_with_one_name_the_tighter_holds(bundled: Year) -> None:
    limits = (AnnualUnitLimit(500_000, ("12",)), AnnualUnitLimit(2_000_000, ("12",)))
    for order in (limits, limits[::-1]):
        scenario = replace(bundled.scenarios["baseline"], unit_limits=order)
        found = rows(bundled, scenario, [])
        twelves = [row for name, row in found.items() if name.endswith("clause 12")]
        assert {row.at_most for row in twelves} == {500_000}


def test_a_limit_that_cannot_bind_has_no_row(bundled: Year) -> None:
    scenario = replace(bundled.scenarios["baseline"], unit_limits=(AnnualUnitLimit(10**9),))
    assert not any(
        name.startswith("unit") and " clause" not in name for name in rows(bundled, scenario, [])
    )
