"""What would change one amount: if this, then that, who gives way, and up to where it holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from app_pages import service, state
from app_pages.components.money import money
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.running import tracked
from app_pages.components.screen import width
from app_pages.components.words import t
from optimizer.documents.insight_text import change_lines
from optimizer.documents.limit_text import limit_words
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.insight.project_changes import Change
from optimizer.wording import say

#: Projects that give way, named in a cell.
_NAMED = 3


def ways(outcome: Outcome, project: ProjectOutcome) -> None:
    """Draw the card of one project; nothing for who is not in the allocation."""
    if project.status not in {"partial", "none"}:
        return
    number = project.application_no
    with st.container(border=True):
        st.subheader(t("ways.title"), anchor=False)
        if number in outcome.problem.rules.locks:
            st.caption(say("insight.changes.lock", state.language()))
            return
        tracked(
            f"ways_{number}_{outcome.fingerprint}",
            service.change_work(outcome, number),
            partial(_draw, outcome),
            start=t("ways.start"),
            about=t("ways.about"),
        )


def _draw(outcome: Outcome, found: Sequence[Change]) -> None:
    language = state.language()
    hits = [change for change in found if change.at is not None]
    if hits:
        column = st.column_config
        table = pd.DataFrame(
            {
                "if": [_if(outcome, change) for change in hits],
                "then": [money(change.award or 0) for change in hits],
                "until": [_value(change, change.until or 0) for change in hits],
                "gives_way": [_gives_way(change) for change in hits],
            }
        )
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table), len(table)),
            alt=" ".join(change_lines(hits, outcome.problem, language)),
            column_config={
                "if": column.TextColumn(t("ways.if"), width=width(210, 150)),
                "then": column.TextColumn(t("ways.then"), width=80),
                "until": column.TextColumn(t("ways.until"), width=90),
                "gives_way": column.TextColumn(t("ways.gives_way"), width=240),
            },
        )
    for change in found:
        if change.at is None:
            st.caption(next(change_lines([change], outcome.problem, language)))
    if any(not change.exact for change in found):
        st.caption(t("ways.tried"))
    elif found:
        st.caption(t("ways.exact"))


def _value(change: Change, value: int) -> str:
    return f"{value / 100:.2f}" if change.what == "merit" else money(value)


def _if(outcome: Outcome, change: Change) -> str:
    values = {"start": _value(change, change.start), "at": _value(change, change.at or 0)}
    if change.what == "limit":
        name = limit_words(change.name, outcome.problem, state.language())
        return t("ways.limit", name=name, **values)
    return t(f"ways.{change.what}", **values)


def _gives_way(change: Change) -> str:
    named = tuple(
        t("ways.move", no=m.project, before=money(m.before), after=money(m.after))
        for m in change.gives_way[:_NAMED]
    )
    rest = len(change.gives_way) - len(named)
    if not named:
        return "—"
    return t("ways.moves_more" if rest else "ways.moves", moves=named, count=rest)
