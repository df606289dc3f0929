"""What a file would change, field by field, and what the data in use holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.money import fen_cell, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.screen import width
from app_pages.components.words import t, title
from optimizer.intake.columns import APPLICATIONS, LISTS
from optimizer.intake.diff import Change
from optimizer.intake.tables import MISSING
from optimizer.intake.year import Year
from optimizer.wording import Language


def changed(found: Sequence[Change]) -> None:
    """Draw every difference between the data in use and the file; cells show text as text."""
    language = state.language()
    counts = Counter((c.what, c.sheet == APPLICATIONS.key) for c in found)
    heading = t(
        "change.title",
        added=counts["added", True],
        removed=counts["removed", True],
        changed=len(found) - counts["added", True] - counts["removed", True],
    )
    with st.expander(heading, expanded=bool(found)):
        if not found:
            st.caption(t("change.none"))
            return
        headings = _headings(language)
        kinds = [t(f"change.{what}") for what in ("added", "removed", "changed")]
        table = pd.DataFrame(
            {
                "no": [c.application_no for c in found],
                "what": [[t(f"change.{c.what}")] for c in found],
                "field": [headings[c.sheet, c.column] for c in found],
                "before": [c.before for c in found],
                "after": [c.after for c in found],
            }
        )
        column = st.column_config
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table), 10),
            placeholder="—",
            alt=heading,
            key="changes",
            column_config={
                "no": column.TextColumn(t("column.no"), width=96, pinned=True),
                "what": column.MultiselectColumn(
                    t("change.what"), options=kinds, color=["green", "red", "blue"], width=76
                ),
                "field": column.TextColumn(t("change.field"), width=220),
                "before": column.TextColumn(t("change.before"), width=360),
                "after": column.TextColumn(t("change.after"), width=360),
            },
        )


def _headings(language: Language) -> dict[tuple[str, str], str]:
    """Return (sheet, column) -> how a reader calls it; a column left empty is the whole row."""
    names: dict[tuple[str, str], str] = {}
    for sheet in (APPLICATIONS, *LISTS):
        sheet_name = sheet.zh if language == "zh" else sheet.en
        names[sheet.key, ""] = t("change.row", sheet=sheet_name)
        for column in sheet.columns:
            names[sheet.key, column.key] = column.zh if language == "zh" else column.en
    return names


def overview(year: Year) -> None:
    """Draw the applications in use by clause, so that a reader knows what the data is."""
    language, of = state.language(), unit()
    clauses = year.applications["clause"].tolist()
    requested = year.applications["requested"].tolist()
    counts = Counter(clauses)
    sums: Counter[str] = Counter()
    for clause, fen in zip(clauses, requested, strict=True):
        sums[clause] += 0 if fen == MISSING else fen
    rows = [clause for clause in year.policy.clauses if counts[clause.id]]
    table = pd.DataFrame(
        {
            "clause": [clause.id for clause in rows],
            "title": [title(clause.title, language) for clause in rows],
            "count": [counts[clause.id] for clause in rows],
            "requested": [fen_cell(sums[clause.id], of) for clause in rows],
        }
    )
    column = st.column_config
    st.subheader(t("overview.title", count=len(rows)), anchor=False)
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), len(table)),
        width=720,
        alt=t("overview.title", count=len(rows)),
        column_config={
            "clause": column.TextColumn(t("column.clause"), width=64),
            "title": column.TextColumn(t("overview.name"), width=width(330, 150)),
            "count": column.NumberColumn(t("overview.count"), width=width(110, 76), format="%d"),
            "requested": column.NumberColumn(
                t("overview.requested", unit=t(f"unit.{of.code}")),
                width=170,
                format=number_format(table["requested"]),
            ),
        },
    )
