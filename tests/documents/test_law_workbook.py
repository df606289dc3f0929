"""The workbook for the drafting office: the figures of a change, sums, and no formula of a name."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.documents.law_workbook import law_workbook
from optimizer.insight.law.changed import changed
from optimizer.insight.law.cost import Cost, cost
from optimizer.intake.year import Year, read_year
from optimizer.policy.toml_file import load
from optimizer.policy.versions import find

ROOT = Path(__file__).resolve().parents[2]
FIRST = 6  # row of the first line


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


@pytest.fixture(scope="module")
def found(year: Year) -> Cost:
    document = load(find(year.call.policy))[0]
    values = {"ceiling:9.1": "100万元", "ceiling:8": "50万元"}
    return cost(*changed(year, year.scenarios["baseline"], document, values))


def test_it_holds_articles_clauses_applications_ledger_and_notes(year: Year, found: Cost) -> None:
    data = law_workbook(found, year, "zh")
    assert data == law_workbook(found, year, "zh")
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["按条", "按款", "有变化的申报", "台账回看", "说明"]
    assert "推演，不能上会" in str(book["按条"]["A2"].value)
    assert "条款9.1单项上限由 200万元 调为 100万元" in str(book["按条"]["A3"].value)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or str(cell.value).startswith("=SUBTOTAL(")
    assert book["台账回看"].max_row == FIRST - 1 + len(found.tried[0])


def test_clauses_have_ceiling_and_award_of_both_texts(year: Year, found: Cost) -> None:
    book = load_workbook(BytesIO(law_workbook(found, year, "en")), data_only=True)
    rows = {str(row[0]).split()[0]: row for row in book["By clause"].values if row[0]}
    for line in found.lines:
        row = rows[line.clause]
        assert row[1:3] == line.ceiling
        assert row[5:7] == line.entitled
        assert row[13:15] == line.suggested
    total = rows["Total"]
    assert total[13:15] == tuple(o.totals["suggested"] for o in (found.before, found.after))
