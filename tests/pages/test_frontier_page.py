"""The page of frontiers: what is asked, the run beside the page, the plan of a point."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
PAGE = "app_pages/frontier.py"


def test_the_current_plan_is_said_before_anything_is_tried(open_page: Open) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert not page.error
    assert "6,000万元" in str(page.header[0].value)


def test_a_run_shows_points_breaks_and_that_it_cannot_be_submitted(open_page: Open) -> None:
    page = open_page(PAGE)
    page.number_input[0].set_value(3).run()
    next(b for b in page.button if b.label == "开始推演").click().run()
    for task in page.session_state["tasks"].values():
        task.wait(120)
    page = page.run()
    assert not page.exception
    assert not page.error
    assert str(page.header[0].value).startswith("预算总额由")
    table = next(d.value for d in page.dataframe if "proof" in d.value)
    assert 6000.0 in set(table["value"])
    assert any("came" in d.value for d in page.dataframe)
