"""The dossier page: what a decision holds, its export, and the check of a file."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
PAGE = "app_pages/dossier.py"


def test_without_a_decision_it_says_so(open_page: Open) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert not page.error
    assert page.header[0].value == "还没有可以导出的决策"


def test_a_drafted_plan_is_exported_too(open_page: Open) -> None:
    drafting = open_page("app_pages/approval.py")
    next(b for b in drafting.button if b.label == "拟定").click().run()
    page = open_page(PAGE)
    assert not page.exception
    assert not page.error
    assert "2026-1" in str(page.header[0].value).replace("\\", "")
    assert [getattr(b, "label", "") for b in page.get("download_button")] == ["导出决策档案"]
