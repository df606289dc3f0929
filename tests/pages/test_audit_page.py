"""The page of the record: the auditor sees whether the chain is whole, others are told why not."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
PAGE = "app_pages/audit.py"


def test_an_officer_is_told_that_the_record_is_for_the_auditor(open_page: Open) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert page.header[0].value == "审计记录由审计查看"
    assert not page.dataframe


def test_the_auditor_sees_the_whole_chain_with_what_was_refused(open_page: Open) -> None:
    page = open_page(PAGE)  # refused: an event
    page.session_state["acting_as"] = "auditor"
    page = page.run()
    assert not page.exception
    assert not page.error
    assert page.header[0].value == "链完整：1 条，各决策与记录一致"
    events = page.dataframe[0].value
    assert events["action"].tolist() == ["被拒绝"]
    assert [getattr(b, "label", "") for b in page.get("download_button")] == ["导出 CSV"]


def test_a_name_that_nobody_has_is_refused(open_page: Open) -> None:
    page = open_page(PAGE)
    page.session_state["acting_as"] = "auditor"
    page = page.run()
    page.text_input[0].set_value("E01")
    page.text_input[1].set_value("recusal")
    page = next(b for b in page.button if b.label == "查看").click().run()
    assert "没有专家代码" in str(page.error[0].value)
