"""Rows of a sheet: totals, merged and hidden ones, lists, doubled numbers, notices."""

import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from optimizer.intake.applications import read_applications
from optimizer.intake.sheets import letters, spans
from tests.intake.conftest import ReadRows
from tests.support.intake_files import (
    HEADINGS,
    TINY,
    Formula,
    Rows,
    row,
    said,
    unit_code,
    write_book,
)


@pytest.mark.parametrize("word", ["合计", "小 计", "总计：", "Total", "ＴＯＴＡＬ"])
@pytest.mark.parametrize("column", [0, 1, 4])
def test_a_row_of_totals_is_refused_once(read_rows: ReadRows, word: str, column: int) -> None:
    totals: list[object] = [""] * 7
    totals[column], totals[6] = word, 200
    found = read_rows(row(), row(2), totals)[1]
    assert found == [(f"{letters(column)}4", "intake.row.total", word)]


def test_a_name_with_the_word_total_in_it_is_no_total(read_rows: ReadRows) -> None:
    assert read_rows(row(unit_name="合计软件公司", project_name="总计划"))[1] == []


def test_empty_rows_are_passed_over_and_row_numbers_stay(read_rows: ReadRows) -> None:
    applications, problems = read_rows(row(2), [], ["  "], row(1, requested="x"))
    assert problems == [("G5", "intake.number.text", "x")]
    applications, problems = read_rows(row(2), [], ["  "], row(1))
    assert applications is not None
    assert applications["application_no"].tolist() == ["2026-0001", "2026-0002"]
    assert applications.table.rows.tolist() == [5, 2]


def test_empty_required_cells_are_refused(read_rows: ReadRows) -> None:
    found = read_rows(row(unit_name="", requested=None), row(2, clause=" "))[1]
    assert found == [
        ("B2", "intake.cell.empty", ""),
        ("G2", "intake.cell.empty", ""),
        ("F3", "intake.cell.empty", ""),
    ]


def test_merged_cells_are_refused_once_and_not_as_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("申报表")
        for r, cells in enumerate([HEADINGS, row(1), row(2, unit_name=""), row(3)]):
            sheet.write_row(r, 0, cells)
        sheet.merge_range("B2:B3", "示例单位")
        sheet.merge_range("J10:K11", "")
    found = said(read_applications(path, TINY)[1])
    assert found == [("B2", "intake.cell.merged", "B2:B3")]


def test_hidden_sheets_rows_and_columns_are_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("申报表")
        for r, cells in enumerate([HEADINGS, row(1), row(2), row(3)]):
            sheet.write_row(r, 0, cells)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(4, 4, None, None, {"hidden": True})
        listed = workbook.add_worksheet("合作单位")
        listed.write_row(0, 0, ["申报编号", "合作单位名称"])
        listed.write_row(1, 0, ["2026-0001", "示例大学"])
        listed.hide()
    applications, problems = read_applications(path, TINY)
    assert applications is not None
    assert len(applications) == 3
    assert applications.lists["partners"]["partner_name"].tolist() == ["示例大学"]
    assert [(p.place.sheet, p.code, dict(p.params), p.level) for p in problems] == [
        ("申报表", "intake.hidden.rows", {"rows": ("3",)}, "notice"),
        ("申报表", "intake.hidden.columns", {"columns": ("项目名称",)}, "notice"),
        ("合作单位", "intake.hidden.sheet", {}, "notice"),
    ]


@pytest.mark.parametrize(
    "other", ["2026-0001", "２０２６－０００１", "2026-0001\u200b", " 2026 -0001"]
)
def test_a_doubled_application_number_is_refused(read_rows: ReadRows, other: str) -> None:
    found = read_rows(row(), row(2), row(3, application_no=other))[1]
    errors = [f for f in found if f[1] != "intake.text.folded"]
    assert [e[:2] for e in errors] == [("A4", "intake.no.doubled")]


def test_case_does_not_make_another_application_number(read_rows: ReadRows) -> None:
    found = read_rows(row(application_no="a1"), row(2, application_no="A1"))[1]
    assert found == [("A3", "intake.no.doubled", "A1")]


def test_lists_find_their_application_and_keep_its_spelling(read_rows: ReadRows) -> None:
    contracts = [["申报编号", "合同或发票编号"], ["B1", "x2"], [" a１", "y"], ["b1", "x1"]]
    applications, problems = read_rows(
        row(application_no="b1"), row(2, application_no="A1"), 合同发票=contracts
    )
    assert [p[1] for p in problems] == ["intake.text.folded"]
    assert applications is not None
    table = applications.lists["contracts"]
    assert table["application_no"].tolist() == ["A1", "b1", "b1"]
    assert table["contract_no"].tolist() == ["y", "x1", "x2"]
    assert table.parent is not None
    assert table.parent.tolist() == [0, 1, 1]


