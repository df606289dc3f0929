"""账号管理: who may sign in, as what. For the administrator, who sees nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import identity, state
from app_pages.components import frame
from app_pages.components.who import role_name, who
from app_pages.components.words import t
from app_pages.store import store
from optimizer.decision import rights
from optimizer.decision.people import accounts
from optimizer.decision.people.accounts import Account
from optimizer.decision.people.passwords import SALT_BYTES, fresh
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError
from optimizer.wording import LANGUAGES, say_problem

_SECRET_BYTES = 12


def _secret(name: str) -> str:
    """Return a first password that the account's rules allow."""
    return fresh(name, lambda: secrets.token_urlsafe(_SECRET_BYTES))


@frame.guarded
def main() -> None:
    """Draw every account, and the forms that change them."""
    state.start()
    person = identity.person()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(t("accounts.name"), anchor=False, width="content")
        st.space("stretch")
        _other_language()
        who()
    if person.sign_in == "single" or not rights.may(person, "accounts"):
        st.error(t("accounts.refused"))
        return
    found = accounts.list_accounts(store(), person, now=identity.now())
    usable = sum(_state(one) not in ("disabled", "locked") for one in found)
    frame.headline(t("accounts.headline", count=len(found), usable=usable), t("accounts.beneath"))
    _said()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.dataframe(pd.DataFrame(_rows(found)), hide_index=True, height="content")
    with right:
        _add()
        others = [one.name for one in found if one.name != person.name]
        if others:
            _change({one.name: one for one in found}, others)


def _rows(found: list[Account]) -> list[dict[str, Any]]:
    return [
        {
            t("accounts.column.name"): one.name,
            t("accounts.column.roles"): [role_name(role) for role in Role if role in one.roles],
            t("accounts.column.state"): t(f"accounts.state.{_state(one)}"),
            t("accounts.column.way"): t(f"accounts.way.{one.person.sign_in}"),
            t("accounts.column.created"): one.created_at[:10],
        }
        for one in found
    ]


def _state(account: Account) -> str:
    return account.state(identity.now())


def _add() -> None:
    with st.form("account_add", clear_on_submit=True):
        st.subheader(t("accounts.add"), anchor=False)
        name = st.text_input(t("accounts.column.name"), max_chars=accounts.MOST_NAME)
        roles = st.multiselect(
            t("accounts.column.roles"),
            list(Role),
            format_func=_role_names().__getitem__,
            placeholder=t("accounts.choose"),
        )
        openid = st.text_input(t("accounts.openid"), max_chars=200).strip()
        if not st.form_submit_button(t("accounts.add"), type="primary"):
            return
    secret = "" if openid else _secret(name)

    def added() -> None:
        accounts.add(
            store(),
            identity.person(),
            name,
            roles,
            secret,
            now=identity.now(),
            salt=secrets.token_bytes(SALT_BYTES),
            openid=openid,
        )

    _tried(added, "add", name, secret)


def _change(found: dict[str, Account], others: list[str]) -> None:
    with st.container(border=True):
        st.subheader(t("accounts.change"), anchor=False)
        name = st.selectbox(t("accounts.which"), others, key="account_which")
        account = found[name]
        roles = st.multiselect(
            t("accounts.column.roles"),
            list(Role),
            default=[role for role in Role if role in account.roles],
            format_func=_role_names().__getitem__,
            placeholder=t("accounts.choose"),
            key=f"account_roles_{name}_{account.revision}",
        )
        with st.container(horizontal=True):
            _buttons(account, roles)


def _buttons(account: Account, roles: list[Role]) -> None:
    name, now = account.name, identity.now()

    def act(
        words: str, done: str, run: Callable[[Store, Person], object], secret: str = ""
    ) -> None:
        if st.button(t(f"accounts.{words}"), key=f"account_{words}"):
            _tried(lambda: run(store(), identity.person()), done, name, secret)

    act("set_roles", "roles", lambda kept, who: accounts.set_roles(kept, who, name, roles, now=now))
    if account.disabled:
        act("enable", "enable", lambda kept, who: accounts.enable(kept, who, name, now=now))
    else:
        act("disable", "disable", lambda kept, who: accounts.disable(kept, who, name, now=now))
    if account.locked(now):
        act("unlock", "unlock", lambda kept, who: accounts.unlock(kept, who, name, now=now))
    if not account.openid:
        secret = _secret(name)
        salt = secrets.token_bytes(SALT_BYTES)

        def reset(kept: Store, who: Person) -> Account:
            return accounts.reset_password(kept, who, name, secret, now=now, salt=salt)

        act("reset", "password", reset, secret)


def _tried(step: Callable[[], object], done: str, name: str, secret: str) -> None:
    """Take a step, and say after the next run what came of it."""
    try:
        step()
    except RefusedError as error:
        language = state.language()
        text = "\n".join(say_problem(one, language) for one in error.problems)
        st.session_state["account_said"] = ("refused", text, "")
    else:
        st.session_state["account_said"] = (done, name, secret)
    st.rerun()


def _said() -> None:
    """Say what the last step did; a first password is shown this once."""
    done, name, secret = st.session_state.pop("account_said", ("", "", ""))
    if done == "refused":
        with st.container(border=True):
            st.text(name)
    elif done:
        with st.container(border=True):
            st.text(t(f"accounts.done.{done}", name=name))
            if secret:
                st.caption(t("accounts.password"))
                st.code(secret, language=None)


def _role_names() -> dict[Role, str]:
    return {role: role_name(role) for role in Role}


def _other_language() -> None:
    other = next(code for code in LANGUAGES if code != state.language())
    st.button(
        t(f"language.{other}"),
        key="bar_language",
        on_click=lambda: st.session_state.update(language=other),
    )


main()
