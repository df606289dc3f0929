import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from optimizer import wording
from optimizer.documents.capital import capital_yuan
from optimizer.documents.workbook import allocation_workbook, problems_workbook
from optimizer.errors import Place, Problem
from optimizer.formats.outcome import RankException
from optimizer.wording import Language
from tests.documents import sample

HEAD = [
    "序号",
    "申报单位",
    "统一社会信用代码",
    "项目名称",
    "申报条款",
    "申报基数",
    "核定基数",
    "申请金额",
    "核定金额",
    "综合得分",
    "排名",
    "支持上限",
    "建议支持金额",
    "支持方式",
    "收款单位",
    "备注",
]


def book(lang: Language = "zh") -> bytes:
    return allocation_workbook(sample.outcome(), sample.year(), lang)


def opened(data: bytes, **options: Any) -> Any:  # noqa: ANN401  # openpyxl's own type
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def rows(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """Read a sheet as a program reads it that computes nothing."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


def test_the_table_has_the_columns_used_in_practice() -> None:
    assert rows(book())[4] == HEAD


def test_amounts_read_back_exactly_in_ten_thousand_yuan() -> None:
    by_project = {row[4][:3].strip(): row for row in rows(book())[5:] if isinstance(row[0], float)}
    assert by_project["7 涵"][5:13] == [4999.99, 1.5, 200, 150, "", "", 100, 500]
    small, odd = [row for row in rows(book())[5:] if str(row[4]).startswith("8 ")]
    assert (small[12], odd[12]) == (0.75, 33.3333)
    assert by_project["9.2"][9:11] == [87.34, 1]


def test_a_base_summed_from_a_list_is_shown_where_none_is_declared() -> None:
    small, odd = [row for row in rows(book())[5:] if str(row[4]).startswith("8 ")]
    assert (small[5], odd[5]) == (1.5, "")


def test_remarks_say_how_the_amount_came_about_and_why() -> None:
    small = next(row for row in rows(book())[5:] if str(row[4]).startswith("8 "))
    assert small[15] == "1.5万元 × 50% = 0.75万元（第9条第1句）"


def test_every_project_that_may_be_supported_stands_once_under_its_article() -> None:
    table = rows(book())
    labels = [row[0] for row in table[5:] if isinstance(row[0], str) and row[0].startswith("第")]
    assert labels == ["第7条 涵养新企业", "第8条 云服务券", "第9条 大模型"]
    assert [row[0] for row in table if isinstance(row[0], float)] == [1, 2, 3, 4, 5]


def test_subtotals_and_total_read_back_without_being_computed() -> None:
    table = rows(book())
    sums = {row[1]: row[12] for row in table if "小计" in str(row[1]) or "合计" in str(row[1])}
    assert sums == {
        "第7条 涵养新企业 小计（1 项）": 500,
        "第8条 云服务券 小计（2 项）": 34.0833,
        "第9条 大模型 小计（2 项）": 123,
        "合计（5 项）": 657.0833,
    }


def test_a_total_is_a_formula_over_its_rows_that_counts_subtotals_once() -> None:
    sheet = opened(book()).worksheets[0]
    formulas = [c.value for c in sheet["M"] if str(c.value).startswith("=")]
    assert formulas == [
        "=SUBTOTAL(9,M7)",
        "=SUBTOTAL(9,M10:M11)",
        "=SUBTOTAL(9,M14:M15)",
        "=SUBTOTAL(9,M6:M16)",
    ]


def test_the_total_stands_in_capital_numerals() -> None:
    last = rows(book())[-1][0]
    assert last == "建议支持金额合计（大写）：人民币陆佰伍拾柒万零捌佰叁拾叁元整"
    assert capital_yuan(6_570_833) in last


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_hostile_names_stay_text(lang: Language) -> None:
    data = book(lang)
    sheet = opened(data).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    hostile = [c for c in cells if c.value in {sample.HOSTILE, sample.LINK, sample.SUM}]
    assert {c.value for c in hostile} == {sample.HOSTILE, sample.LINK, sample.SUM}
    assert all(c.data_type == "s" and c.hyperlink is None for c in hostile)
    assert all(str(c.value).startswith("=SUBTOTAL(") for c in cells if c.data_type == "f")
    parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in parts if "externalLink" in name]


def test_badges_say_what_the_table_is_and_is_not() -> None:
    badges = rows(book())[1][0]
    for words in ("测算结果，供决策参考", "依据征求意见稿测算", "示例数据", "演练"):
        assert words in badges


def test_refused_applications_stand_with_every_reason_and_its_article() -> None:
    table = rows(book(), 1)[5:]
    assert [row[1] for row in table] == ["0005", "0006"]
    assert [row[7] for row in table] == ["不符合条件", "资料不全"]
    assert len(table[0][8].splitlines()) == 2
    assert wording.say_citation("measures", "4", 4, "zh") in table[0][9]


def test_totals_by_article_show_pools_and_add_up() -> None:
    table = rows(book(), 2)[5:]
    nine = next(row for row in table if str(row[0]).startswith("第9条"))
    assert nine[1:8] == [3, 600, 2, 200, 2000, 1, 123]
    everything = next(row for row in table if row[0] == "合计")
    assert (everything[1], everything[7]) == (7, 657.0833)
    budget = {row[0]: row[1] for row in table[-4:]}
    assert budget == {
        "预算总额": 6000,
        "可分配额度": 5800,
        "建议支持金额": 657.0833,
        "结余": 5142.9167,
    }


def test_notes_name_notices_and_overrides() -> None:
    table = rows(book(), 4)[5:]
    assert ["方案改动", "budget.total", "5800万元"] in [row[:3] for row in table]
    assert any(row[0] == "须知" and row[2] for row in table)


def test_rank_exceptions_stand_with_their_witness_and_cause() -> None:
    found = (RankException("0004", "0003", 2, "unit_limit"),)
    outcome = replace(sample.outcome(), exceptions=found)
    (line,) = rows(allocation_workbook(outcome, sample.year(), "zh"), 3)[5:]
    assert (line[1], line[4], line[7], line[9], line[11]) == ("0004", 56, "0003", 87.34, 2)
    assert line[8] == sample.HOSTILE
    assert line[12] == wording.say("exception.unit_limit", "zh")


def test_a_plan_without_rank_exceptions_says_so() -> None:
    assert str(rows(book(), 3)[5][0]).startswith("没有名次例外")


def test_the_page_is_set_up_to_be_printed() -> None:
    sheets = opened(book()).worksheets
    assert [int(s.page_setup.paperSize) for s in sheets] == [8, 9, 9, 9, 9]
    assert all(s.page_setup.orientation == "landscape" for s in sheets)
    assert [s.print_title_rows for s in sheets] == ["$5:$5"] * 5
    assert sheets[0].freeze_panes == "C6"


def test_english_money_is_in_yuan() -> None:
    table = rows(book("en"))
    assert table[3][0] == "Amounts in CNY"
    assert [row[12] for row in table if row[1] == "Total (5)"] == [6_570_833]


def test_a_year_without_a_plan_has_no_amounts() -> None:
    data = allocation_workbook(sample.outcome(plan=False), sample.year(), "zh")
    assert [row[12] for row in rows(data) if "合计" in str(row[1])] == [""]
    assert "大写" not in str(rows(data))


def test_the_same_outcome_gives_the_same_bytes() -> None:
    assert book() == book()
    # Two calls in one second prove nothing about the clock; the day it carries does.
    assert opened(book()).properties.created == datetime(2026, 1, 1)  # noqa: DTZ001  # as read


def test_problems_are_listed_with_place_value_and_remedy() -> None:
    problem = Problem(
        "allocation.none.pass_mark",
        Place("申报表.xlsx", "申报表", 17, "F", "申请金额（万元）"),
        "=1+1",
        {"merit_score": 5600, "mark_score": 6000},
    )
    notice = Problem("allocation.full", level="notice")
    table = rows(problems_workbook([problem, notice], "zh"))
    assert table[0] == ["级别", "表", "行", "列", "栏目", "填写的值", "怎样改"]
    assert table[1][:6] == ["错误", "申报表.xlsx · 申报表", 17, "F", "申请金额（万元）", "=1+1"]
    assert table[1][6].startswith("低于合格线")
    assert table[2][:6] == ["提醒", "", "", "", "", ""]