def test_a_list_row_of_an_unknown_application_is_refused(read_rows: ReadRows) -> None:
    found = read_rows(row(), 合同发票=[["申报编号", "合同或发票编号"], ["2026-0009", "x"]])[1]
    assert found == [("A2", "intake.no.unknown", "2026-0009")]


def test_a_sheet_of_no_known_name_is_refused_unless_it_is_the_only_one(
    read_rows: ReadRows, tmp_path: Path
) -> None:
    found = read_rows(row(), 服务协义=[["申报编号"], ["x"]], Sheet3=[])[1]
    assert found == [("", "intake.sheet.unknown", "服务协义")]
    path = write_book(tmp_path / "one.xlsx", {"Sheet1": [HEADINGS, row()], "Sheet2": []})
    applications, problems = read_applications(path, TINY)
    assert applications is not None
    assert said(problems) == [("", "intake.sheet.only", "Sheet1")]


def test_a_workbook_without_the_table_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"合同发票": [["申报编号", "合同或发票编号"]], "x": []})
    applications, problems = read_applications(path, TINY)
    assert applications is None
    assert said(problems) == [("", "intake.sheet.missing", "")]


def test_example_and_guidance_are_not_read_as_data(read_rows: ReadRows) -> None:
    applications, problems = read_rows(row(), 示例=[["x"]], 填写说明=[["y"]])
    assert problems == []
    assert applications is not None


def test_many_notices_of_one_kind_are_cut_with_their_number(read_rows: ReadRows) -> None:
    found = read_rows(*(row(i, requested="5") for i in range(1, 61)))[1]
    codes = [f[1] for f in found]
    assert codes.count("intake.number.as_text") == 50
    assert codes.count("intake.more_notices") == 1


def test_every_array_is_read_only(read_rows: ReadRows) -> None:
    applications, _ = read_rows(
        row(), 合同发票=[["申报编号", "合同或发票编号"], ["2026-0001", "x"]]
    )
    assert applications is not None
    tables = [applications.table, *applications.lists.values()]
    arrays = [a for t in tables for a in (*t.columns.values(), t.rows)]
    assert not any(array.flags.writeable for array in arrays)
    with pytest.raises(ValueError, match="read-only"):
        applications["requested"][0] = 1


