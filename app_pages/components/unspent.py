"""What stays unspent, and what held the projects back that got less than they may get."""

from __future__ import annotations

from collections import defaultdict

import streamlit as st

from app_pages import state
from app_pages.components.money import money
from app_pages.components.words import source, spoken, t
from optimizer.formats.outcome import Outcome
from optimizer.formats.reason import Reason
from optimizer.wording import Language, has, say

MOST_LINES = 6


def held_back(outcome: Outcome) -> list[tuple[Reason, int, int]]:
    """Return (first reason, projects, yuan below the ceiling) by reason, the largest sum first."""
    groups: defaultdict[tuple[str, str], list[tuple[Reason, int]]] = defaultdict(list)
    for p in outcome.projects:
        if p.status in {"partial", "none"} and p.entitled and p.reasons:
            first = p.reasons[0]
            key = (first.code.rsplit(".", 1)[-1], str(first.params.get("key", "")))
            groups[key].append((first, p.entitled - (p.suggested or 0)))
    found = [(group[0][0], len(group), sum(y for _, y in group)) for group in groups.values()]
    return sorted(found, key=lambda item: -item[2])


def why(outcome: Outcome) -> None:
    """Draw how much is left and why the projects that wait cannot have it."""
    left = int(outcome.totals["unspent"])
    found = held_back(outcome)
    st.subheader(
        t("unspent.some", amount=money(left)) if left else t("unspent.nothing"), anchor=False
    )
    if not found:
        st.caption(t("unspent.all_served"))
        return
    language = state.language()
    with st.container(gap="xsmall"):
        for reason, count, short in found[:MOST_LINES]:
            st.text(
                t(
                    "unspent.line",
                    count=count,
                    short=money(short),
                    reason=_held(reason, language),
                    source=source(reason.citation, language),
                )
            )


def _held(reason: Reason, language: Language) -> str:
    """Return what holds a whole group back, without the figures of any one project."""
    code = f"pages.held.{reason.code.rsplit('.', 1)[-1]}"
    if has(code, language):
        return say(code, language, key=reason.params.get("key", ""))
    return spoken(reason, language)
