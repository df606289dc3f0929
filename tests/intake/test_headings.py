"""Headings: Chinese and English, units of money, and every fault of them at once."""

from pathlib import Path

import pytest

from optimizer.intake.applications import read_applications
from optimizer.intake.columns import APPLICATIONS, LEDGER, LISTS, SCORES
from optimizer.intake.headings import match_headings, names_of
from optimizer.intake.vocabulary import fold
from tests.intake.conftest import ReadRows
from tests.support.intake_files import HEADINGS, TINY, row, said, write_book

ENGLISH = (
    "Application no.", "Applicant", "Unified social credit code", "Type of unit", "Project name",
    "Clause applied for", "Requested (CNY 10,000)",
)  # fmt: skip


@pytest.mark.parametrize("sheet", [APPLICATIONS, *LISTS, SCORES, LEDGER], ids=lambda s: s.key)
def test_no_two_columns_of_a_sheet_share_a_heading_or_key(sheet) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 (a parameter)
    assert len(names_of(sheet.columns)) == 2 * len(sheet.columns)
    assert len({c.key for c in sheet.columns}) == len(sheet.columns)


def test_english_headings_are_read(read_rows: ReadRows) -> None:
    applications, problems = read_rows(row(), headings=ENGLISH)
    assert problems == []
    assert applications is not None
    assert applications["requested"].tolist() == [100_000_000]


def test_width_case_and_spaces_of_a_heading_do_not_count(read_rows: ReadRows) -> None:
    odd = ("申报 编号", "申报单位\n", *ENGLISH[2:5], " CLAUSE applied FOR", "申请金额 (万元)")
    assert read_rows(row(), headings=odd)[1] == []


@pytest.mark.parametrize(
    ("heading", "fen"),
    [
        ("申请金额（元）", 100),
        ("申请金额(元)", 100),
        ("申请金额（万元）", 1_000_000),
        ("申请金额 (亿元)", 10_000_000_000),
        ("Requested (CNY)", 100),
        ("Requested (RMB 10,000)", 1_000_000),
        ("requested (10,000 yuan)", 1_000_000),
        ("Requested (CNY million)", 100_000_000),
    ],
)
def test_the_unit_of_money_is_read_from_the_heading(
    read_rows: ReadRows, heading: str, fen: int
) -> None:
    applications, problems = read_rows(row(requested=3), headings=(*HEADINGS[:6], heading))
    assert problems == []
    assert applications is not None
    assert applications["requested"].tolist() == [3 * fen]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("申请金额", "no_unit"),
        ("Requested", "no_unit"),
        ("申请金额（美元）", "unit_unknown"),
        ("申请金额（千元）", "unit_unknown"),
    ],
)
def test_money_without_a_known_unit_is_refused_once(
    read_rows: ReadRows, heading: str, code: str
) -> None:
    problems = read_rows(row(), headings=(*HEADINGS[:6], heading))[1]
    assert problems == [("G1", f"intake.heading.{code}", heading)]


def test_every_fault_of_the_headings_is_told_at_once(read_rows: ReadRows) -> None:
    headings = (*HEADINGS[:4], "申报单位", "申报条目", "没有的栏目xyz", "申请金额（万元）")
    cells = [*row()[:4], "甲", "1", "x", 100]
    assert sorted(read_rows(cells, headings=headings)[1]) == [
        ("", "intake.heading.missing", ""),
        ("", "intake.heading.missing", ""),
        ("E1", "intake.heading.doubled", "申报单位"),
        ("F1", "intake.heading.unknown_near", "申报条目"),
        ("G1", "intake.heading.unknown", "没有的栏目xyz"),
    ]


def test_an_unknown_heading_names_the_nearest_one() -> None:
    [fault] = match_headings([*HEADINGS, "承若书"], APPLICATIONS.columns)[1]
    assert fault.params == {"nearest": "承诺书"}


def test_a_column_with_content_and_no_heading_is_refused(read_rows: ReadRows) -> None:
    assert read_rows(row(), [*row(2), "", "x"])[1] == [("I3", "intake.heading.none", "")]


def test_a_title_above_the_headings_is_passed_over_and_named(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"申报表": [["2026年度申报汇总"], [], HEADINGS, row()]})
    applications, problems = read_applications(path, TINY)
    assert applications is not None
    assert applications.table.rows.tolist() == [4]
    assert said(problems) == [("", "intake.heading.above", "")]


def test_columns_that_a_clause_of_the_file_needs_are_asked_for(read_rows: ReadRows) -> None:
    assert read_rows(row())[1] == []
    found = read_rows(row(clause="2.1"), row(2, clause="2.1"))[1]
    assert found == [("", "intake.heading.needed", "")] * 2


def test_a_needed_column_may_be_empty(read_rows: ReadRows) -> None:
    agreements = [["申报编号", "协议编号", "含税总价（元）"]]
    applications, problems = read_rows(
        [*row(clause="2.1"), ""], headings=(*HEADINGS, "申报基数（元）"), 服务协议=agreements
    )
    assert problems == []
    assert applications is not None
    assert {"base_amount", "agreements.price"} <= applications.present


def test_folding_takes_what_people_do_not_see() -> None:
    assert fold("２０２６－ａ １\u200b") == fold("2026-A1")
