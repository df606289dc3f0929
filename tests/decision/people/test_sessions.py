"""Signing in and out: what a session opens, when it ends, what locks an account."""

# ruff: noqa: S105, S106  # tokens and passwords of invented people

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from optimizer.decision.people import (
    accounts,
    change_password,
    person,
    session,
    sign_in,
    sign_in_openid,
    sign_out,
)
from optimizer.decision.people.accounts import Account
from optimizer.decision.people.sessions import IDLE, LOCKED, LONGEST, MOST_FAILURES
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError

from .conftest import CHEAP, PASSWORD

SALT = b"y" * 16
OWN = "Qiushi-66-dalu"


@pytest.fixture
def li(store: Store, add: Callable[..., Account], now: datetime) -> Account:
    """Return an officer whose first password is changed."""
    account = add("li", Role.OFFICER)
    change_password(store, "li", PASSWORD, OWN, now=now, salt=SALT, cost=CHEAP)
    return account


def _codes(store: Store, name: str, password: str, now: datetime) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        sign_in(store, name, password, now=now, token="refused", cost=CHEAP)
    return [one.code for one in caught.value.problems]


def _actions(store: Store) -> list[str]:
    with store.read() as work:
        return [str(event["action"]) for event in work.events()]


@pytest.mark.usefixtures("li")
def test_a_session_opens_with_the_password_and_ends_with_sign_out(
    store: Store, now: datetime
) -> None:
    entered = sign_in(store, "li", OWN, now=now, token="t1", cost=CHEAP)
    assert entered.person == Person("li", frozenset({Role.OFFICER}), "account")
    assert person(store, "t1", now=now) == entered.person
    assert person(store, "t2", now=now) is None
    assert person(store, "", now=now) is None
    sign_out(store, "t1", now=now)
    assert person(store, "t1", now=now) is None
    assert _actions(store)[-2:] == ["sign_in", "sign_out"]


@pytest.mark.usefixtures("li")
def test_a_session_never_opens_under_a_token_that_is_there(store: Store, now: datetime) -> None:
    sign_in(store, "li", OWN, now=now, token="t1", cost=CHEAP)
    with pytest.raises(ValueError, match="fresh"):
        sign_in(store, "li", OWN, now=now, token="t1", cost=CHEAP)


@pytest.mark.usefixtures("li")
def test_a_session_ends_when_nothing_is_done_and_after_a_day_of_work(
    store: Store, now: datetime
) -> None:
    sign_in(store, "li", OWN, now=now, token="idle", cost=CHEAP)
    assert person(store, "idle", now=now + IDLE) is not None  # an action: it counts anew
    assert person(store, "idle", now=now + 2 * IDLE) is not None
    assert person(store, "idle", now=now + 3 * IDLE + timedelta(seconds=1)) is None
    sign_in(store, "li", OWN, now=now, token="long", cost=CHEAP)
    at = now
    while at <= now + LONGEST:
        assert person(store, "long", now=at) is not None
        at += IDLE / 2
    assert person(store, "long", now=at) is None


@pytest.mark.usefixtures("li")
def test_sessions_that_are_over_are_swept_away(store: Store, now: datetime) -> None:
    sign_in(store, "li", OWN, now=now, token="old", cost=CHEAP)
    sign_in(store, "li", OWN, now=now + LONGEST + IDLE, token="new", cost=CHEAP)
    with store.read() as work:
        assert len(work.all("session")) == 1


def test_a_first_password_opens_nothing_but_its_change(
    store: Store, add: Callable[..., Account], now: datetime
) -> None:
    add("wang", Role.REVIEWER)
    entered = sign_in(store, "wang", PASSWORD, now=now, token="t1", cost=CHEAP)
    assert entered.must_change
    assert person(store, "t1", now=now) is None
    found = session(store, "t1", now=now)
    assert found is not None
    assert found.must_change
    with pytest.raises(RefusedError, match="change_first"):
        sign_in(store, "wang", PASSWORD, now=now, cost=CHEAP)  # a command
    changed = change_password(
        store, "wang", PASSWORD, OWN, now=now, salt=SALT, token="t2", cost=CHEAP
    )
    assert not changed.must_change
    assert session(store, "t1", now=now) is None  # every session before has ended
    assert person(store, "t2", now=now) == changed.person
    assert sign_in(store, "wang", OWN, now=now, cost=CHEAP).token == ""