def test_shuffled_rows_give_the_same_tables(tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    rows = [row(i, unit_name=f"示例{i}") for i in range(1, 30)]
    prices = [[f"2026-{1 + i % 7:04d}", f"X{i}", 100 + i] for i in range(40)]
    headings = ["申报编号", "协议编号", "含税总价（元）"]
    read = []
    for number in range(2):
        sheets: dict[str, Rows] = {"申报表": [HEADINGS, *rows], "服务协议": [headings, *prices]}
        applications, problems = read_applications(
            write_book(tmp_path / f"{number}.xlsx", sheets), TINY
        )
        assert problems == ()
        assert applications is not None
        read.append(applications)
        generator.shuffle(rows)
        generator.shuffle(prices)
    first, second = read
    for one, other in (
        (first.table, second.table),
        *zip(first.lists.values(), second.lists.values(), strict=True),
    ):
        for key, column in one.columns.items():
            assert np.array_equal(column, other[key]) or np.isnat(column).all()


def test_odd_cells_of_openpyxl_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "申报表"
    sheet.append([*HEADINGS, "总投资（元）", "联系人"])
    sheet.append([*row(), "=1+1", "x"])
    sheet["I2"] = "#REF!"
    sheet["I2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    found = said(read_applications(tmp_path / "a.xlsx", TINY)[1])
    assert found == [
        ("H2", "intake.cell.formula", "="),
        ("I2", "intake.cell.error", "#REF!"),
    ]


def _with_cell(path: Path, cell: bytes) -> Path:
    """Return a copy of a workbook whose cell H2 is this."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = data.index(b'<c r="H2"')
                data = data[:start] + cell + data[data.index(b"</c>", start) + 4 :]
            new.writestr(name, data)
    return target


def test_a_formula_whose_stored_text_is_empty_is_an_empty_cell(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"申报表": [(*HEADINGS, "联系人"), [*row(), "mark"]]})
    cell = b'<c r="H2" t="str"><f>IF(1,"","")</f><v></v></c>'
    applications, problems = read_applications(_with_cell(path, cell), TINY)
    assert problems == ()
    assert applications is not None
    assert applications["contact"].tolist() == [""]


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        (b"0.30000000000000004", "money.below_fen"),
        (b"NaN", "number.not_finite"),
        (b"1E999", "number.not_finite"),
    ],
)
def test_a_number_is_read_to_its_last_stored_digit(
    tmp_path: Path, stored: bytes, code: str
) -> None:
    path = write_book(tmp_path / "a.xlsx", {"申报表": [(*HEADINGS, "总投资（元）"), [*row(), "x"]]})
    changed = _with_cell(path, b'<c r="H2"><v>' + stored + b"</v></c>")
    assert [f[:2] for f in said(read_applications(changed, TINY)[1])] == [("H2", f"intake.{code}")]


def test_sheets_with_a_namespace_prefix_are_read_as_others(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "a.xlsx", {"申报表": [(*HEADINGS, "联系人"), [*row(), "x"], row(2)]}
    )
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace('<row r="3"', '<row hidden="1" r="3"')
                head, body = text.split("<worksheet", 1)
                body = ("<worksheet" + body).replace("xmlns=", "xmlns:x=")
                text = head + body.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
            new.writestr(name, text)
    applications, problems = read_applications(target, TINY)
    assert applications is not None
    assert len(applications) == 2
    assert said(problems) == [("", "intake.hidden.rows", "")]


def test_two_sheets_for_one_table_are_refused(read_rows: ReadRows) -> None:
    found = read_rows(row(), Applications=[HEADINGS, row()])[1]
    assert found == [("", "intake.sheet.doubled", "Applications")]


def test_column_letters_and_row_spans_read_as_in_a_spreadsheet() -> None:
    assert [letters(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert spans([2, 3, 4, 7, 9, 10]) == ("2–4", "7", "9–10")


def test_units_are_the_same_whichever_way_their_code_was_written(read_rows: ReadRows) -> None:
    applications, _ = read_rows(row(usci=unit_code(5)), row(2, usci=unit_code(5).lower()))
    assert applications is not None
    assert len(set(applications["usci"])) == 1


def _renamed(path: Path, old: str, new: str) -> Path:
    """Return a copy of a workbook with one inner file under another name."""
    target = path.with_name("renamed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                data = data.replace(old.removeprefix("xl/").encode(), f"/{new}".encode())
            if name != "xl/styles.xml":
                copy.writestr(new if name == old else name, data)
    return target


def test_a_sheet_is_looked_through_wherever_its_part_lies(tmp_path: Path) -> None:
    rows = [HEADINGS, row(requested=Formula("=1/0", "#DIV/0!")), row(2)]
    path = write_book(tmp_path / "a.xlsx", {"申报表": rows})
    moved = _renamed(path, "xl/worksheets/sheet1.xml", "xl/elsewhere/data.xml")
    assert said(read_applications(moved, TINY)[1]) == [("G2", "intake.cell.error", "#DIV/0!")]


def test_a_sheet_whose_part_cannot_be_told_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"申报表": [HEADINGS, row()]})
    moved = _renamed(path, "xl/_rels/workbook.xml.rels", "xl/_rels/Workbook.xml.rels")
    assert said(read_applications(moved, TINY)[1])[0][:2] == ("", "intake.file.damaged")


def test_a_truth_value_beside_the_number_one_is_still_no_number(read_rows: ReadRows) -> None:
    wrong = [row(2, requested=1), row(3, requested=True), row(4, requested=False)]
    found = read_rows(row(requested=0), *wrong)[1]
    assert found == [
        ("G4", "intake.number.boolean", "TRUE"),
        ("G5", "intake.number.boolean", "FALSE"),
    ]


def test_an_empty_cell_in_a_percent_format_is_empty(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "申报表"
    sheet.append([*HEADINGS, "总投资（元）"])
    sheet.append(row())
    sheet.append([*row(2), "12.5"])
    for cell in ("H2", "H3", "H9"):
        sheet[cell].number_format = "0.00%"
    book.save(tmp_path / "a.xlsx")
    applications, problems = read_applications(tmp_path / "a.xlsx", TINY)
    assert [p.code for p in problems] == ["intake.number.as_text"]
    assert applications is not None
    assert applications["total_investment"].tolist() == [-1, 1250]


def test_a_sheet_of_another_name_is_refused_beside_the_table(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"Sheet1": [HEADINGS, row(2)], "申报表": [HEADINGS, row()]}
    found = said(read_applications(write_book(tmp_path / "a.xlsx", sheets), TINY)[1])
    assert found == [("", "intake.sheet.unknown", "Sheet1")]
