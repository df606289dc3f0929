"""The working table: one row an application, answer first, the reason in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages.components.money import Unit, cell, figure, number_format, unit
from app_pages.components.problems import ROW_HEIGHT
from app_pages.components.screen import width
from app_pages.components.words import t, with_sources
from optimizer.documents.amount_line import why_line
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.wording import Language

STATUSES = ("full", "partial", "none", "refused", "incomplete")
_COLORS = ["green", "blue", "gray", "red", "orange"]
#: The pills over the table, and the statuses each lets through.
FILTERS = {
    "all": STATUSES,
    "funded": ("full", "partial"),
    "partial": ("partial",),
    "none": ("none",),
    "refused": ("refused", "incomplete"),
}
HUNDREDTHS = 100
TABLE_HEIGHT = ROW_HEIGHT * 15


def _share(project: ProjectOutcome) -> float | None:
    if not project.entitled or project.suggested is None:
        return None
    return 100 * project.suggested / project.entitled


def _why(project: ProjectOutcome, language: Language) -> str:
    """Return how a funded amount came about, or why there is none, with its source."""
    if project.status in {"full", "partial"}:
        return why_line(project, language)
    return with_sources(project.reasons, language)


@st.cache_data(max_entries=16, show_spinner=False)
def rows(fingerprint: str, of: Unit, language: Language, _outcome: Outcome) -> pd.DataFrame:
    """Return the whole table of an outcome in one unit and language."""
    del fingerprint  # the key
    words = {status: t(f"status.{status}") for status in STATUSES}
    projects = _outcome.projects
    return pd.DataFrame(
        {
            "no": [p.application_no for p in projects],
            "unit": [p.unit_name for p in projects],
            "suggested": [cell(p.suggested, of) for p in projects],
            "state": [[words[p.status]] for p in projects],
            "clause": [p.clause for p in projects],
            "reason": [_why(p, language) for p in projects],
            "entitled": [cell(p.entitled, of) for p in projects],
            "requested": [cell(p.requested, of) for p in projects],
            "share": [_share(p) for p in projects],
            "merit": [None if p.merit is None else p.merit / HUNDREDTHS for p in projects],
            "project": [p.project_name for p in projects],
            "status": [p.status for p in projects],
            "search": [
                f"{p.application_no}\n{p.unit_name}\n{p.project_name}\n{p.usci}".casefold()
                for p in projects
            ],
            "yuan_requested": [p.requested or 0 for p in projects],
            "yuan_entitled": [p.entitled or 0 for p in projects],
            "yuan_suggested": [p.suggested or 0 for p in projects],
        }
    )


def chosen(table: pd.DataFrame, search: str, pill: str) -> pd.DataFrame:
    """Return the rows that the search text and the pill let through."""
    kept = table[table["status"].isin(FILTERS[pill])]
    wanted = search.strip().casefold()
    return kept[kept["search"].str.contains(wanted, regex=False)] if wanted else kept


def draw(table: pd.DataFrame, key: str) -> str | None:
    """Draw the rows; return the number of the application that was selected."""
    if table.empty:
        st.caption(t("table.nothing"))
        return None
    column = st.column_config
    order = ("no", "unit", "suggested", "state", "clause", "reason", "entitled", "requested")
    event = st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=TABLE_HEIGHT,
        placeholder="—",
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_order=[*order, "share", "merit", "project"],
        alt=t("table.alt", count=len(table)),
        column_config={
            "no": column.TextColumn(t("column.no"), width=88, pinned=True),
            "unit": column.TextColumn(t("column.unit"), width=width(196, 110)),
            "suggested": column.NumberColumn(
                t("column.suggested"), width=76, format=number_format(table["suggested"])
            ),
            "state": column.MultiselectColumn(
                t("column.state"),
                options=[t(f"status.{status}") for status in STATUSES],
                color=_COLORS,
                width=104,
            ),
            "clause": column.TextColumn(t("column.clause"), width=52),
            "reason": column.TextColumn(t("column.reason"), width=290),
            "entitled": column.NumberColumn(
                t("column.entitled"), width=76, format=number_format(table["entitled"])
            ),
            "requested": column.NumberColumn(
                t("column.requested"), width=76, format=number_format(table["requested"])
            ),
            "share": column.ProgressColumn(
                t("column.share"), width=104, min_value=0, max_value=100, format="%.0f%%"
            ),
            "merit": column.NumberColumn(t("column.merit"), width=64, format="%.2f"),
            "project": column.TextColumn(t("column.project"), width=220),
        },
    )
    _totals(table)
    picked = event["selection"]["rows"]
    if not picked or picked[0] >= len(table):
        return None
    return str(table.iloc[picked[0]]["no"])


def _totals(table: pd.DataFrame) -> None:
    of = unit()
    st.caption(
        t(
            "table.totals",
            rows=len(table),
            unit=t(f"unit.{of.code}"),
            requested=figure(int(table["yuan_requested"].sum()), of),
            entitled=figure(int(table["yuan_entitled"].sum()), of),
            suggested=figure(int(table["yuan_suggested"].sum()), of),
        )
    )
