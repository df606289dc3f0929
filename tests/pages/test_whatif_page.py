"""The page of law what-ifs: what stands, what a change brings, and that nothing is lost."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
PAGE = "app_pages/whatif.py"


def choose(page: AppTest, clause: str) -> AppTest:
    box = next(one for one in page.selectbox if str(one.key).startswith("whatif_clause"))
    return box.set_value(clause).run()


def number(page: AppTest, key: str) -> Any:  # noqa: ANN401  # the element is untyped
    return next(one for one in page.number_input if f"_{key}_" in str(one.key))


def worked_out(page: AppTest) -> AppTest:
    next(b for b in page.button if b.label == "开始推演").click().run()
    for task in page.session_state["tasks"].values():
        task.wait(120)
    return page.run()


def test_the_law_as_it_stands_is_said_before_anything_is_changed(open_page: Open) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert not page.error
    assert "8,000万元" in str(page.header[0].value)
    assert any("不能上会" in str(one.value) for one in page.markdown)


def test_a_lower_ceiling_shows_who_gains_and_loses_and_the_tables(open_page: Open) -> None:
    page = choose(open_page(PAGE), "9.1")
    page = worked_out(number(page, "ceiling:9.1").set_value(100.0).run())
    assert not page.exception
    assert not page.error
    said = str(page.header[0].value)
    assert said.startswith("条款9.1单项上限由 200万元 调为 100万元：可支持减少")
    articles = next(d.value for d in page.dataframe if "suggested_will" in d.value)
    nine = next(row for _, row in articles.iterrows() if str(row["name"]).startswith("9 "))
    assert nine["ceiling_will"] == nine["ceiling_was"] - 100
    assert nine["entitled_will"] < nine["entitled_was"]
    assert any("change" in d.value for d in page.dataframe)


def test_changes_of_several_clauses_add_up_and_can_be_taken_back(open_page: Open) -> None:
    page = choose(open_page(PAGE), "9.1")
    page = number(page, "ceiling:9.1").set_value(100.0).run()
    page = choose(page, "7")
    page = number(page, "ratio:7").set_value(15.0).run()
    kept = page.session_state["whatif"]["2026"]
    assert kept == {"ceiling:9.1": "1000000元", "ratio:7": "3/20"}
    page = choose(page, "9.1")
    assert number(page, "ceiling:9.1").value == 100.0
    next(b for b in page.button if b.label == "恢复现行数字").click().run()
    assert page.session_state["whatif"]["2026"] == {}
    assert number(page, "ceiling:9.1").value == 200.0


def test_a_text_that_does_not_hold_is_refused_and_the_former_result_stays(open_page: Open) -> None:
    page = choose(open_page(PAGE), "15.1")
    page = worked_out(number(page, "ceiling:15.1").set_value(50.0).run())
    former = str(page.header[0].value)
    page = number(page, "parameter:15.1.ratio").set_value(60.0).run()
    assert not page.exception
    assert page.error
    assert str(page.header[0].value) == former
    assert any("尚未更新" in str(one.value) for one in page.caption)
