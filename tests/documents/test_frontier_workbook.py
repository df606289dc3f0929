"""The workbook of a frontier, and what its sentences say of the place where the plan stands."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.allocate import allocate
from optimizer.documents.frontier_text import frontier_text, worth_text
from optimizer.documents.frontier_workbook import frontier_workbook
from optimizer.formats.outcome import Outcome
from optimizer.insight.frontier.explore import Frontier, explore, gathered
from optimizer.insight.measure import merit_of
from optimizer.intake.year import Year, read_year
from optimizer.model.solve import solve
from optimizer.wording import yuan

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


@pytest.fixture(scope="module")
def outcome(year: Year) -> Outcome:
    return allocate(year, year.scenarios["baseline"])


@pytest.fixture(scope="module")
def found(outcome: Outcome) -> Frontier:
    return gathered(explore(outcome, "budget", 3))


def test_it_holds_every_point_every_break_and_what_must_be_said(
    year: Year, outcome: Outcome, found: Frontier
) -> None:
    data = frontier_workbook(found, outcome, year, "zh")
    assert data == frontier_workbook(found, outcome, year, "zh")
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["取值", "转折点", "说明"]
    first = 5
    merits = [row[1].value for row in book["取值"].iter_rows(min_row=first)]
    assert merits == [f"{one.merit / 10**6:,.2f}" for one in found.points]
    assert book["转折点"].max_row == first - 1 + len(found.line.breaks)
    notes = [str(row[0].value) for row in book["说明"].iter_rows(min_row=first)]
    assert outcome.fingerprint in notes[-1]
    assert all("不能上会" in str(sheet["A2"].value) for sheet in book.worksheets)


def test_the_next_yuan_is_worth_what_solving_again_without_the_order_gives(
    outcome: Outcome, found: Frontier
) -> None:
    axis = found.axis
    problem = replace(axis.problem, rules=replace(axis.problem.rules, monotone=()))
    step = 10_000  # a grid step of the scored clauses
    merits = []
    for more in (0, step):
        moved = replace(problem, budget=problem.budget + more)
        awards = solve(moved).awards
        assert awards is not None
        merits.append(merit_of(outcome.problem, awards))
    text = worth_text(found, "zh", partial(yuan, lang="zh"))
    assert text is not None
    assert f"值 {float(Fraction(merits[1] - merits[0], 10**6)):,.2f} 分·万元" in text


def test_a_terminal_shows_the_breaks_around_the_plan_only(found: Frontier) -> None:
    text = frontier_text(found, "zh")
    assert f"线上共有 {len(found.line.breaks)} 个转折点，当前位置附近的 12 个如下" in text
    assert text.count("与上一转折点相比") == 12
