"""The pipeline whole, on the bundled year."""

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from optimizer.allocate import allocate
from optimizer.documents.outcome_json import outcome_json
from optimizer.errors import DataError
from optimizer.intake.scenario import override
from optimizer.intake.tables import Table
from optimizer.intake.year import Year, read_year
from scenarios.expected import expected_result

FOLDER = Path(__file__).resolve().parent.parent / "scenarios" / "2026"
NAMES = (
    "article_12_annual",
    "article_pools",
    "baseline",
    "budget_cut",
    "by_rank",
    "lookback_three_years",
    "minimum_award_half",
    "one_pool",
    "one_project_a_unit",
    "other_weights",
    "same_ratio",
    "small_and_medium_first",
    "tiers",
)


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(FOLDER)


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_scenario_gives_its_stored_result(year: Year, name: str) -> None:
    stored = json.loads((FOLDER / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    assert expected_result(allocate(year, year.scenarios[name])) == stored


def test_every_bundled_scenario_has_a_stored_result(year: Year) -> None:
    stored = {path.stem for path in (FOLDER / "expected").glob("*.json")}
    assert stored == set(year.scenarios) == set(NAMES)


def test_the_same_inputs_give_the_same_bytes(year: Year) -> None:
    scenario = year.scenarios["baseline"]
    assert outcome_json(allocate(year, scenario)) == outcome_json(allocate(year, scenario))


def _shuffle_rows(source: Path, target: Path, dice: random.Random) -> None:
    """Copy a workbook with the rows below each heading in another order."""
    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        dice.shuffle(rows)
        for at, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(at, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # a name that begins with "=" is a name
    book.save(target)


def test_files_with_shuffled_rows_give_the_same_bytes(year: Year, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    for name in ("applications.xlsx", "scores.xlsx", "ledger.xlsx"):
        _shuffle_rows(FOLDER / name, tmp_path / name, random.Random(name))  # noqa: S311  # not secret
    shuffled = read_year(tmp_path)
    for name in NAMES:
        here, there = (
            allocate(year, year.scenarios[name]),
            allocate(shuffled, shuffled.scenarios[name]),
        )
        assert outcome_json(there) == outcome_json(here)


def _shuffled(table: Table, seed: int) -> Table:
    order = np.random.default_rng(seed).permutation(len(table))
    parent = None if table.parent is None else table.parent[order]
    return Table({key: column[order] for key, column in table.columns.items()}, table.rows, parent)


def test_the_order_of_scores_and_ledger_does_not_matter(year: Year) -> None:
    other = replace(year, scores=_shuffled(year.scores, 1), ledger=_shuffled(year.ledger, 2))
    scenario = year.scenarios["baseline"]
    assert outcome_json(allocate(other, scenario)) == outcome_json(allocate(year, scenario))


def test_amounts_and_totals_add_up(year: Year) -> None:
    outcome = allocate(year, year.scenarios["baseline"])
    given = sum(p.suggested or 0 for p in outcome.projects)
    totals = outcome.totals
    assert given == totals["suggested"] == sum(totals["by_article"].values())
    assert totals["by_article"]["9"] == sum(totals["by_clause"][c] for c in ("9.1", "9.2", "9.3"))
    assert totals["unspent"] == totals["available"] - given >= 0
    assert len(outcome.projects) == len(year.applications)


def test_every_application_has_a_reason_with_a_source(year: Year) -> None:
    for project in allocate(year, year.scenarios["baseline"]).projects:
        assert project.reasons, project.application_no
        assert all(reason.citation.source for reason in project.reasons)


def test_the_status_says_what_the_amount_is(year: Year) -> None:
    for project in allocate(year, year.scenarios["budget_cut"]).projects:
        amounts = (project.entitled, project.suggested)
        match project.status:
            case "refused":
                assert amounts == (0, 0)
            case "incomplete":
                assert amounts == (None, None)
            case "full":
                assert 0 < (project.suggested or 0) <= (project.entitled or 0)
            case "partial":
                assert 0 < (project.suggested or 0) < (project.entitled or 0)
            case "none":
                assert project.suggested == 0


def test_too_little_money_cuts_all_entitlements_by_one_published_ratio(year: Year) -> None:
    changes = {"budget.total": "2000万元"}
    scenario = override(year.scenarios["baseline"], changes, year.policy, year.call)
    outcome = allocate(year, scenario)
    ratios = set(outcome.solution.certificate.ratios.values())
    assert len(ratios) == 1
    assert 0 < ratios.pop() < 10**6
    cut = {p.reasons[0].code for p in outcome.projects if p.status == "partial"}
    assert "allocation.partial.equal_ratio" in cut
    # Less than a yuan an entitled application is lost to rounding down.
    assert outcome.totals["unspent"] < len(outcome.projects)


def test_a_floor_beyond_the_budget_is_infeasible_and_names_the_clash(year: Year) -> None:
    changes = {"pool": '[{over = "article", key = "9", at_least = "5800万元"}]'}
    scenario = override(year.scenarios["baseline"], changes, year.policy, year.call)
    outcome = allocate(year, scenario)
    assert outcome.solution.status == "infeasible"
    assert "article 9" in outcome.solution.conflicts[0]
    assert {p.suggested for p in outcome.projects} == {None}
    assert outcome.totals["suggested"] is None


def test_commitments_beyond_the_budget_are_refused(year: Year) -> None:
    changes = {"budget.total": "201万元"}
    scenario = override(year.scenarios["baseline"], changes, year.policy, year.call)
    with pytest.raises(DataError) as caught:
        allocate(year, scenario)
    assert [p.code for p in caught.value.problems] == ["model.build.budget"]


def test_a_lock_on_an_unknown_application_is_refused(year: Year) -> None:
    lock = '[{application_no = "2026-9999", to = "full", reason = "x"}]'
    scenario = override(year.scenarios["baseline"], {"lock": lock}, year.policy, year.call)
    with pytest.raises(DataError) as caught:
        allocate(year, scenario)
    assert [p.code for p in caught.value.problems] == ["model.build.lock_unknown"]


def test_a_lock_holds_and_says_so(year: Year) -> None:
    before = allocate(year, year.scenarios["baseline"])
    unfunded = next(p for p in before.projects if p.status == "none")
    lock = f'[{{application_no = "{unfunded.application_no}", to = "full", reason = "x"}}]'
    scenario = override(year.scenarios["baseline"], {"lock": lock}, year.policy, year.call)
    after = {p.application_no: p for p in allocate(year, scenario).projects}
    grid = 10_000
    assert after[unfunded.application_no].suggested == (unfunded.entitled or 0) // grid * grid


def test_mixed_stages_need_a_merit_for_unscored_clauses(year: Year) -> None:
    every = json.dumps([[clause.id for clause in year.policy.clauses]])
    baseline = year.scenarios["baseline"]
    with pytest.raises(DataError) as caught:
        override(baseline, {"stages": every}, year.policy, year.call)
    assert [p.code for p in caught.value.problems] == ["scenario.unscored_merit"]
    changes = {"stages": every, "rules.unscored_merit": "60"}
    served = allocate(year, override(baseline, changes, year.policy, year.call))
    assert served.solution.status in {"optimal", "feasible"}
