"""The derivation of one amount, step by step, with a bar a step and what each step cut."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.money import fen_cell, money, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.screen import width
from app_pages.components.words import escaped, source, spoken, t
from optimizer.formats.outcome import ProjectOutcome
from optimizer.formats.reason import Step
from optimizer.money import FEN_PER_YUAN


def ladder(project: ProjectOutcome) -> None:
    """Draw the derivation of one project; the last row is what is suggested."""
    language, of = state.language(), unit()
    steps = project.derivation
    if not steps:
        st.caption(t("ladder.none"))
        return
    st.subheader(_finding(project), anchor=False)
    names = [spoken(step, language) for step in steps]
    fen = [step.amount_fen for step in steps]
    sources = [source(step.citation, language) for step in steps]
    if project.suggested is not None and project.suggested * FEN_PER_YUAN != fen[-1]:
        names.append(t("ladder.suggested"))
        fen.append(project.suggested * FEN_PER_YUAN)
        sources.append(source(project.reasons[0].citation, language))
    most = max([*fen, 1])
    cut = [step.cut for step in steps] + [True] * (len(fen) - len(steps))
    cuts = [0, *(b - a if c else 0 for (b, a), c in zip(pairwise(fen), cut[1:], strict=True))]
    table = pd.DataFrame(
        {
            "step": names,
            "amount": [fen_cell(a, of) for a in fen],
            "bar": [100 * a / most for a in fen],
            "cut": [-fen_cell(c, of) if c else None for c in cuts],
            "source": sources,
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), len(table)),
        placeholder="",
        alt=_finding(project),
        column_config={
            "step": column.TextColumn(t("ladder.step"), width=width(300, 176)),
            "amount": column.NumberColumn(
                t(f"unit.{of.code}"), width=84, format=number_format(table["amount"])
            ),
            "bar": column.ProgressColumn(
                t("ladder.bar"), width=150, min_value=0, max_value=100, format=" "
            ),
            "cut": column.NumberColumn(
                t("ladder.cut"), width=76, format=number_format(table["cut"])
            ),
            "source": column.TextColumn(t("ladder.source"), width=120),
        },
    )


def _finding(project: ProjectOutcome) -> str:
    """Return the title: which step decided."""
    count = len(project.derivation)
    steps: list[Step] = [step for step in project.derivation if step.cut]
    entitled = (project.entitled or 0) * FEN_PER_YUAN
    if project.suggested is not None and project.suggested * FEN_PER_YUAN < entitled:
        return t("ladder.by_plan", count=count, amount=money(project.suggested))
    if steps:
        return t("ladder.by_step", count=count, step=escaped(spoken(steps[-1], state.language())))
    return t("ladder.uncut", count=count)
