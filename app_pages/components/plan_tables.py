"""Tables of a plan on its course: what stops it, what became of amounts, and every step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.money import cell, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.screen import width
from app_pages.components.words import t
from app_pages.services.decisions import Amount
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.text import OFFICE
from optimizer.documents.decision_text import reason_text
from optimizer.formats.reason import Reason
from optimizer.wording import say


def when(at: str) -> str:
    """Write an ISO moment in the time of the office, short."""
    moment = datetime.fromisoformat(at).astimezone(OFFICE)
    return t(
        "approval.when",
        month=moment.month,
        name=moment.strftime("%b"),
        day=f"{moment.day:02d}",
        time=moment.strftime("%H:%M"),
    )


def actor(by: str, sign_in: str) -> str:
    """Return who took a step; in single-user mode the hat that was tried on."""
    return by if sign_in != "single" else say(f"word.{by}", state.language())


def blockers(missing: Sequence[Reason], action: str) -> None:
    """Draw why the next step cannot be taken, or that it can."""
    language = state.language()
    named = say(f"word.action.{action}", language)
    with st.container(border=True):
        st.subheader(t("approval.blockers", action=named, count=len(missing)), anchor=False)
        if not missing:
            st.caption(t("approval.no_blockers", action=named))
            return
        rows = pd.DataFrame(
            {
                "state": [[t("approval.stops")] for _ in missing],
                "reason": [reason_text(one, language) for one in missing],
            }
        )
        column = st.column_config
        st.dataframe(
            rows,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(rows)),
            alt=t("approval.blockers", action=named, count=len(missing)),
            column_config={
                "state": column.MultiselectColumn(
                    t("approval.column.state"), options=[t("approval.stops")], color=["red"],
                    width=84,
                ),
                "reason": column.TextColumn(t("approval.column.condition"), width=width(620, 250)),
            },
        )  # fmt: skip


def amounts(rows: Sequence[Amount]) -> None:
    """Draw every amount that differs from the suggested one, beside it."""
    if not rows:
        return
    of = unit()
    table = pd.DataFrame(
        {
            "no": [one.application_no for one in rows],
            "unit": [one.unit_name for one in rows],
            "suggested": [cell(one.suggested, of) for one in rows],
            "now": [None if one.now is None else cell(one.now, of) for one in rows],
            "why": [t(f"approval.why.{one.why}") for one in rows],
            "minutes": [one.minutes for one in rows],
            "reason": [" ".join(one.reason.split()) for one in rows],
        }
    )
    column = st.column_config
    with st.container(border=True):
        title = t("approval.amounts", count=len(rows), unit=t(f"unit.{of.code}"))
        st.subheader(title, anchor=False)
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table), 8),
            placeholder="—",
            alt=title,
            column_config={
                "no": column.TextColumn(t("column.no"), width=92, pinned=True),
                "unit": column.TextColumn(t("column.unit"), width=width(180, 110)),
                "suggested": column.NumberColumn(
                    t("column.suggested"), width=84, format=number_format(table["suggested"])
                ),
                "now": column.NumberColumn(
                    t("approval.column.now"), width=84, format=number_format(table["now"])
                ),
                "why": column.TextColumn(t("approval.column.why"), width=96),
                "minutes": column.TextColumn(t("approval.column.minutes"), width=120),
                "reason": column.TextColumn(t("approval.column.reason"), width=220),
            },
        )


def history(plan: Plan) -> None:
    """Draw every step of a plan, the latest first."""
    language = state.language()
    steps = tuple(reversed(plan.steps))
    table = pd.DataFrame(
        {
            "at": [when(step.at) for step in steps],
            "who": [actor(step.by, step.sign_in) for step in steps],
            "action": [say(f"word.action.{step.action}", language) for step in steps],
            "said": [" ".join(step.comment.split()) for step in steps],
            "round": [step.round for step in steps],
        }
    )
    column = st.column_config
    with st.container(border=True):
        title = t("approval.history", count=len(steps))
        st.subheader(title, anchor=False)
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table), 9),
            alt=title,
            column_config={
                "at": column.TextColumn(t("approval.column.at"), width=110),
                "who": column.TextColumn(t("approval.column.who"), width=150),
                "action": column.TextColumn(t("approval.column.action"), width=110),
                "said": column.TextColumn(t("approval.column.said"), width=width(300, 160)),
                "round": column.NumberColumn(t("approval.column.round"), width=48, format="%d"),
            },
        )
