"""The list of problems: where each stands, what was found, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.screen import width
from app_pages.components.words import t
from optimizer.errors import Problem
from optimizer.wording import Language, has, say

ROW_HEIGHT = 30
MOST_ROWS_SHOWN = 21


def advice(problem: Problem, language: Language) -> str:
    """Return what is wrong and what would be right, without the place."""
    if not has(problem.code, language):
        return say("pages.no_words", language)
    return say(problem.code, language, **{"value": problem.value, **problem.params})


def table_height(rows: int, most: int = MOST_ROWS_SHOWN) -> int:
    """Return the height of a table that shows its rows up to ``most`` and then scrolls."""
    return ROW_HEIGHT * (min(max(rows, 1), most) + 1) + 6


def problem_table(problems: Sequence[Problem], key: str) -> None:
    """Draw problems as a table; cells show text as text."""
    language = state.language()
    levels = {"error": t("problem.error"), "notice": t("problem.notice")}
    rows = pd.DataFrame(
        {
            "level": [[levels[p.level]] for p in problems],
            "row": [p.place.row or None for p in problems],
            "advice": [advice(p, language) for p in problems],
            "field": [p.place.field for p in problems],
            "value": [p.value for p in problems],
            "column": [p.place.column for p in problems],
            "sheet": [p.place.sheet for p in problems],
            "source": [p.place.source for p in problems],
        }
    ).astype({"row": "Int64"})
    column = st.column_config
    st.dataframe(
        rows,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(rows)),
        placeholder="",
        key=f"problems_{key}",
        alt=t("problem.alt", count=len(rows)),
        column_config={
            "level": column.MultiselectColumn(
                t("problem.level"), options=list(levels.values()), color=["red", "orange"], width=84
            ),
            "row": column.NumberColumn(t("problem.row"), format="%d", width=56),
            "advice": column.TextColumn(t("problem.advice"), width=width(430, 210)),
            "field": column.TextColumn(t("problem.field"), width=190),
            "value": column.TextColumn(t("problem.value"), width=180),
            "column": column.TextColumn(t("problem.column"), width=50),
            "sheet": column.TextColumn(t("problem.sheet"), width=96),
            "source": column.TextColumn(t("problem.source"), width=130),
        },
    )
