"""A workbook with twenty different mistakes: exactly these, each with its cell."""

from datetime import date
from pathlib import Path

from optimizer.intake.applications import read_applications
from tests.support.intake_files import HEADINGS, TINY, Formula, row, said, unit_code, write_book

MORE = (
    *HEADINGS,
    "申报基数（元）",
    "受理日期",
    "承诺书",
    "企业规模",
    "形式审查",
    "入围榜单",
    "联系人",
)


def _line(number: int, *rest: object, **changed: object) -> list[object]:
    return [*row(number, **changed), *rest]


def test_twenty_mistakes_are_told_at_once_each_with_its_cell(tmp_path: Path) -> None:
    wrong_code = unit_code(3)[:-1] + ("0" if unit_code(3)[-1] != "0" else "1")
    rows = [
        _line(1, 7500, date(2026, 3, 1), "是", "小", "通过", "软件百家", "甲"),
        _line(2, requested="120万"),
        _line(3, usci=wrong_code),
        _line(4, clause="2.2"),
        _line(5, unit_type="公司"),
        _line(6, application_no="2026-0001"),
        _line(7, "30%"),
        _line(8, -5),
        _line(9, "1E5"),
        _line(10, Formula("=A1")),
        _line(11, Formula("=1/0", "#DIV/0!")),
        _line(12, date(2026, 3, 1)),
        _line(13, base=True),
        _line(14, 0.001),
        _line(15, "", "2026-02-30"),
        _line(16, "", "", "有"),
        _line(17, "", "", "", "中型"),
        _line(18, "", "", "", "", "是"),
        _line(19, "", "", "", "", "", "", "a\u202eb"),
        _line(20, unit_name=""),
        ["合计", "", "", "", "", "", 2000],
    ]
    path = write_book(tmp_path / "twenty.xlsx", {"申报表": [MORE, *rows]})
    applications, problems = read_applications(path, TINY)
    assert applications is None
    assert [p.place.sheet for p in problems] == ["申报表"] * 20
    assert said(problems) == [
        ("G3", "intake.number.has_unit_right", "120万"),
        ("C4", "intake.usci.check", wrong_code),
        ("F5", "intake.clause.unknown", "2.2"),
        ("D6", "intake.choice.unknown", "公司"),
        ("A7", "intake.no.doubled", "2026-0001"),
        ("H8", "intake.number.percent", "30%"),
        ("H9", "intake.number.negative", "-5"),
        ("H10", "intake.number.exponent", "1E5"),
        ("H11", "intake.cell.formula", "="),
        ("H12", "intake.cell.error", "#DIV/0!"),
        ("H13", "intake.number.date", "2026-03-01"),
        ("H14", "intake.number.boolean", "TRUE"),
        ("H15", "intake.money.below_fen", "0.001"),
        ("I16", "intake.date.unknown", "2026-02-30"),
        ("J17", "intake.flag.unknown", "有"),
        ("K18", "intake.choice.unknown", "中型"),
        ("L19", "intake.check.unknown", "是"),
        ("N20", "intake.text.control", "a\u202eb"),
        ("B21", "intake.cell.empty", ""),
        ("A22", "intake.row.total", "合计"),
    ]
