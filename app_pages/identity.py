"""Who uses this page, and what time it is: asked anew at every run, remembered nowhere.

Without accounts one user tries everything out on this machine (单人试算) under a role of choice.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from optimizer.decision.types import Person, Role

#: The name of the one user whom nobody asked who it is.
SINGLE = "single"


def now() -> datetime:
    """Return the moment of this run (aware, UTC)."""
    return datetime.now(UTC)


def person() -> Person:
    """Return who acts."""
    return Person(SINGLE, frozenset({acting_as()}), "single")


def acting_as() -> Role:
    """Return the role that the one user tries out, at first the officer's."""
    return Role(st.session_state.get("acting_as", Role.OFFICER.value))


def act_as(role: Role) -> None:
    """Try another role out from the next run on."""
    st.session_state["acting_as"] = role.value
