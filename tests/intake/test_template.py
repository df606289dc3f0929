"""The workbooks to fill in: what they hold, and that they read back."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from optimizer.intake.applications import read_applications
from optimizer.intake.columns import APPLICATIONS, LEDGER, LISTS, Sheet
from optimizer.intake.guidance import KIND_NOTES
from optimizer.intake.headings import names_of, split_unit
from optimizer.intake.layout import Language
from optimizer.intake.ledger import read_ledger
from optimizer.intake.scores import read_scores, scores_sheet
from optimizer.intake.template import (
    write_ledger_template,
    write_scores_template,
    write_template,
)
from optimizer.intake.vocabulary import MONEY_UNITS
from optimizer.policy.types import Policy
from tests.support.intake_files import TINY

Read = Callable[[Path, Policy], tuple[Any, Any]]
Write = Callable[[Path, Policy, int, Language], None]
KINDS: list[tuple[Write, Read, tuple[Sheet, ...]]] = [
    (write_template, read_applications, (APPLICATIONS, *LISTS)),
    (write_scores_template, read_scores, (scores_sheet(TINY),)),
    (write_ledger_template, read_ledger, (LEDGER,)),
]
IDS = ("applications", "scores", "ledger")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("write", "read", "sheets"), KINDS, ids=IDS)
def test_an_empty_workbook_reads_back_without_a_remark(
    tmp_path: Path, write: Write, read: Read, sheets: tuple[Sheet, ...], lang: Language
) -> None:
    write(tmp_path / "t.xlsx", TINY, 2027, lang)
    table, problems = read(tmp_path / "t.xlsx", TINY)
    assert problems == ()
    assert table is not None
    assert len(table) == 0
    names = openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
    own = [s.zh if lang == "zh" else s.en for s in sheets]
    assert names == [*own, *(("示例", "填写说明") if lang == "zh" else ("Example", "Guidance"))]


def _copy_example(path: Path, lang: Language) -> None:
    """Copy every example row into its own sheet, as a person would."""
    book = openpyxl.load_workbook(path)
    example = book["示例" if lang == "zh" else "Example"]
    rows = [[c.value for c in r] for r in example.iter_rows()]
    for start in range(0, len(rows), 4):
        target = book[str(rows[start][0])]
        for column, value in enumerate(rows[start + 2], start=1):
            if value is not None:
                target.cell(2, column, value)
    book.save(path)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("write", "read", "sheets"), KINDS, ids=IDS)
def test_the_example_copied_over_reads_back_without_an_error(
    tmp_path: Path, write: Write, read: Read, sheets: tuple[Sheet, ...], lang: Language
) -> None:
    path = tmp_path / "t.xlsx"
    write(path, TINY, 2027, lang)
    _copy_example(path, lang)
    table, problems = read(path, TINY)
    errors = [p for p in problems if p.code != "intake.score.recused"]
    assert errors == []
    assert table is not None
    assert len(table) == 1
    assert all(len(t) == 1 for t in getattr(table, "lists", {}).values())
    assert len(sheets) == len(getattr(table, "lists", {})) + 1


def test_headings_carry_the_unit_and_are_locked_and_the_body_is_not(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", TINY, 2027)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for definition in (APPLICATIONS, *LISTS):
        sheet = book[definition.zh]
        assert isinstance(sheet, Worksheet)
        assert sheet.protection.sheet
        assert sheet.freeze_panes == "B2"
        names = names_of(definition.columns)
        for index, column in enumerate(definition.columns, start=1):
            heading = sheet.cell(1, index)
            name, unit = split_unit(str(heading.value))
            assert names[name] is column
            assert (unit in MONEY_UNITS) == (column.kind == "money")
            assert heading.protection.locked
            style = sheet.column_dimensions[get_column_letter(index)]
            assert style.width >= 12
    identity = get_column_letter(1 + [c.key for c in APPLICATIONS.columns].index("usci"))
    dimension = book["申报表"].column_dimensions[identity]
    assert dimension.number_format == "@"
    assert not dimension.protection.locked


def test_choices_flags_and_clauses_have_drop_downs(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", TINY, 2027)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["申报表"]
    lists = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    by_key = {
        column.key: lists.get(get_column_letter(i))
        for i, column in enumerate(APPLICATIONS.columns, start=1)
    }
    assert by_key["clause"] == '"1,2.1"'
    assert by_key["unit_size"] == '"大,中,小,微"'
    assert by_key["commitment"] == '"是,否,未核查"'
    assert by_key["site_visit"] == '"通过,不通过,未核查"'
    assert by_key["requested"] is None
    offered = {k for k, v in by_key.items() if v}
    listed = {"choice", "flag", "check", "clause"}
    assert offered == {c.key for c in APPLICATIONS.columns if c.kind in listed}


def test_guidance_tells_every_column_and_the_clauses_that_need_it(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", TINY, 2027)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["填写说明"]
    rows = [[c.value or "" for c in r] for r in sheet.iter_rows(min_row=2)]
    columns = [(s.zh, c) for s in (APPLICATIONS, *LISTS) for c in s.columns]
    for told, (name, column) in zip(rows, columns, strict=False):
        assert told[0] == name
        assert str(told[1]).startswith(column.zh)
        assert told[2] == ("必填" if column.required else "")
        assert KIND_NOTES[column.kind].zh in str(told[3])
    by_heading = {(r[0], r[1]): r[5] for r in rows}
    assert by_heading["申报表", "申报基数（万元）"] == "2.1"
    assert by_heading["服务协议", "含税总价（万元）"] == "2.1"
    assert by_heading["申报表", "申请金额（万元）"] == ""
    assert [r[:2] for r in rows[-2:]] == [["1", "首次奖励"], ["2.1", "协议补贴"]]


def test_the_same_year_and_policy_give_the_same_bytes(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", TINY, 2027)
    time.sleep(1.1)  # a zip archive and a workbook keep seconds
    write_template(tmp_path / "b.xlsx", TINY, 2027)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
