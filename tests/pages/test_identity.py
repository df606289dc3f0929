"""Who uses the pages: the one user who tries roles out, and a session that is asked for anew."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import identity
from optimizer.decision import people
from optimizer.decision.people import accounts
from optimizer.decision.people.passwords import Cost
from optimizer.decision.store import Store, open_store
from optimizer.decision.types import Role

CHEAP = Cost(n=2, r=1, p=1)
FIRST, OWN = "Kaisheng-7788", "Qiushi-66-dalu"


@pytest.fixture
def signed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], tuple[Store, str]]:
    """Return a function that serves the pages to an account; its store and token."""
    now = datetime.now(UTC)
    store = open_store(tmp_path / "data", now=now)
    admin = accounts.first(store, "zhang", FIRST, now=now, salt=b"0" * 16, cost=CHEAP).person
    accounts.add(store, admin, "li", [Role.OFFICER], FIRST, now=now, salt=b"1" * 16, cost=CHEAP)
    people.change_password(store, "li", FIRST, OWN, now=now, salt=b"2" * 16, cost=CHEAP)

    def entered(name: str) -> tuple[Store, str]:
        token = f"token-of-{name}"
        password = FIRST if name == "zhang" else OWN
        people.sign_in(store, name, password, now=now, token=token, cost=CHEAP)
        monkeypatch.setenv(identity.ACCOUNTS, "1")
        monkeypatch.setenv("FUND_STORE", str(tmp_path / "data"))
        monkeypatch.setattr(identity, "_token", lambda: token)
        return store, token

    return entered


def _badges(page: AppTest) -> str:
    return " ".join(one.value for one in page.markdown)


def test_alone_every_page_says_so_and_a_hat_can_be_tried(
    open_page: Callable[..., AppTest],
) -> None:
    page = open_page("app_pages/experts.py")
    assert not page.exception
    assert "单人试算" in _badges(page)
    role = next(box for box in page.selectbox if (box.key or "").startswith("bar_acting_as"))
    assert role.value == "officer"
    assert not any(Role.ADMINISTRATOR in roles for roles in identity.HATS.values())
    page = role.set_value("leader").run()
    assert not page.exception
    assert page.session_state["acting_as"] == "leader"
    with pytest.raises(ValueError, match="tried out"):
        identity.wear("administrator")


def test_a_page_belongs_to_its_session_and_to_nobody_after_it(
    open_page: Callable[..., AppTest], signed_in: Callable[[str], tuple[Store, str]]
) -> None:
    store, token = signed_in("li")
    page = open_page("app_pages/experts.py", lang="en")
    assert "Single-user" not in _badges(page)
    assert page.session_state["signed_in_as"] == "li"
    people.sign_out(store, token, now=datetime.now(UTC))
    page = page.run()
    assert not page.exception
    assert not page.dataframe
    assert "signed out" in page.info[0].value  # still in the language of the session


def test_nothing_of_one_person_is_left_to_the_next(
    open_page: Callable[..., AppTest], signed_in: Callable[[str], tuple[Store, str]]
) -> None:
    signed_in("li")
    page = open_page("app_pages/experts.py")
    page.session_state["tasks"] = {"left": "behind"}
    signed_in("zhang")
    page = page.run()
    assert page.session_state["signed_in_as"] == "zhang"
    assert "tasks" not in page.session_state or page.session_state["tasks"] != {"left": "behind"}


def test_only_the_administrator_keeps_accounts_on_the_page(
    open_page: Callable[..., AppTest], signed_in: Callable[[str], tuple[Store, str]]
) -> None:
    alone = open_page("app_pages/accounts.py")
    assert "管理员" in alone.error[0].value
    signed_in("li")
    assert open_page("app_pages/accounts.py").error
    store, _ = signed_in("zhang")
    page = open_page("app_pages/accounts.py")
    assert not page.exception
    assert "共 2 个账号" in page.header[0].value
    assert list(page.dataframe[0].value.iloc[:, 0]) == ["li", "zhang"]
    page = page.button(key="account_disable").click().run()
    assert "已停用账号“li”" in [text.value for text in page.text]
    found = {one.name: one for one in people.every_account(store)}
    assert found["li"].disabled
    page = page.button(key="account_reset").click().run()
    (secret,) = page.code
    assert people.every_account(store)[0].must_change
    page = page.run()
    assert not page.code  # shown once
    assert secret.value
