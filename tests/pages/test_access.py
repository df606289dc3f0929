"""Which page is whose, and what a reader sees instead of controls."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.access import LANDING, PLACES, Access, access, landing
from optimizer.decision import rights
from optimizer.decision.types import Person, Role

Open = Callable[..., AppTest]
#: The steps of a plan's course: whoever may take one needs the page of the course.
STEPS = ("draft", "review", "submit", "record", "adjust", "defer", "confirm", "return", "approve")


def one(*roles: Role) -> Person:
    return Person("li", frozenset(roles))


def as_hat(open_page: Open, page: str, hat: str) -> AppTest:
    """Open a page under a hat of the single user."""
    found = open_page(page)
    found.session_state["acting_as"] = hat
    return found.run()


def settings(page: AppTest) -> list[str]:
    """Return the inputs of the page itself: not of the context bar, which chooses what to read."""
    inputs = [*page.number_input, *page.selectbox, *page.text_input, *page.text_area]
    inputs += [*page.checkbox, *page.toggle, *page.get("file_uploader")]
    keys = [str(box.key) for box in inputs]
    return [key for key in keys if not key.startswith("bar_") and key != "search"]


@pytest.mark.parametrize("role", list(Role))
def test_everybody_begins_on_a_page_that_is_theirs(role: Role) -> None:
    assert access(one(role), landing(one(role))) is Access.USE
    assert set(LANDING) == set(Role)


def test_pages_follow_the_rights() -> None:
    for role in Role:
        person = one(role)
        pages = {place.script: access(person, place.script) for place in PLACES}
        assert (pages["audit"] is not Access.NONE) == rights.may(person, "read_record")
        assert (pages["accounts"] is not Access.NONE) == rights.may(person, "accounts")
        assert (pages["dossier"] is not Access.NONE) == rights.may(person, "export_dossier")
        assert (pages["scenario_files"] is Access.USE) == rights.may(person, "compute")
        if any(rights.may(person, step) for step in STEPS):
            assert pages["approval"] is Access.USE
        if role is Role.ADMINISTRATOR:
            assert [script for script, mine in pages.items() if mine] == ["accounts"]


def test_the_most_of_several_roles_counts() -> None:
    assert access(one(Role.OFFICER), "weights") is Access.READ
    assert access(one(Role.OFFICER, Role.ANALYST), "weights") is Access.USE
    assert landing(one(Role.OFFICER, Role.LEADER)) == "allocation"


@pytest.mark.parametrize(
    ("hat", "script", "words"),
    [
        ("auditor", "allocation", "预算总额 6,000万元 · 预留 200万元"),
        ("reviewer", "data", ""),
        ("auditor", "scenario_files", ""),
        ("reviewer", "frontier", "沿预算总额变化，试算 "),
        ("officer_2", "weights", "权重来源：本方案现行权重"),
        ("officer_2", "whatif", "条文数字：按现行文本"),
        ("auditor", "experts", ""),
    ],
)
def test_a_reader_sees_the_setting_in_words(
    open_page: Open, hat: str, script: str, words: str
) -> None:
    page = as_hat(open_page, f"app_pages/{script}.py", hat)
    assert not page.exception
    assert not page.error
    assert ":gray-badge[只读]" in [badge.value for badge in page.markdown]
    assert page.header or script == "scenario_files"
    assert settings(page) == []
    assert not words or any(text.value.startswith(words) for text in page.text)
    used = as_hat(open_page, f"app_pages/{script}.py", "officer")
    assert ":gray-badge[只读]" not in [badge.value for badge in used.markdown]
    assert settings(used) or script == "experts"


def test_a_setting_in_words_names_what_was_moved(open_page: Open) -> None:
    page = open_page("app_pages/allocation.py")
    box = next(box for box in page.number_input if str(box.key).startswith("total"))
    page = box.set_value(5000).run()
    page.session_state["acting_as"] = "reviewer"
    page = page.run()
    assert any(text.value.startswith("预算总额 5,000万元") for text in page.text)


def test_a_leader_begins_with_the_brief_and_is_told_of_other_pages(open_page: Open) -> None:
    page = as_hat(open_page, "app.py", "leader")
    assert not page.exception
    assert page.title[0].value == "领导摘要"
    away = as_hat(open_page, "app.py", "officer")
    away = away.switch_page("app_pages/allocation.py").run()
    assert away.title[0].value == "资金测算"
