"""The bundled scenarios: a question each, and an answer in which the difference shows."""

from pathlib import Path

import pytest

from optimizer.allocate import allocate
from optimizer.formats.outcome import Outcome
from optimizer.intake.year import Year, read_year

ROOT = Path(__file__).resolve().parents[2]
LEAST = 10
PRACTICE = {"by_rank", "same_ratio", "tiers"}


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


def suggested(outcome: Outcome) -> dict[str, int | None]:
    return {p.application_no: p.suggested for p in outcome.projects}


def test_there_are_ten_at_least_and_each_has_its_question_in_its_title(year: Year) -> None:
    assert len(year.scenarios) >= LEAST
    for scenario in year.scenarios.values():
        assert scenario.title.zh.endswith("？")
        assert scenario.title.en.endswith("?")


def test_the_documentation_lists_every_scenario(year: Year) -> None:
    text = (ROOT / "docs" / "bundled_year.md").read_text(encoding="utf-8")
    assert [name for name in year.scenarios if f"| `{name}` |" not in text] == []


def test_the_practice_baselines_are_there(year: Year) -> None:
    methods = {name: year.scenarios[name].method for name in PRACTICE}
    assert methods == {name: name for name in PRACTICE}


def test_looking_back_three_years_refuses_who_had_an_accident_before(year: Year) -> None:
    before = suggested(allocate(year, year.scenarios["baseline"]))
    after = allocate(year, year.scenarios["lookback_three_years"])
    refused = {p.application_no for p in after.projects if p.status == "refused"}
    assert before["2026-0077"]
    assert "2026-0077" in refused


def test_article_12_by_year_does_not_count_what_earlier_years_paid(year: Year) -> None:
    before = suggested(allocate(year, year.scenarios["baseline"]))
    after = suggested(allocate(year, year.scenarios["article_12_annual"]))
    assert (before["2026-0192"], after["2026-0192"]) == (150_000, 400_000)
