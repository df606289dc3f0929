"""Differences of scenarios in words, from the parent and from the call."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.documents.scenario_text import call_lines, parent_lines
from optimizer.intake.scenario import override
from optimizer.intake.year import Year, read_year
from optimizer.wording import LANGUAGES, Language

BUNDLED = Path(__file__).parent.parent.parent / "scenarios" / "2026"


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(BUNDLED)


def test_a_difference_from_the_parent_names_key_and_values(year: Year) -> None:
    cut = year.scenarios["budget_cut"]
    assert parent_lines(year, cut, "zh") == ("预算总额 6,000万元 → 5,400万元",)
    assert parent_lines(year, year.scenarios["baseline"], "zh") == ()
    pools = parent_lines(year, year.scenarios["article_pools"], "zh")
    assert "第6条不高于500万元" in pools[0]
    assert "第13条不低于350万元、不高于500万元" in pools[0]


def test_a_what_if_names_what_it_changes_of_the_call(year: Year) -> None:
    assert call_lines(year, year.scenarios["budget_cut"], "zh") == ()
    (line,) = call_lines(year, year.scenarios["article_12_annual"], "zh")
    assert "第12条" in line
    (line,) = call_lines(year, year.scenarios["other_weights"], "en")
    assert "25" in line
    assert "40" in line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_item_has_its_words(year: Year, lang: Language) -> None:
    base = year.scenarios["baseline"]
    changes = {
        "unit_limit": '[{ at_most = "500万元", over = ["6", "11"] }, { at_most = "900万元" }]',
        "lock": '[{ application_no = "2026-0003", to = "full", reason = "r" },'
        ' { application_no = "2026-0004", to = "refuse", reason = "r" },'
        ' { application_no = "2026-0009", to = "1万元", reason = "r" }]',
        "custom_limit": '[{ name = "jobs", number = "new_jobs", at_least = 4 },'
        ' { name = "small", where = { unit_size = "小" }, at_least_share = "30%" }]',
        "future_limit": '[{ year = 2027, at_most = "10万元" }]',
        "objective": '["merit_projects", "merit_yuan"]',
    }
    made = override(base, changes, year.policy, year.call)
    made = replace(made, chain=("baseline", "x"))
    lines = parent_lines(year, made, lang)
    assert len(lines) == len(changes)
    assert not any("scenario_text" in line or "{" in line for line in lines)
