"""The tables of a comparison: measures, projects that differ, effects of differences, prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.money import cell, figure, money, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.screen import width
from app_pages.components.words import escaped, t
from optimizer.documents.compare_rows import change, rows, written
from optimizer.documents.compare_sheets import differing
from optimizer.documents.compare_text import cost_name, cost_share
from optimizer.documents.compare_text import state as state_words
from optimizer.documents.compare_words import (
    alone_text,
    difference_text,
    effect_text,
    interaction_text,
)
from optimizer.insight.compare.attribution import Attribution
from optimizer.insight.compare.comparison import Comparison
from optimizer.insight.compare.costs import Cost
from optimizer.insight.compare.lead import Lead
from optimizer.insight.compare.movement import awards
from optimizer.wording import say


def measures(comparison: Comparison, called: Sequence[str]) -> None:
    """Draw the measures, a column a scenario; differences from the reference in grey."""
    language, of = state.language(), unit()

    def bare(yuan: int) -> str:
        return figure(yuan, of)

    lines = rows(totals_only=comparison.totals_only)
    table: dict[str, list[str]] = {
        t("compare.measure", unit=t(f"unit.{of.code}")): [
            *(escaped(say(f"compare.measure.{row.code}", language)) for row in lines),
            escaped(say("compare.measure.state", language)),
        ]
    }
    first = comparison.measures[0]
    for i, (one, figures) in enumerate(
        zip(comparison.candidates, comparison.measures, strict=True)
    ):
        cells = []
        for row in lines:
            if figures is None:
                cells.append("—")
                continue
            text = written(row, figures, language, bare)
            moved = "" if first is None else change(row, first, figures, language, bare)
            cells.append(f"{text} :gray[{t('compare.moved', change=moved)}]" if moved else text)
        cells.append(escaped(state_words(one, language)))
        name = escaped(called[i])
        table[t("compare.reference", name=name) if i == 0 else name] = cells
    st.table(table, border="horizontal", hide_index=True)


def projects(comparison: Comparison, called: Sequence[str]) -> None:
    """Draw the projects whose awards differ, folded."""
    found = differing(comparison)
    if not found:
        st.caption(t("compare.projects_none"))
        return
    of, language = unit(), state.language()
    plans = {
        name: awards(one.outcome)
        for name, one, figures in zip(
            called, comparison.candidates, comparison.measures, strict=True
        )
        if one.outcome is not None and figures is not None
    }
    table = pd.DataFrame(
        {
            "no": [number for number, *_ in found],
            "unit": [project.unit_name for _, _, project, _ in found],
            "clause": [project.clause for _, _, project, _ in found],
            "size": [say(f"compare.size.{size}", language) for *_, size in found],
            "group": [say(f"compare.group.{group}", language) for _, group, _, _ in found],
            **{
                f"plan {i}": [cell(plan.get(number, 0), of) for number, *_ in found]
                for i, plan in enumerate(plans.values())
            },
            "project": [project.project_name for _, _, project, _ in found],
        }
    )
    column = st.column_config
    with st.expander(t("compare.projects", count=len(found))):
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table)),
            placeholder="—",
            alt=t("compare.projects", count=len(found)),
            column_config={
                "no": column.TextColumn(t("column.no"), width=96, pinned=True),
                "unit": column.TextColumn(t("column.unit"), width=width(220, 110)),
                "clause": column.TextColumn(t("column.clause"), width=56),
                "size": column.TextColumn(t("compare.size"), width=84),
                "group": column.TextColumn(t("compare.group"), width=150),
                **{
                    f"plan {i}": column.NumberColumn(
                        name, width=110, format=number_format(table[f"plan {i}"])
                    )
                    for i, name in enumerate(plans)
                },
                "project": column.TextColumn(t("column.project"), width=220),
            },
        )


def attribution(comparison: Comparison, found: Sequence[Attribution]) -> None:
    """Draw what each difference changes in its place and alone, and what is left over."""
    language, year = state.language(), comparison.reference.year
    for one in found:
        steps = one.steps
        several = len(steps) > 1
        lines: list[tuple[str, str, str]] = [
            (
                difference_text(step.difference, year, language),
                effect_text(step.effect, language, money),
                alone_text(step.alone, language, money),
            )
            for step in steps
        ]
        whole = effect_text(one.whole, language, money)
        lines.append((say("compare.whole", language), whole, ""))
        if several:
            left = interaction_text(one.interaction, language, money)
            lines.append((say("compare.interaction_label", language), "", left))
        table: dict[str, list[str]] = {
            say("compare.column.difference_what", language): [escaped(line[0]) for line in lines],
            say("compare.column.effect", language): [escaped(line[1]) for line in lines],
        }
        if several:
            alone = say("compare.column.alone", language)
            table[alone] = [escaped(line[2]) for line in lines]
        st.table(table, border="horizontal", hide_index=True)
        if several:
            st.caption(t("compare.attribution_about"))
        if not one.exact:
            st.caption(say("compare.not_exact", language))


def prices(comparison: Comparison, called: Sequence[str], found: Sequence[Cost]) -> None:
    """Draw what each rule and limit costs, a column a scenario."""
    language = state.language()
    names = [one.name for one in comparison.candidates]
    columns: dict[str, dict[str, Any]] = {name: {} for name in names}
    for cost in found:
        known = cost.price.unavailable is None
        text = f"{cost_share(cost)}%" if known else t("compare.not_known")
        columns[cost.name][cost_name(cost, comparison, language)] = text
    what = list(dict.fromkeys(line for column in columns.values() for line in column))
    table = pd.DataFrame(
        {
            "what": what,
            **{
                f"plan {i}": [columns[name].get(line) for line in what]
                for i, name in enumerate(names)
            },
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table)),
        placeholder="—",
        alt=t("compare.prices_alt"),
        column_config={
            "what": column.TextColumn(t("costs.what"), width=width(260, 150), pinned=True),
            **{f"plan {i}": column.TextColumn(name, width=170) for i, name in enumerate(called)},
        },
    )


def lead(titles: Sequence[str], found: Sequence[Lead]) -> None:
    """Draw in how many weightings each scenario gives small firms most, and from what to what."""
    if not found:
        st.caption(t("compare.lead.none"))
        return
    last = found[-1]
    best = max(last.most)
    names = tuple(title for title, count in zip(titles, last.most, strict=True) if count == best)
    st.text(t("compare.lead.finding", names=names, count=best, tried=last.tried))
    column = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "name": list(titles),
                "most": [100 * count / last.tried for count in last.most],
                "alone": list(last.alone),
                "low": [money(yuan) for yuan in last.low],
                "high": [money(yuan) for yuan in last.high],
            }
        ),
        hide_index=True,
        row_height=ROW_HEIGHT,
        alt=t("compare.lead.title"),
        column_config={
            "name": column.TextColumn(t("compare.lead.name"), width=320, pinned=True),
            "most": column.ProgressColumn(
                t("compare.lead.most"), width=180, min_value=0, max_value=100, format="%.0f%%"
            ),
            "alone": column.NumberColumn(t("compare.lead.alone"), width=110),
            "low": column.TextColumn(t("compare.lead.low"), width=120),
            "high": column.TextColumn(t("compare.lead.high"), width=120),
        },
    )
