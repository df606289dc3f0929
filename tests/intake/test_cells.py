"""Every accepted and refused cell, through a real workbook."""

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from tests.intake.conftest import ReadRows
from tests.support.intake_files import HEADINGS, Formula, Shown, row, unit_code

REFUSED_MONEY = {
    "NaN": "number.not_finite",
    "inf": "number.not_finite",
    "-Infinity": "number.not_finite",
    "1.2E3": "number.exponent",
    "1e5": "number.exponent",
    "0x1F": "number.hex",
    "-5": "number.negative",
    "－5": "number.negative",
    "(5)": "number.negative",
    "120万": "number.has_unit_right",
    "¥120": "number.has_unit_right",
    "120万美元": "number.has_unit",
    "30%": "number.percent",
    "1,20": "number.commas",
    "1,2345": "number.commas",
    "0.0000001": "money.below_fen",
    "100.1234567": "money.below_fen",
    "9007199254.740993": "money.too_large",
    "约一百": "number.text",
    "١٢": "number.text",
    "1.2.3": "number.text",
    "#N/A": "cell.error",
}


@pytest.mark.parametrize(("text", "code"), REFUSED_MONEY.items())
def test_money_text_of_another_form_is_refused(read_rows: ReadRows, text: str, code: str) -> None:
    applications, problems = read_rows(row(requested=text))
    assert applications is None
    assert problems == [("G2", f"intake.{code}", text)]


@pytest.mark.parametrize(
    ("cell", "code", "value"),
    [
        (-5, "number.negative", "-5"),
        (-0.01, "number.negative", "-0.01"),
        (0.1234567, "money.below_fen", "0.1234567"),
        (2.0**53, "money.too_large", "9007199254740992"),
        (Shown(0.3, "0%"), "number.percent", "30%"),
        (Shown(0.305, "0.00%"), "number.percent", "30.5%"),
        (True, "number.boolean", "TRUE"),
        (date(2026, 3, 1), "number.date", "2026-03-01"),
        (datetime(2026, 3, 1, 12), "number.date", "2026-03-01 12:00:00"),  # noqa: DTZ001
        (Formula("=1+1"), "cell.formula", "="),
        (Formula("=1/0", "#DIV/0!"), "cell.error", "#DIV/0!"),
    ],
)
def test_money_cell_of_another_kind_is_refused(
    read_rows: ReadRows, cell: object, code: str, value: str
) -> None:
    assert read_rows(row(requested=cell))[1] == [("G2", f"intake.{code}", value)]


def test_amount_with_a_unit_is_told_in_the_unit_of_its_column(read_rows: ReadRows) -> None:
    headings = (*HEADINGS[:6], "申请金额（元）")
    problems = read_rows(row(requested="120.5万元"), headings=headings)[1]
    assert problems == [("G2", "intake.number.has_unit_right", "120.5万元")]


@pytest.mark.parametrize(
    ("cell", "fen", "notice"),
    [
        (0, 0, None),
        (12.34, 12_340_000, None),
        (0.000001, 1, None),
        (9007199254.740992, 2**53, None),
        (Shown(1.5e5, "0.00E+00"), 150_000_000_000, None),
        (Formula("=1+1", 2), 2_000_000, None),
        ("12.34", 12_340_000, "as_text"),
        ("1,234.5", 1_234_500_000, "with_commas"),
        ("１，２３４．５", 1_234_500_000, "with_commas"),
        ("１２", 12_000_000, "width"),
        ("\u200b12 ", 12_000_000, "width"),
    ],
)
def test_money_is_read_exactly_and_what_was_normalised_is_shown(
    read_rows: ReadRows, cell: object, fen: int, notice: str | None
) -> None:
    applications, problems = read_rows(row(requested=cell))
    assert applications is not None
    assert applications["requested"].tolist() == [fen]
    assert [p[1] for p in problems] == ([f"intake.number.{notice}"] if notice else [])


def test_an_empty_money_cell_is_missing_and_not_zero(read_rows: ReadRows) -> None:
    applications, problems = read_rows(
        [*row(), ""], [*row(2), 0], headings=(*HEADINGS, "总投资（元）")
    )
    assert problems == []
    assert applications is not None
    assert applications["total_investment"].tolist() == [-1, 0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("000123", "000123"), ("1E5", "1E5"), ("1.0", "1.0"), ("  a-1 ", "a-1"), ("0x1F", "0x1F")],
)
def test_application_numbers_stay_the_text_that_they_are(
    read_rows: ReadRows, text: str, kept: str
) -> None:
    applications, problems = read_rows(row(application_no=text))
    assert problems == []
    assert applications is not None
    assert applications["application_no"].tolist() == [kept]


def test_a_whole_number_cell_is_an_identity_number_with_a_notice(read_rows: ReadRows) -> None:
    applications, problems = read_rows(row(application_no=20260001))
    assert problems == [("A2", "intake.no.number", "20260001")]
    assert applications is not None
    assert applications["application_no"].tolist() == ["20260001"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1.5, "no.digits_lost"),
        (1e15, "no.digits_lost"),
        (Shown(1e5, "0.00E+00"), "no.digits_lost"),
        (date(2026, 1, 1), "text.date"),
        (True, "text.boolean"),
        ("a\x01b", "text.control"),
        ("a\u202eb", "text.control"),
        ("a\ufffdb", "text.control"),
        ("a" * 101, "text.too_long"),
    ],
)
def test_a_cell_that_cannot_be_an_identity_number_is_refused(
    read_rows: ReadRows, cell: object, code: str
) -> None:
    assert [p[:2] for p in read_rows(row(application_no=cell))[1]] == [("A2", f"intake.{code}")]


