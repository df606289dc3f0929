"""Tables beside what hangs on the weights: projects in between, awards that move, other methods."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.money import cell, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import t, title
from app_pages.services import weights as service
from app_pages.state import Situation
from optimizer.documents.robustness_text import change_text
from optimizer.formats.outcome import Outcome
from optimizer.insight.weights.result import Robustness
from optimizer.wording import say

#: Projects in the table of moves.
_MOST_MOVES = 200


def between(now: Situation, outcome: Outcome, found: Robustness, key: str) -> None:
    """Draw the projects that hang on the weights."""
    language, of = state.language(), unit()
    chosen = sorted(
        [*found.of_class("likely"), *found.of_class("open")], key=lambda i: (-found.share(i), i)
    )
    if not chosen:
        return
    projects = [outcome.projects[i] for i in chosen]
    least = [cell(int(found.least[i]), of) for i in chosen]
    most = [cell(int(found.most[i]), of) for i in chosen]
    table = pd.DataFrame(
        {
            "no": [p.application_no for p in projects],
            "share": [100 * float(found.share(i)) for i in chosen],
            "class": [say(f"weights.class.{found.class_of(i)}", language) for i in chosen],
            "award": [cell(int(found.award[i]), of) for i in chosen],
            "least": least,
            "most": most,
            "change": [
                change_text(found, i, now.year.policy, language) if found.bands else None
                for i in chosen
            ],
            "unit": [p.unit_name for p in projects],
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 12),
        placeholder="—",
        key=f"between_{key}",
        alt=t("weights.between.alt", count=len(table)),
        column_config={
            "no": column.TextColumn(t("column.no"), width=92, pinned=True),
            "share": column.ProgressColumn(
                t("weights.column.share"), min_value=0, max_value=100, format="%.1f%%", width=110
            ),
            "class": column.TextColumn(t("weights.column.class"), width=72),
            "award": column.NumberColumn(
                t("weights.column.award"), width=72, format=number_format(table["award"])
            ),
            "least": column.NumberColumn(
                t("weights.column.least"), width=64, format=number_format(least)
            ),
            "most": column.NumberColumn(
                t("weights.column.most"), width=64, format=number_format(most)
            ),
            "change": column.TextColumn(t("weights.column.change"), width=260),
            "unit": column.TextColumn(t("column.unit"), width=180),
        },
    )
    st.caption(t("weights.table.unit", unit=t(f"unit.{of.code}"), count=len(table)))


def moved(now: Situation, outcome: Outcome) -> None:
    """Draw whose award differs from that of the scenario's own weights."""
    before = {p.application_no: p.suggested or 0 for p in now.shown.outcome.projects}
    moves = [p for p in outcome.projects if (p.suggested or 0) != before.get(p.application_no, 0)]
    if not moves:
        st.caption(t("weights.moved.none"))
        return
    entered = sum(not before.get(p.application_no, 0) for p in moves)
    left = sum(not p.suggested for p in moves)
    of = unit()
    said = t("weights.moved", count=len(moves), entered=entered, left=left)
    st.subheader(said, anchor=False)
    shown = sorted(moves, key=lambda p: -abs((p.suggested or 0) - before.get(p.application_no, 0)))[
        :_MOST_MOVES
    ]
    was = [cell(before.get(p.application_no, 0), of) for p in shown]
    becomes = [cell(p.suggested or 0, of) for p in shown]
    table = pd.DataFrame(
        {
            "no": [p.application_no for p in shown],
            "was": was,
            "becomes": becomes,
            "clause": [p.clause for p in shown],
            "unit": [p.unit_name for p in shown],
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 10),
        alt=said,
        column_config={
            "no": column.TextColumn(t("column.no"), width=92, pinned=True),
            "was": column.NumberColumn(
                t("weights.column.was"), width=130, format=number_format(was)
            ),
            "becomes": column.NumberColumn(
                t("weights.column.becomes"), width=130, format=number_format(becomes)
            ),
            "clause": column.TextColumn(t("column.clause"), width=60),
            "unit": column.TextColumn(t("column.unit"), width=220),
        },
    )


def methods(now: Situation) -> None:
    """Draw what the methods of the literature would weigh, and how their rankings compare."""
    language, policy = state.language(), now.year.policy
    found = service.methods(now.year, now.base, now.controls, now.shown.outcome)
    with st.expander(t("weights.methods.title")):
        rows = [
            {
                "method": say(f"weights.method.{one.method}", language),
                **{str(k): weight for k, weight in enumerate(one.weights or ())},
                "tau": one.likeness.tau_b if one.likeness else None,
                "top": t("weights.top", shared=one.likeness.shared, top=one.likeness.top)
                if one.likeness
                else None,
            }
            for one in found
        ]
        column = st.column_config
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(rows)),
            placeholder="—",
            alt=t("weights.methods.title"),
            column_config={
                "method": column.TextColumn(t("weights.method"), width=110, pinned=True),
                "tau": column.NumberColumn(t("weights.column.tau"), width=110, format="%.3f"),
                "top": column.TextColumn(t("weights.column.top"), width=110),
                **{
                    str(k): column.NumberColumn(title(one.title, language), width=84)
                    for k, one in enumerate(policy.criteria)
                },
            },
        )
        st.caption(t("weights.methods.how"))
