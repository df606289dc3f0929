"""The project page: five amounts, the derivation, every failed condition, never an expert."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from app_pages import service

Open = Callable[..., AppTest]
PAGE = "app_pages/project.py"


def number_with(status: str) -> str:
    year = service.load("2026")
    outcome = service.run(year, year.scenarios["baseline"], service.Controls()).outcome
    assert outcome is not None
    return next(
        p.application_no for p in outcome.projects if p.status == status and len(p.reasons) >= 1
    )


def test_the_address_names_the_application(open_page: Open) -> None:
    page = open_page(PAGE, no=number_with("full"))
    assert not page.exception
    assert not page.error
    assert str(page.header[0].value).startswith("建议支持 ")
    labels = [m.label for m in page.metric]
    assert labels == ["申请", "核定", "可支持上限", "建议", "审定"]
    steps = next(d.value for d in page.dataframe if "step" in d.value)
    assert len(steps) >= 2
    assert "暂缺" not in "".join(steps["step"])


def test_a_refused_application_lists_all_failed_conditions_with_their_source(
    open_page: Open,
) -> None:
    page = open_page(PAGE, no=number_with("refused"))
    assert str(page.header[0].value).startswith("不予支持")
    assert any(str(h.value).startswith("未满足的条件") for h in page.subheader)
    assert not any("step" in d.value for d in page.dataframe)


def test_an_unknown_number_is_said_as_text_beside_the_search(open_page: Open) -> None:
    page = open_page(PAGE, no="**x** <b>2026</b>")
    said = str(page.header[0].value)
    assert said.replace("\\", "").startswith("没有编号 **x** <b>2026</b>")
    assert "**" not in said
    assert "<b" not in said.replace("\\<", "")
    assert page.selectbox
    assert not page.exception


def test_without_a_number_it_asks_for_one(open_page: Open) -> None:
    assert "240 件申报" in str(open_page(PAGE).header[0].value)


def test_no_expert_is_named(open_page: Open) -> None:
    year = service.load("2026")
    experts = {str(e) for e in year.scores["expert"]}
    page = open_page(PAGE, no=number_with("none"))
    shown = " ".join(str(d.value.to_dict()) for d in page.dataframe)
    shown += " ".join(t.value for t in [*page.text, *page.caption])
    assert not {e for e in experts if e in shown}


def test_every_gate_is_shown_also_those_not_required(open_page: Open) -> None:
    page = open_page(PAGE, no="2026-0099")  # competitive; its site visit failed
    gates = next(d.value for d in page.dataframe if "gate" in d.value)
    assert dict(zip(gates["gate"], gates["state"], strict=True)) == {
        "形式审查": "通过",
        "核验": "不适用",
        "专项审计": "不适用",
        "专家评审": "通过",
        "实地勘察": "不通过",
    }
    assert set(gates["source"]) == {"申报通知"}


def finished(page: AppTest) -> AppTest:
    """Wait for the page's tasks, and draw it once more."""
    for task in page.session_state["tasks"].values():
        task.wait(120)
    return page.run()


def test_what_would_change_an_amount_is_tried_on_request(open_page: Open) -> None:
    page = open_page(PAGE, no=number_with("none"))
    next(b for b in page.button if b.label == "试算").click().run()
    page = finished(page)
    assert not page.exception
    table = next((d.value for d in page.dataframe if "gives_way" in d.value), None)
    captions = [str(c.value) for c in page.caption]
    assert table is not None or any("没有发现" in c or "不会提高" in c for c in captions)
    assert any(c.startswith("每次只改一项") for c in captions)
    assert not any(b.label in {"试算", "停止"} for b in page.button)


def test_a_full_award_has_nothing_to_change(open_page: Open) -> None:
    page = open_page(PAGE, no=number_with("full"))
    assert not any(b.label == "试算" for b in page.button)