def test_width_and_invisible_characters_of_a_number_are_folded_and_shown(
    read_rows: ReadRows,
) -> None:
    applications, problems = read_rows(row(application_no="２０２６－０００１\u200b"))
    assert applications is not None
    assert applications["application_no"].tolist() == ["2026-0001"]
    assert [p[1] for p in problems] == ["intake.text.folded"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("91110101MA0000001", "length"),
        (unit_code(1)[:-1] + "0", "check"),
        ("91110101MA000000IX", "character"),
        ("911101X1MA0000001X", "region"),
        (911101010000000000, "number"),
    ],
)
def test_a_wrong_unit_code_is_refused(read_rows: ReadRows, cell: object, code: str) -> None:
    assert [p[:2] for p in read_rows(row(usci=cell))[1]] == [("C2", f"intake.usci.{code}")]


def test_a_unit_code_in_small_or_wide_letters_is_read_with_a_notice(read_rows: ReadRows) -> None:
    wide = unit_code(1).lower().replace("9", "９", 1)
    applications, problems = read_rows(row(usci=wide))
    assert applications is not None
    assert applications["usci"].tolist() == [unit_code(1)]
    assert problems == [("C2", "intake.text.folded", wide)]


@pytest.mark.parametrize("cell", ["1", 1, "第1条", "1 首次奖励", "１"])
def test_a_clause_may_be_written_in_several_ways(read_rows: ReadRows, cell: object) -> None:
    applications, problems = read_rows(row(clause=cell))
    assert problems == []
    assert applications is not None
    assert applications["clause"].tolist() == ["1"]


@pytest.mark.parametrize("cell", ["2", 2.2, "第三条", True, date(2026, 5, 1)])
def test_a_clause_that_does_not_exist_is_refused(read_rows: ReadRows, cell: object) -> None:
    assert [p[:2] for p in read_rows(row(clause=cell))[1]] == [("F2", "intake.clause.unknown")]


@pytest.mark.parametrize(
    ("heading", "key", "cell", "value"),
    [
        ("受理日期", "received_date", date(2026, 3, 1), "2026-03-01"),
        ("受理日期", "received_date", "2026-03-01", "2026-03-01"),
        ("受理日期", "received_date", "2026/3/1", "2026-03-01"),
        ("受理日期", "received_date", "2026.3.1", "2026-03-01"),
        ("受理日期", "received_date", "2026年3月1日", "2026-03-01"),
        ("受理日期", "received_date", "20260301", "2026-03-01"),
        ("承诺书", "commitment", "是", 1),
        ("承诺书", "commitment", "No", 0),
        ("承诺书", "commitment", True, 1),
        ("承诺书", "commitment", "未核查", -1),
        ("形式审查", "form_check", "通过", 1),
        ("形式审查", "form_check", "不通过", 0),
        ("形式审查", "form_check", "pass", 1),
        ("入围榜单", "lists_entered", "软件百家，电子信息百强", ("电子信息百强", "软件百家")),
        ("从业人数", "employees", 35, 35),
        ("企业规模", "unit_size", " 小 ", "小"),
        ("主要内容", "project_content", "第一\r\n第二", "第一\n第二"),
        ("联系人", "contact", "张\n三", "张 三"),
        ("联系人", "contact", "e\u0301", "\u00e9"),
        ("联系人", "contact", 42, "42"),
    ],
)
def test_other_kinds_of_cells_are_read(
    read_rows: ReadRows,
    heading: str,
    key: str,
    cell: object,
    value: Any,  # noqa: ANN401 (any column)
) -> None:
    applications, problems = read_rows([*row(), cell], headings=(*HEADINGS, heading))
    assert problems == []
    assert applications is not None
    expected = np.datetime64(value) if key == "received_date" else value
    assert applications[key][0] == expected


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("受理日期", "2026-02-30", "date.unknown"),
        ("受理日期", "去年三月", "date.unknown"),
        ("受理日期", 45000, "date.number"),
        ("受理日期", datetime(2026, 3, 1, 12), "date.time"),  # noqa: DTZ001
        ("受理日期", True, "date.unknown"),
        ("承诺书", "有", "flag.unknown"),
        ("承诺书", 1, "flag.unknown"),
        ("形式审查", "是", "check.unknown"),
        ("企业规模", "中型", "choice.unknown"),
        ("入围榜单", "软件百家、福布斯", "choice.unknown"),
        ("从业人数", 3.5, "integer.fraction"),
        ("从业人数", "三十", "number.text"),
        ("联系人", "长" * 201, "text.too_long"),
        ("主要内容", "长" * 2001, "text.too_long"),
        ("联系人", date(2026, 1, 1), "text.date"),
        ("联系人", Formula("=A1"), "cell.formula"),
        ("承诺书", Formula("=NA()", "#N/A"), "cell.error"),
    ],
)
def test_other_cells_of_a_wrong_form_are_refused(
    read_rows: ReadRows, heading: str, cell: object, code: str
) -> None:
    problems = read_rows([*row(), cell], headings=(*HEADINGS, heading))[1]
    assert [p[:2] for p in problems] == [("H2", f"intake.{code}")]


def test_a_formula_that_says_nothing_is_an_empty_cell(read_rows: ReadRows) -> None:
    # Excel stores the empty text of =IF(...,"") with the type of text; xlsxwriter cannot write it.
    cell = Formula('=IF(1,"","")', "x")
    applications, _ = read_rows([*row(), cell], headings=(*HEADINGS, "联系人"))
    assert applications is not None
    assert applications["contact"].tolist() == ["x"]
