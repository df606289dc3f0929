"""The rank-exception ledger: more merit, a lower ratio, and why."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from app_pages import state
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import t
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.wording import say

_HUNDREDTHS = 100


def exceptions(outcome: Outcome) -> None:
    """Draw the ledger, folded; one line where there is none."""
    found = outcome.exceptions
    if outcome.solution.awards is None:
        return
    if not found:
        st.caption(t("exceptions.none"))
        return
    projects = {p.application_no: p for p in outcome.projects}
    language = state.language()
    with st.expander(t("exceptions.title", count=len(found))):
        pairs = [(projects[e.application_no], projects[e.witness], e) for e in found]
        table = pd.DataFrame(
            {
                "no": [p.application_no for p, _, _ in pairs],
                "unit": [p.unit_name for p, _, _ in pairs],
                "clause": [p.clause for p, _, _ in pairs],
                "merit": [_merit(p) for p, _, _ in pairs],
                "share": [_share(p) for p, _, _ in pairs],
                "witness": [w.application_no for _, w, _ in pairs],
                "witness_merit": [_merit(w) for _, w, _ in pairs],
                "witness_share": [_share(w) for _, w, _ in pairs],
                "count": [e.count for _, _, e in pairs],
                "cause": [say(f"exception.{e.cause}", language) for _, _, e in pairs],
            }
        )
        column = st.column_config
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table)),
            placeholder="—",
            alt=t("exceptions.title", count=len(found)),
            column_config={
                "no": column.TextColumn(t("column.no"), width=88, pinned=True),
                "unit": column.TextColumn(t("column.unit"), width=180),
                "clause": column.TextColumn(t("column.clause"), width=52),
                "merit": column.NumberColumn(t("column.merit"), width=64, format="%.2f"),
                "share": _bar("column.share"),
                "witness": column.TextColumn(t("exceptions.witness"), width=92),
                "witness_merit": column.NumberColumn(
                    t("exceptions.witness_merit"), width=72, format="%.2f"
                ),
                "witness_share": _bar("exceptions.witness_share"),
                "count": column.NumberColumn(t("exceptions.count"), width=60),
                "cause": column.TextColumn(t("exceptions.cause"), width=200),
            },
        )


def _bar(code: str) -> ColumnConfig:
    return st.column_config.ProgressColumn(
        t(code), min_value=0, max_value=100, format="%.0f%%", width=90
    )


def _merit(project: ProjectOutcome) -> float | None:
    return None if project.merit is None else project.merit / _HUNDREDTHS


def _share(project: ProjectOutcome) -> float:
    return 100 * (project.suggested or 0) / (project.entitled or 1)
