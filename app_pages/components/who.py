"""Who uses the program: shown on every page, with the way out; alone, with the role to try."""

from __future__ import annotations

import streamlit as st

from app_pages import identity, state
from app_pages.components.words import t
from app_pages.gate import addresses
from optimizer.decision.types import Person, Role


def who() -> None:
    """Draw who is signed in, with sign-out; or the role that a single user tries."""
    person = identity.person()
    if not identity.with_accounts():
        role = role_name(identity.acting_as())
        with st.popover(t("who.single", role=role), key="bar_who"):
            _roles_to_try()
        return
    with st.popover(person.name, key="bar_who"):
        st.text(t("who.roles", roles=role_names(person)))
        if person.sign_in == "account":
            _link(addresses.PASSWORD, t("who.password"))
        if st.button(t("who.sign_out"), key="bar_sign_out", width="stretch"):
            identity.sign_out()
            st.rerun()


def signed_out() -> None:
    """Say that nobody is signed in any more, and where to do so."""
    st.info(t("signed_out"))
    _link(addresses.SIGN_IN, t("signed_out.again"))


def refuse_exposed() -> None:
    """Say that a program without accounts is for this machine only."""
    st.error(t("exposed"))


def role_name(role: Role) -> str:
    """Return what a role is called."""
    return t(f"role.{role.value}")


def role_names(person: Person) -> tuple[str, ...]:
    """Return what a person's roles are called, always in the same order."""
    return tuple(role_name(role) for role in Role if role in person.roles)


def _roles_to_try() -> None:
    key = f"bar_acting_as_{identity.acting_as().value}_{state.language()}"
    st.selectbox(
        t("who.role"),
        identity.TRIED,
        index=identity.TRIED.index(identity.acting_as()),
        # Named at once, in this session's language: AppTest and Streamlit ask again later.
        format_func={role: role_name(role) for role in identity.TRIED}.__getitem__,
        key=key,
        on_change=_try,
        args=(key,),
    )
    st.caption(t("who.single_note"))


def _try(key: str) -> None:
    identity.act_as(st.session_state[key])


def _link(address: str, words: str) -> None:
    """Lead out of the pages in the same tab: Streamlit's own links open another."""
    # The browser's own blue cannot be read on a dark ground.
    st.html(f'<a href="{address}" target="_self" style="color: inherit">{words}</a>')
