"""Who uses this page, and what time it is: asked anew at every run, remembered nowhere.

Without accounts one user tries everything out on this machine (单人试算) under a role of choice.
With accounts (``server.py``) the gate hands the session's token over in a header that no browser
can send; the store says at each call whether the session still stands. A connection that was made
before somebody signed out is therefore nobody's afterwards.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import streamlit as st

from app_pages.store import store
from optimizer.decision import people
from optimizer.decision.types import Person, Role

#: The name of the one user whom nobody asked who it is.
SINGLE = "single"
#: Carries the token from the gate to the pages; the gate strips it from what browsers send.
HEADER = "x-fund-session"
#: Set by ``server.py``: these pages are for who has signed in, and for nobody else.
ACCOUNTS = "FUND_SIGN_IN"
#: Roles to try out alone: accounts are kept by who has signed in.
TRIED = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
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
        return Person(SINGLE, frozenset({acting_as()}), "single")
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


def acting_as() -> Role:
    """Return the role that the one user tries out, at first the officer's."""
    return Role(st.session_state.get("acting_as", Role.OFFICER.value))


def act_as(role: Role) -> None:
    """Try another role out from the next run on."""
    if role not in TRIED:
        raise ValueError(f"{role} is not to be tried out")
    st.session_state["acting_as"] = role.value


def _forget() -> None:
    """Forget everything of a session but the language."""
    language = st.session_state.get("language")
    st.session_state.clear()
    if language is not None:
        st.session_state["language"] = language


def _token() -> str:
    return st.context.headers.get(HEADER) or ""
