"""Who uses the program: shown on every page, with the way out; alone, with the hat to try."""

from __future__ import annotations

import streamlit as st

from app_pages import identity, state
from app_pages.components.words import t
from app_pages.gate import addresses
from optimizer.decision.types import Person, Role


def who() -> None:
    """Draw who is signed in, with sign-out; or the hat that a single user wears."""
    person = identity.person()
    if not identity.with_accounts():
        with st.popover(t("who.single", hat=hat_name(identity.hat())), key="bar_who"):
            _hats_to_try()
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


def hat_name(hat: str) -> str:
    """Return what a hat of the single user is called."""
    return t(f"hat.{hat}")


def role_names(person: Person) -> tuple[str, ...]:
    """Return what a person's roles are called, always in the same order."""
    return tuple(role_name(role) for role in Role if role in person.roles)


def _hats_to_try() -> None:
    worn = identity.hat()
    key = f"bar_acting_as_{worn}_{state.language()}"
    hats = list(identity.HATS)
    st.selectbox(
        t("who.role"),
        hats,
        index=hats.index(worn),
        # Named at once, in this session's language: AppTest and Streamlit ask again later.
        format_func={hat: hat_name(hat) for hat in hats}.__getitem__,
        key=key,
        on_change=_try,
        args=(key,),
    )
    st.caption(t("who.single_note"))


def _try(key: str) -> None:
    identity.wear(st.session_state[key])


def _link(address: str, words: str) -> None:
    """Lead out of the pages in the same tab: Streamlit's own links open another."""
    # The browser's own blue cannot be read on a dark ground.
    st.html(f'<a href="{address}" target="_self" style="color: inherit">{words}</a>')
