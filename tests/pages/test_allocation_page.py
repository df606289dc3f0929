"""The allocation page: the answer first, every control moves it, nothing ever empties it."""

from collections.abc import Callable

import pandas as pd
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from app_pages.service import Controls
from optimizer.intake.scenario import Pool

Open = Callable[..., AppTest]


def sentence(page: AppTest) -> str:
    return str(page.header[0].value)


def metric(page: AppTest, label: str) -> str:
    return str(next(m.value for m in page.metric if m.label == label))


def budget(page: AppTest) -> NumberInput:
    return next(n for n in page.number_input if n.label.startswith("预算总额"))


def result_table(page: AppTest) -> pd.DataFrame:
    table: pd.DataFrame = next(d.value for d in page.dataframe if "suggested" in d.value)
    return table


def test_it_opens_on_the_bundled_year_allocated(open_page: Open) -> None:
    page = open_page()
    assert not page.exception
    assert not page.error
    assert page.title[0].value == "资金测算"
    assert sentence(page).startswith("可分配 ")
    assert metric(page, "最优性") == "已证明"
    table = result_table(page)
    assert len(table) == 240
    assert (table["reason"].str.len() > 0).all()
    assert "暂缺" not in "".join(table["reason"])


def test_the_draft_and_the_sample_data_are_named(open_page: Open) -> None:
    markdown = " ".join(m.value for m in open_page().markdown)
    for badge in ("依据征求意见稿测算", "示例数据", "演练"):
        assert badge in markdown


def test_a_smaller_budget_moves_the_totals_and_says_by_how_much(open_page: Open) -> None:
    page = open_page()
    before = sentence(page)
    budget(page).set_value(5_000).run()
    assert sentence(page) != before
    assert "可分配 4,740万元" in sentence(page)
    suggested = next(m for m in page.metric if m.label == "建议金额")
    assert suggested.delta.startswith("比基准 −")
    next(b for b in page.button if b.label == "恢复方案原值").click().run()
    assert sentence(page) == before


def test_a_budget_below_the_reserve_is_refused_and_the_former_result_stays(
    open_page: Open,
) -> None:
    page = open_page()
    before = sentence(page)
    budget(page).set_value(100).run()
    headings = [str(h.value) for h in page.header]
    assert headings[0] == "设置未被接受，未重新测算"
    assert before in headings
    assert any("已过期" in c.value for c in page.caption)
    assert not page.get("download_button")  # nobody takes an out-of-date table away


def test_a_unit_limit_is_moved_and_named_as_a_setting(open_page: Open) -> None:
    page = open_page()
    before = result_table(page)["suggested"]
    cap = next(n for n in page.number_input if n.label.startswith("单位限额"))
    cap.set_value(40).run()
    after = result_table(page)
    assert after["suggested"].max() <= 40 < before.max()
    held = after[after["reason"].str.contains("单位限额")]
    assert held["reason"].str.contains("方案设定").any()


def test_yuan_and_ten_thousands_show_the_same_amounts(open_page: Open) -> None:
    page = open_page()
    large = result_table(page)["suggested"]
    page.session_state["unit"] = 1
    page.run()
    assert "57,400,000元" in sentence(page)
    yuan = result_table(page)["suggested"].dropna()
    assert list(yuan) == [round(amount * 10_000) for amount in large.dropna()]


def test_a_floor_nobody_can_reach_names_the_clash_over_the_former_result(open_page: Open) -> None:
    page = open_page()
    before = sentence(page)
    floor = Pool("article", "9", at_least=500_000_000_0)
    page.session_state["controls"] = {("2026", "baseline"): Controls(pools=(floor,))}
    page.run()
    headings = [str(h.value) for h in page.header]
    assert headings[0].startswith(":red[无法测算：")
    assert before in headings
    assert any("第9条条款额度（不低于500,000万元）" in text.value for text in page.text)


def test_everything_reads_in_english_too(open_page: Open) -> None:
    page = open_page(lang="en")
    assert page.title[0].value == "Allocation"
    assert sentence(page).startswith("CNY ")
    texts = [sentence(page), *(c.value for c in page.caption), *(m.label for m in page.metric)]
    chinese = [text for text in texts if any("\u4e00" <= c <= "\u9fff" for c in text)]
    assert not chinese
    reasons = "".join(result_table(page)["reason"])
    assert "no description" not in reasons


def test_the_language_button_switches_and_back(open_page: Open) -> None:
    page = open_page()
    next(b for b in page.button if b.label == "EN").click().run()
    assert page.title[0].value == "Allocation"
    next(b for b in page.button if b.label == "中文").click().run()
    assert page.title[0].value == "资金测算"


def test_pills_and_search_filter_the_table(open_page: Open) -> None:
    page = open_page()
    everything = result_table(page)
    page.text_input(key="search").input("2026-0157").run()
    assert list(result_table(page)["no"]) == ["2026-0157"]
    page.text_input(key="search").input("").run()
    page.button_group(key="filter").set_value("refused").run()
    refused = everything["status"].isin(["refused", "incomplete"])
    assert list(result_table(page)["no"]) == list(everything["no"][refused])


def test_pools_of_a_scenario_show_against_the_money(open_page: Open) -> None:
    page = open_page()
    scenario = next(s for s in page.selectbox if s.label == "方案")
    scenario.set_value("article_pools").run()
    behind = next(d.value for d in page.dataframe if "cap" in d.value)
    assert behind["cap"].notna().sum() == 5
    assert not page.exception


def test_a_budget_below_the_entitlements_names_the_one_ratio_in_the_headline(
    open_page: Open,
) -> None:
    page = open_page()
    budget(page).set_value(3_000).run()
    assert "119/122 个按同一比例 87.4673% 折减" in sentence(page)


def test_a_funded_row_shows_its_formula_and_a_refused_one_does_not_repeat_its_chip(
    open_page: Open,
) -> None:
    table = result_table(open_page()).set_index("no")
    assert str(table.loc["2026-0003", "reason"]).startswith(
        "得分84.79：200万元 × 80% = 160万元（第9条"
    )
    refused = table[table["status"] == "refused"]["reason"]
    assert refused.str.startswith("未满足：").any()
    assert not refused.str.contains("不符合条件：").any()
    assert not table["reason"].str.startswith("足额（").any()


def test_the_proof_stands_behind_one_sentence(open_page: Open) -> None:
    page = open_page()
    proof = next(e for e in page.expander if e.label.startswith("最优性："))
    assert proof.label == "最优性：已证明，没有任何方案更好"
    lines = [str(text.value) for text in proof.text]
    assert lines[0].startswith("证明方式：")
    assert any(line.startswith("目标值 ") for line in lines)


def test_costs_are_worked_out_on_request_with_who_is_displaced(open_page: Open) -> None:
    page = open_page()
    next(b for b in page.button if b.label == "试算代价").click().run()
    for task in page.session_state["tasks"].values():
        task.wait(120)
    page.run()
    assert not page.exception
    table = next(d.value for d in page.dataframe if "displaced" in d.value)
    assert "按分排序的比例" in table["what"].tolist()
    assert any("无法给出" in str(c.value) for c in page.caption)
