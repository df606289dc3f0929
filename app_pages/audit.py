"""The record for the auditor: whole or broken where, what was done, and names behind codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import identity, state
from app_pages.components import frame, plan_tables
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import escaped, t
from app_pages.services import decisions
from app_pages.store import store
from optimizer.decision.record.export import Search, as_csv, found
from optimizer.decision.record.verify import check_store
from optimizer.errors import RefusedError
from optimizer.formats.canonical import canonical_json
from optimizer.wording import has, say, say_problem

_MOST_ROWS = 18
_MOST_TEXT = 160


@frame.guarded
def page() -> None:
    """Check the chain, draw it, and what was asked for of it."""
    frame.context_bar("audit")
    who, now = identity.person(), identity.now()
    try:
        decisions.door().may_read(who, now, "read_record")
    except RefusedError as error:
        frame.headline(t("audit.refused"))
        for problem in error.problems:
            st.text(say_problem(problem, state.language()))
        return
    with store().read() as work:
        reading, faults = check_store(work)
        events = list(work.events())
    if faults:
        frame.headline(t("audit.broken", count=len(faults)))
        for problem in faults[:_MOST_ROWS]:
            st.error(escaped(say_problem(problem, state.language())))
    else:
        frame.headline(t("audit.whole", count=reading.head.seq))
        st.caption(t("audit.head", head=str(reading.head)))
    wanted = list(found(events, _search(events)))
    _table(wanted)
    st.download_button(
        t("audit.download"),
        data=as_csv(wanted),
        file_name="audit.csv",
        mime="text/csv",
        on_click="ignore",
    )
    _names()


def _search(events: list[dict[str, Any]]) -> Search:
    """Draw what may be asked for."""

    def one_of(key: str) -> str:
        values = sorted({str(event[key]) for event in events if event[key]})
        chosen = st.selectbox(
            t(f"audit.{key}"), values, index=None, placeholder=t("audit.any"), width=200,
            key=f"audit_{key}",
        )  # fmt: skip
        return chosen or ""

    with st.container(horizontal=True, vertical_alignment="bottom"):
        return Search(who=one_of("who"), plan=one_of("plan"), action=one_of("action"))


def _table(events: list[Mapping[str, Any]]) -> None:
    language = state.language()
    shown = list(reversed(events))
    table = pd.DataFrame(
        {
            "seq": [event["seq"] for event in shown],
            "at": [plan_tables.when(event["at"]) for event in shown],
            "who": [plan_tables.actor(event["who"], event["sign_in"]) for event in shown],
            "action": [_action(event["action"]) for event in shown],
            "plan": [event["plan"] for event in shown],
            "details": [_short(event["details"]) for event in shown],
            "hash": [event["hash"][-12:] for event in shown],
        }
    )
    column = st.column_config
    title = t("audit.events", count=len(shown))
    st.subheader(title, anchor=False)
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), _MOST_ROWS),
        alt=title,
        column_config={
            "seq": column.NumberColumn(t("audit.seq"), width=60, format="%d"),
            "at": column.TextColumn(t("approval.column.at"), width=120),
            "who": column.TextColumn(t("approval.column.who"), width=150),
            "action": column.TextColumn(t("approval.column.action"), width=150),
            "plan": column.TextColumn(t("audit.plan"), width=110),
            "details": column.TextColumn(t("approval.column.said"), width=420),
            "hash": column.TextColumn(say("pages.audit.hash", language), width=120),
        },
    )


def _action(action: str) -> str:
    """Return what was done in words; actions of accounts keep their own name."""
    code = f"word.action.{action}"
    return say(code, state.language()) if has(code, state.language()) else action


def _short(details: Mapping[str, Any]) -> str:
    text = canonical_json(details).decode().rstrip("\n") if details else ""
    return text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT] + "…"


def _names() -> None:
    """Draw the opening of an expert's name: with a reason, and an event each."""
    with st.expander(t("audit.experts")), st.form("audit_expert", border=False):
        code = st.text_input(t("audit.code"), max_chars=100)
        reason = st.text_input(t("audit.reason"), max_chars=2_000)
        if not st.form_submit_button(t("audit.open")):
            return
        try:
            name = decisions.door().open_expert(identity.person(), identity.now(), code, reason)
        except RefusedError as error:
            for problem in error.problems:
                st.error(escaped(say_problem(problem, state.language())))
            return
        st.text(t("audit.opened", code=code, name=name))


page()
