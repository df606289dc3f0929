"""Accounts are kept by the administrator alone, and every change and refusal is on record."""

# ruff: noqa: S106  # tokens and passwords of invented people

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from optimizer.decision.people import accounts, every_account, session, sign_in
from optimizer.decision.people.accounts import Account
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError

from .conftest import CHEAP, PASSWORD

SALT = b"z" * 16
OTHER = "Qiushi-66-dalu"


def _code(caught: pytest.ExceptionInfo[RefusedError]) -> str:
    (problem,) = caught.value.problems
    return problem.code


def _actions(store: Store) -> list[str]:
    with store.read() as work:
        return [str(event["action"]) for event in work.events()]


def test_the_first_administrator_is_made_once(store: Store, admin: Person, now: datetime) -> None:
    assert admin.roles == {Role.ADMINISTRATOR}
    with pytest.raises(RefusedError) as caught:
        accounts.first(store, "wang", PASSWORD, now=now, salt=SALT, cost=CHEAP)
    assert _code(caught) == "people.not_first"
    assert _actions(store) == ["account_added"]


def test_only_the_administrator_keeps_accounts_and_others_are_recorded(
    store: Store, add: Callable[..., Account], now: datetime
) -> None:
    officer = add("li", Role.OFFICER).person
    with pytest.raises(RefusedError) as caught:
        accounts.set_roles(store, officer, "zhang", [Role.LEADER], now=now)
    assert _code(caught) == "people.no_right"
    assert _actions(store)[-1] == "refused"
    single = Person("single", frozenset({Role.ADMINISTRATOR}), "single")
    with pytest.raises(RefusedError):
        accounts.list_accounts(store, single, now=now)


@pytest.mark.parametrize("roles", [(), (Role.ADMINISTRATOR, Role.LEADER), tuple(Role)])
def test_roles_that_do_not_go_together_are_refused(
    add: Callable[..., Account], roles: tuple[Role, ...]
) -> None:
    with pytest.raises(RefusedError) as caught:
        add("li", *roles)
    assert _code(caught) == "people.roles_apart"


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "<b>", "x" * 65, "a\u202eb", "a'--"])
def test_a_name_is_letters_and_digits(add: Callable[..., Account], name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        add(name, Role.OFFICER)
    assert _code(caught) == "people.bad_name"


def test_no_two_accounts_look_alike(add: Callable[..., Account]) -> None:
    add("李华", Role.OFFICER)
    add("wang", Role.OFFICER, openid="s-1")
    for name, openid in (("李华", ""), ("WANG", ""), ("ｗａｎｇ", ""), ("zhao", "s-1")):
        with pytest.raises(RefusedError) as caught:
            add(name, Role.REVIEWER, openid=openid)
        assert _code(caught) == "people.name_taken"


def test_nobody_changes_an_own_account_and_an_administrator_stays(
    store: Store, admin: Person, add: Callable[..., Account], now: datetime
) -> None:
    with pytest.raises(RefusedError) as caught:
        accounts.disable(store, admin, admin.name, now=now)
    assert _code(caught) == "people.own_account"
    second = add("sun", Role.ADMINISTRATOR).person
    accounts.disable(store, admin, "sun", now=now)
    with pytest.raises(RefusedError) as caught:
        accounts.set_roles(store, second, "zhang", [Role.AUDITOR], now=now)
    assert _code(caught) == "people.last_administrator"


def test_other_roles_and_a_new_password_end_the_sessions(
    store: Store, admin: Person, add: Callable[..., Account], now: datetime
) -> None:
    add("li", Role.OFFICER)
    changes: tuple[Callable[[], Account], ...] = (
        lambda: accounts.set_roles(store, admin, "li", [Role.LEADER], now=now),
        lambda: accounts.disable(store, admin, "li", now=now),
    )
    for i, change in enumerate(changes):
        sign_in(store, "li", PASSWORD, now=now, token=f"t{i}", cost=CHEAP)
        assert session(store, f"t{i}", now=now) is not None
        change()
        assert session(store, f"t{i}", now=now) is None
    accounts.enable(store, admin, "li", now=now)
    made = accounts.reset_password(store, admin, "li", OTHER, now=now, salt=SALT, cost=CHEAP)
    assert made.must_change
    assert sign_in(store, "li", OTHER, now=now, token="t9", cost=CHEAP).must_change


def test_the_record_and_the_store_hold_no_password(
    store: Store, add: Callable[..., Account], now: datetime
) -> None:
    add("li", Role.OFFICER)
    sign_in(store, "li", PASSWORD, now=now, token="a-token-of-a-session", cost=CHEAP)
    with store.read() as work:
        kept = str(list(work.events())) + str(work.all("account")) + str(work.all("session"))
    assert PASSWORD not in kept
    assert "a-token-of-a-session" not in kept


def test_two_changes_of_one_account_do_not_overwrite_each_other(
    store: Store, admin: Person, add: Callable[..., Account], now: datetime
) -> None:
    stale = add("li", Role.OFFICER)
    accounts.set_roles(store, admin, "li", [Role.ANALYST], now=now + timedelta(seconds=1))
    with store.read() as work:
        before = accounts.find(work, "li")
    with pytest.raises(RefusedError) as caught, store.write() as work:
        accounts.keep(work, Account(**{f: getattr(stale, f) for f in ("name", "roles")}))
    assert _code(caught) == "people.changed_meanwhile"
    assert [one for one in every_account(store) if one.name == "li"] == [before]
