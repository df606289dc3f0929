"""What a change of the law brings, drawn: ceilings that bind, who gains and loses, the tables."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.charts import BAR_STEP, FONTS
from app_pages.components.money import cell, fen_cell, figure, money, number_format, unit
from app_pages.components.picture import ink, picture
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import t, title
from optimizer.documents.law_text import finding
from optimizer.insight.difference import gainers, losers
from optimizer.insight.law.cost import Cost, Line
from optimizer.policy.types import Policy
from optimizer.wording import say

_MONEY = ("ceiling", "entitled", "over", "suggested")
#: What of the picture's width the label behind the longest bar may take.
_FOR_LABEL = 1.9


def demand_chart(lines: Sequence[Line], key: str) -> None:
    """Draw what is entitled and what was asked above the ceiling, by clause."""
    of, language = unit(), state.language()
    _, note, pale, (_, blue), mark = ink()
    shown = [line for line in lines if line.entitled[0] or line.entitled[1]]
    data = pd.DataFrame(
        {
            "clause": [say("law.named", language, key=one.clause, title="") for one in shown],
            "entitled": [cell(one.entitled[1], of) for one in shown],
            "before": [cell(one.entitled[0], of) for one in shown],
            "end": [cell(one.entitled[1] + one.over[1], of) for one in shown],
            "label": [
                t(
                    "whatif.label",
                    ceiling=figure(one.ceiling[1], of),
                    bound=one.bound[1],
                    count=one.applications[1],
                )
                for one in shown
            ],
        }
    )
    data["reach"] = data[["end", "before"]].max(axis=1)
    y = alt.Y(
        "clause:N",
        sort=list(data["clause"]),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelPadding=6),
    )
    most = (float(data["reach"].max()) if len(data) else 0.0) or 1.0
    scale = alt.Scale(domain=[0, most * _FOR_LABEL], nice=False)
    base = alt.Chart(data)
    x = alt.X("end:Q", scale=scale, axis=None)
    chart = alt.layer(
        base.mark_bar(color=pale, size=14).encode(y=y, x=x),
        base.mark_bar(color=blue, size=14).encode(y=y, x=alt.X("entitled:Q", scale=scale)),
        base.mark_tick(color=mark, thickness=2, size=18).encode(
            y=y, x=alt.X("before:Q", scale=scale)
        ),
        base.mark_text(align="left", dx=8, color=note, fontSize=12, font=FONTS).encode(
            y=y, x=alt.X("reach:Q", scale=scale), text="label:N"
        ),
    ).properties(height=alt.Step(BAR_STEP))
    says = finding(lines, money, language)
    picture(chart, says, t("whatif.drawn", unit=t(f"unit.{of.code}")), key=key)


def moves_table(found: Cost) -> None:
    """Draw whose award changes, the greatest change first."""
    if not found.moves:
        st.text(t("whatif.no_moves"))
    else:
        up, down = len(gainers(found.moves)), len(losers(found.moves))
        says = t("whatif.moves", up=up, down=down)
        st.text(says)
        of = unit()
        projects = {p.application_no: p for p in found.before.projects}
        rows = pd.DataFrame(
            {
                "no": [m.project for m in found.moves],
                "unit": [projects[m.project].unit_name for m in found.moves],
                "clause": [projects[m.project].clause for m in found.moves],
                "before": [cell(m.before, of) for m in found.moves],
                "after": [cell(m.after, of) for m in found.moves],
                "change": [cell(m.change, of) for m in found.moves],
            }
        )
        column = st.column_config
        amounts = {
            "before": t("whatif.before"),
            "after": t("whatif.after"),
            "change": t("whatif.change"),
        }
        st.dataframe(
            rows,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(rows), 12),
            alt=says,
            column_config={
                "no": column.TextColumn(t("column.no"), width=100, pinned=True),
                "unit": column.TextColumn(t("column.unit"), width=170),
                "clause": column.TextColumn(t("column.clause"), width=56),
                **{
                    key: column.NumberColumn(name, format=number_format(rows[key]), width=80)
                    for key, name in amounts.items()
                },
            },
        )
    moved = {move.project for move in found.moves}
    only = sum(one.application_no not in moved for one in found.effect.changes)
    if only:
        st.caption(t("whatif.entitled_only", count=only))


def lines_table(
    lines: Sequence[Line], policy: Policy, keys: Sequence[str], name: str, alt_text: str
) -> None:
    """Draw articles or clauses, ``keys`` of each before and after."""
    of, language, column = unit(), state.language(), st.column_config
    rows: dict[str, list[float | int | str | None]] = {
        "name": [_line_name(one, policy) for one in lines]
    }
    config = {"name": column.TextColumn(say(f"law.column.{name}", language), width=200)}
    for key in keys:
        shown = "liability" if key == "ceiling" and name == "articles" else key
        for k, when in enumerate(("was", "will")):
            values = [getattr(one, key)[k] for one in lines]
            cells = [cell(v, of) for v in values] if key in _MONEY else values
            rows[f"{key}_{when}"] = list(cells)
            config[f"{key}_{when}"] = column.NumberColumn(
                say(f"law.column.{shown}.{when}", language), format=number_format(cells), width=104
            )
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(lines), 16),
        placeholder="—",
        alt=alt_text,
        column_config=config,
    )


def _line_name(line: Line, policy: Policy) -> str:
    language = state.language()
    text = policy.clause(line.clause).title if line.clause else policy.article_titles[line.article]
    return say("law.named", language, key=line.clause or line.article, title=title(text, language))


def ledger_table(found: Cost, alt_text: str) -> None:
    """Draw the ledger's awards that differ between the texts."""
    pairs = [
        (was, will) for was, will in zip(*found.tried, strict=True) if was.at_most != will.at_most
    ]
    if not pairs:
        st.text(t("whatif.ledger_same"))
        return
    of, language, column = unit(), state.language(), st.column_config
    rows = pd.DataFrame(
        {
            "year": [will.year for _, will in pairs],
            "no": [will.application_no for _, will in pairs],
            "unit": [will.unit_name for _, will in pairs],
            "clause": [will.clause for _, will in pairs],
            "awarded": [fen_cell(will.awarded, of) for _, will in pairs],
            "was": [None if was.at_most is None else fen_cell(was.at_most, of) for was, _ in pairs],
            "will": [
                None if will.at_most is None else fen_cell(will.at_most, of) for _, will in pairs
            ],
            "fate": [say(f"law.fate.{will.fate}", language) for _, will in pairs],
        }
    )
    amounts = {"awarded": "awarded", "was": "at_most.was", "will": "at_most.will"}
    st.dataframe(
        rows,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(rows), 12),
        placeholder="—",
        alt=alt_text,
        column_config={
            "year": column.NumberColumn(say("law.column.year", language), format="%d", width=60),
            "no": column.TextColumn(t("column.no"), width=100),
            "unit": column.TextColumn(t("column.unit"), width=200),
            "clause": column.TextColumn(t("column.clause"), width=56),
            **{
                key: column.NumberColumn(
                    say(f"law.column.{name}", language), format=number_format(rows[key]), width=110
                )
                for key, name in amounts.items()
            },
            "fate": column.TextColumn(say("law.column.fate", language), width=140),
        },
    )
