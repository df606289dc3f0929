"""Who uses this page, and what time it is: asked anew at every run, remembered nowhere.

Without accounts one user tries everything out on this machine (单人试算) under a hat of choice.
With accounts (``server.py``) the gate hands the session's token over in a header that no browser
can send; the store says at each call whether the session still stands. A connection that was made
before somebody signed out is therefore nobody's afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from app_pages.store import store
from optimizer.decision import people
from optimizer.decision.types import Person, Role

#: The one user whom nobody asked who it is; the name of a step says under which hat.
SINGLE = "single"
#: Carries the token from the gate to the pages; the gate strips it from what browsers send.
HEADER = "x-fund-session"
#: Set by ``server.py``: these pages are for who has signed in, and for nobody else.
ACCOUNTS = "FUND_SIGN_IN"
#: Hats that one user tries out, as duties keep people apart: a meeting is put down by another
#: officer than who drafted. Accounts are kept by who has signed in, so no hat has that role.
HATS: Mapping[str, frozenset[Role]] = {
    "officer": frozenset({Role.OFFICER, Role.ANALYST}),
    "officer_2": frozenset({Role.OFFICER}),
    "reviewer": frozenset({Role.REVIEWER}),
    "analyst": frozenset({Role.ANALYST}),
    "leader": frozenset({Role.LEADER}),
    "auditor": frozenset({Role.AUDITOR}),
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SignedOutError(Exception):
    """Nobody is signed in (any more): nothing may be shown or done."""


def now() -> datetime:
    """Return the moment of this run (aware, UTC)."""
    return datetime.now(UTC)


def with_accounts() -> bool:
    """Say whether these pages are served with sign-in."""
    return os.environ.get(ACCOUNTS, "") == "1"


def exposed() -> bool:
    """Say whether others can reach pages that ask nobody who they are."""
    return not with_accounts() and st.get_option("server.address") not in _LOOPBACK


def person() -> Person:
    """Return who acts, asked of the store at this moment.

    Raises
    ------
    SignedOutError
        If the session is over.
    """
    if not with_accounts():
        return Person(f"{SINGLE}:{hat()}", HATS[hat()], "single")
    found = people.person(store(), _token(), now=now())
    if found is None:
        _forget()
        raise SignedOutError
    if st.session_state.setdefault("signed_in_as", found.name) != found.name:
        _forget()  # nothing of one person is shown to the next
        st.session_state["signed_in_as"] = found.name
    return found


def sign_out() -> None:
    """End the session, for every page that uses it."""
    people.sign_out(store(), _token(), now=now())
    _forget()


def hat() -> str:
    """Return the hat that the one user wears, at first the officer's."""
    return str(st.session_state.get("acting_as", next(iter(HATS))))


def wear(hat: str) -> None:
    """Try another hat on from the next run on."""
    if hat not in HATS:
        raise ValueError(f"{hat} is not to be tried out")
    st.session_state["acting_as"] = hat


def _forget() -> None:
    """Forget everything of a session but the language."""
    language = st.session_state.get("language")
    st.session_state.clear()
    if language is not None:
        st.session_state["language"] = language


def _token() -> str:
    return st.context.headers.get(HEADER) or ""