@pytest.mark.usefixtures("li")
def test_wrong_passwords_lock_the_account_even_for_the_right_one(
    store: Store, admin: Person, now: datetime
) -> None:
    for _ in range(MOST_FAILURES):
        assert _codes(store, "li", "wrong-wrong", now) == ["people.not_signed_in"]
    assert _actions(store)[-2:] == ["sign_in_failed", "locked_out"]
    before = len(_actions(store))
    assert _codes(store, "li", OWN, now + LOCKED / 2) == ["people.not_signed_in"]
    assert len(_actions(store)) == before  # a stranger cannot fill the record
    assert sign_in(store, "li", OWN, now=now + LOCKED, token="t1", cost=CHEAP).token == "t1"
    for _ in range(MOST_FAILURES):
        _codes(store, "li", "wrong-wrong", now + LOCKED)
    accounts.unlock(store, admin, "li", now=now + LOCKED)
    assert sign_in(store, "li", OWN, now=now + LOCKED, token="t2", cost=CHEAP).token == "t2"


@pytest.mark.usefixtures("li")
def test_a_right_password_forgets_the_wrong_ones_before(store: Store, now: datetime) -> None:
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            _codes(store, "li", "wrong-wrong", now)
        assert sign_in(store, "li", OWN, now=now, cost=CHEAP).person.name == "li"


@pytest.mark.usefixtures("li")
def test_nobody_learns_which_accounts_there_are(
    store: Store, admin: Person, add: Callable[..., Account], now: datetime
) -> None:
    add("sun", Role.LEADER, openid="subject-1")
    add("zhou", Role.LEADER)
    accounts.disable(store, admin, "zhou", now=now)
    before = len(_actions(store))
    told = [
        _codes(store, name, password, now)
        for name, password in (
            ("nobody", OWN),
            ("", ""),
            ("' OR 1=1 --", OWN),
            ("zhou", PASSWORD),
            ("sun", PASSWORD),
            ("sun", ""),
        )
    ]
    assert told == [["people.not_signed_in"]] * 6
    assert len(_actions(store)) == before
    assert _codes(store, "li", "", now) == ["people.not_signed_in"]


@pytest.mark.usefixtures("li")
def test_a_wrong_old_password_changes_nothing_and_counts(store: Store, now: datetime) -> None:
    with pytest.raises(RefusedError, match="not_signed_in"):
        change_password(store, "li", "wrong-wrong", "New-one-4321", now=now, salt=SALT, cost=CHEAP)
    assert _actions(store)[-1] == "sign_in_failed"
    with pytest.raises(RefusedError, match="password_same"):
        change_password(store, "li", OWN, OWN, now=now, salt=SALT, cost=CHEAP)
    assert sign_in(store, "li", OWN, now=now, cost=CHEAP).person.name == "li"


def test_the_provider_lets_in_only_whom_an_account_names(
    store: Store, admin: Person, add: Callable[..., Account], now: datetime
) -> None:
    add("sun", Role.LEADER, openid="subject-1")
    entered = sign_in_openid(store, "subject-1", now=now, token="t1")
    assert entered.person == Person("sun", frozenset({Role.LEADER}), "oidc")
    assert person(store, "t1", now=now) == entered.person
    for subject in ("", "subject-2", "sun"):
        with pytest.raises(RefusedError, match="no_openid_account"):
            sign_in_openid(store, subject, now=now, token="t2")
    accounts.disable(store, admin, "sun", now=now)
    with pytest.raises(RefusedError, match="no_openid_account"):
        sign_in_openid(store, "subject-1", now=now, token="t3")


@pytest.mark.usefixtures("li")
def test_roles_are_those_of_the_account_at_this_moment(
    store: Store, admin: Person, now: datetime
) -> None:
    accounts.set_roles(store, admin, "li", [Role.REVIEWER, Role.ANALYST], now=now)
    sign_in(store, "li", OWN, now=now, token="t1", cost=CHEAP)
    found = person(store, "t1", now=now)
    assert found is not None
    assert found.roles == {Role.REVIEWER, Role.ANALYST}
