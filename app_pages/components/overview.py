"""What the data in use holds: applications by clause, scores by panel, the ledger by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.money import fen_cell, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.screen import width
from app_pages.components.words import t, title
from optimizer.intake.tables import MISSING
from optimizer.intake.year import Year

TABLE_WIDTH = 720


def applications(year: Year) -> None:
    """Draw the applications by clause, with what they ask for."""
    language, of = state.language(), unit()
    clauses = year.applications["clause"].tolist()
    counts = Counter(clauses)
    sums: Counter[str] = Counter()
    for clause, fen in zip(clauses, year.applications["requested"].tolist(), strict=True):
        sums[clause] += 0 if fen == MISSING else fen
    rows = [clause for clause in year.policy.clauses if counts[clause.id]]
    table = pd.DataFrame(
        {
            "clause": [clause.id for clause in rows],
            "title": [title(clause.title, language) for clause in rows],
            "count": [counts[clause.id] for clause in rows],
            "money": [fen_cell(sums[clause.id], of) for clause in rows],
        }
    )
    column = st.column_config
    columns = {
        "clause": column.TextColumn(t("column.clause"), width=64),
        "title": column.TextColumn(t("overview.name"), width=width(330, 150)),
        "count": column.NumberColumn(t("overview.count"), width=width(110, 76), format="%d"),
        "money": _money(table, "overview.requested"),
    }
    _draw(table, t("overview.title", count=len(rows)), columns)


def scores(year: Year) -> None:
    """Draw how many score sheets each panel gave, and how many recusals."""
    panels = year.scores["panel"].tolist()
    counts = Counter(panels)
    recused: Counter[str] = Counter()
    for panel, flag in zip(panels, year.scores["recused"].tolist(), strict=True):
        recused[panel] += flag == 1
    table = pd.DataFrame(
        {
            "panel": sorted(counts),
            "count": [counts[panel] for panel in sorted(counts)],
            "recused": [recused[panel] for panel in sorted(counts)],
        }
    )
    column = st.column_config
    columns = {
        "panel": column.TextColumn(t("overview.panel"), width=180),
        "count": column.NumberColumn(t("overview.sheets"), width=110, format="%d"),
        "recused": column.NumberColumn(t("overview.recused"), width=110, format="%d"),
    }
    _draw(table, t("overview.scores", count=len(counts)), columns)


def ledger(year: Year) -> None:
    """Draw the earlier awards by year."""
    of = unit()
    years = year.ledger["year"].tolist()
    counts = Counter(years)
    sums: Counter[int] = Counter()
    for one, fen in zip(years, year.ledger["awarded"].tolist(), strict=True):
        sums[one] += 0 if fen == MISSING else fen
    table = pd.DataFrame(
        {
            "year": sorted(counts),
            "count": [counts[one] for one in sorted(counts)],
            "money": [fen_cell(sums[one], of) for one in sorted(counts)],
        }
    )
    column = st.column_config
    columns = {
        "year": column.NumberColumn(t("ledger.year"), width=110, format="%d"),
        "count": column.NumberColumn(t("overview.entries"), width=110, format="%d"),
        "money": _money(table, "overview.awarded"),
    }
    _draw(table, t("overview.ledger", count=len(counts)), columns)


def _money(table: pd.DataFrame, code: str) -> Any:  # noqa: ANN401  # Streamlit's column is untyped
    label = t(code, unit=t(f"unit.{unit().code}"))
    return st.column_config.NumberColumn(label, width=170, format=number_format(table["money"]))


def _draw(table: pd.DataFrame, heading: str, columns: Mapping[str, Any]) -> None:
    if table.empty:
        return
    st.subheader(heading, anchor=False)
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table)),
        width=TABLE_WIDTH,
        alt=heading,
        column_config=dict(columns),
    )
