"""What a file would change, field by field, and what the data in use holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import t
from optimizer.intake.columns import APPLICATIONS, LISTS
from optimizer.intake.diff import Change
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
