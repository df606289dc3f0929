"""The pictures of a comparison: money by clause or article, and who gains and loses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.charts import BAR_STEP, FONTS
from app_pages.components.money import figure, money, unit
from app_pages.components.picture import ink, picture
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.screen import is_dark, width
from app_pages.components.words import escaped, t, title
from optimizer.documents.compare_sheets import keys, money_of
from optimizer.insight.compare.comparison import Comparison
from optimizer.insight.compare.measures import Measures
from optimizer.insight.compare.movement import Movement
from optimizer.wording import say

#: Five hues that every kind of sight tells apart, by theme.
PALETTE: Mapping[str, tuple[str, ...]] = {
    "light": ("#1D5B9E", "#C9751A", "#49978A", "#5B2333", "#B07BD9"),
    "dark": ("#6FA8E8", "#D9682B", "#EADF7A", "#F2B5B5", "#3F8F76"),
}
_SHAPES = ("circle", "square", "triangle-up", "diamond")
#: Units drawn, and articles with a colour of their own.
MOST_UNITS, _ARTICLES = 12, 4
#: A point at an end must not cover the axis.
_PAD = 0.06


def palette() -> tuple[str, ...]:
    """Return the hues of the theme in use."""
    return PALETTE["dark" if is_dark() else "light"]


def by_clause(comparison: Comparison, called: Sequence[str]) -> None:
    """Draw the clauses whose money differs: a line from least to most, a point a scenario."""
    of = unit()
    names = _clause_names(comparison)
    rows = _parts(comparison, "by_clause", called, names)
    spread = rows.groupby("key")["yuan"].agg(lambda yuan: int(yuan.max() - yuan.min()))
    widest = int(spread.max()) if len(spread) else 0
    if not widest:
        st.subheader(t("compare.dumbbell_none"), anchor=False)
        _table_behind(rows, called)
        return
    language = state.language()
    most = spread[spread == widest].index
    top = tuple(say("compare.clause", language, key=key) for key in most)
    drawn = rows[rows["key"].isin(spread[spread > 0].index)]
    says = t("compare.dumbbell", names=top, amount=money(widest))
    picture(
        _dumbbell(drawn, called),
        says,
        t("compare.dumbbell_drawn", unit=t(f"unit.{of.code}")),
        key="compare_dumbbell",
    )
    _table_behind(rows, called)


def _dumbbell(rows: pd.DataFrame, called: Sequence[str]) -> Any:  # noqa: ANN401  # altair's layered charts are untyped
    _, _, pale, *_ = ink()
    hues = palette()
    most = float(rows["amount"].max()) or 1.0
    scale = alt.Scale(domain=[-most * _PAD, most * (1 + _PAD)], nice=False)
    order = list(dict.fromkeys(rows["name"]))
    y = alt.Y(
        "name:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=190, ticks=False, domain=False, labelPadding=6),
    )
    x = alt.X("amount:Q", scale=scale, title=None, axis=alt.Axis(format=",~f", tickCount=5))
    ends = rows.groupby("name", sort=False)["amount"].agg(["min", "max"]).reset_index()
    line = (
        alt.Chart(ends)
        .mark_rule(color=pale, strokeWidth=4)
        .encode(y=y, x=alt.X("min:Q", scale=scale, title=None), x2="max:Q")
    )
    points = list(called)
    legend = alt.Legend(orient="top", title=None, columns=1, labelLimit=420, symbolStrokeWidth=2)
    color = alt.Color(
        "scenario:N", scale=alt.Scale(domain=points, range=list(hues[: len(points)])), legend=legend
    )
    shape = alt.Shape(
        "scenario:N",
        scale=alt.Scale(domain=points, range=list(_SHAPES[: len(points)])),
        legend=legend,
    )
    others = (
        alt.Chart(rows[rows["scenario"] != called[0]])
        .mark_point(filled=True, size=80, opacity=1)
        .encode(y=y, x=x, color=color, shape=shape)
    )
    # Equal points hide each other: the reference is a ring over them.
    ring = (
        alt.Chart(rows[rows["scenario"] == called[0]])
        .mark_point(filled=False, size=150, strokeWidth=2, opacity=1)
        .encode(y=y, x=x, color=color, shape=shape)
    )
    return alt.layer(line, others, ring).properties(height=alt.Step(BAR_STEP))


def by_article(comparison: Comparison, called: Sequence[str]) -> None:
    """Draw a stacked bar a scenario: the articles with most money, the rest together."""
    of = unit()
    policy, language = comparison.reference.year.policy, state.language()
    names = {
        key: t("chart.article", article=key, name=title(policy.article_titles[key], language))
        if key in policy.article_titles
        else t("source.article", article=key)
        for key in keys(comparison, "by_article")
    }
    rows = _parts(comparison, "by_article", called, names)
    totals = rows.groupby("key", sort=False)["yuan"].agg(["sum", "min", "max"])
    totals["spread"] = totals["max"] - totals["min"]
    widest = totals[totals["spread"] == totals["spread"].max()]
    says = (
        t(
            "compare.stacked",
            names=tuple(say("compare.clause", language, key=key) for key in widest.index),
            least=money(int(widest["min"].iloc[0])),
            most=money(int(widest["max"].iloc[0])),
        )
        if int(totals["spread"].max())
        else t("compare.dumbbell_none")
    )
    top = [names[key] for key in totals.sort_values("sum", ascending=False).index[:_ARTICLES]]
    other = t("compare.other")
    rows["shown"] = rows["name"].where(rows["name"].isin(top), other)
    stacked = rows.groupby(["scenario", "shown"], sort=False)["amount"].sum().reset_index()
    stacked["place"] = stacked["shown"].map({name: i for i, name in enumerate([*top, other])})
    domain = [*top, other]
    chart = (
        alt.Chart(stacked)
        .mark_bar(size=16)
        .encode(
            y=alt.Y(
                "scenario:N",
                sort=list(called),
                title=None,
                axis=alt.Axis(labelLimit=320, ticks=False, domain=False, labelPadding=6),
            ),
            x=alt.X("amount:Q", title=None, axis=alt.Axis(format=",~f", tickCount=6)),
            order=alt.Order("place:Q"),
            color=alt.Color(
                "shown:N",
                scale=alt.Scale(domain=domain, range=list(palette()[: len(domain)])),
                legend=alt.Legend(orient="top", title=None, columns=3, labelLimit=260),
            ),
        )
        .properties(height=alt.Step(BAR_STEP))
    )
    says_unit = t("compare.stacked_drawn", unit=t(f"unit.{of.code}"))
    picture(chart, says, says_unit, key="compare_stacked")
    _table_behind(rows, called)


def gains_and_losses(name: str, movement: Movement, firms: Mapping[str, str]) -> None:
    """Draw the units with the greatest changes: to the right more, to the left less."""
    more, less = movement.more(units=True), movement.less(units=True)
    if not more.count and not less.count:
        st.subheader(escaped(t("compare.moves_none", name=name)), anchor=False)
        return
    of = unit()
    shown = movement.units[:MOST_UNITS]
    words = (t("compare.more"), t("compare.less"))
    rows = pd.DataFrame(
        {
            "unit": [_short(firms.get(move.project, ""), move.project) for move in shown],
            "amount": [move.change / of.yuan for move in shown],
            "label": [_signed(move.change) for move in shown],
            "way": [words[0] if move.change > 0 else words[1] for move in shown],
        }
    ).sort_values("amount", ascending=False, kind="stable")
    _, note, *_ = ink()
    reach = float(rows["amount"].abs().max())
    scale = alt.Scale(domain=_domain(rows["amount"].min(), rows["amount"].max(), reach), nice=False)
    y = alt.Y(
        "unit:N",
        sort=list(rows["unit"]),
        title=None,
        axis=alt.Axis(labelLimit=width(190, 120), ticks=False, domain=False, labelPadding=6),
    )
    x = alt.X("amount:Q", scale=scale, title=None, axis=None)
    bars = (
        alt.Chart(rows)
        .mark_bar(size=14)
        .encode(
            y=y,
            x=x,
            color=alt.Color(
                "way:N",
                scale=alt.Scale(domain=list(words), range=list(palette()[:2])),
                legend=alt.Legend(orient="top", title=None),
            ),
        )
    )
    texts = [
        alt.Chart(rows[rows["amount"] * way > 0])
        .mark_text(
            align="left" if way > 0 else "right", dx=6 * way, color=note, font=FONTS, fontSize=12
        )
        .encode(y=y, x=x, text="label:N")
        for way in (1, -1)
    ]
    picture(
        alt.layer(bars, *texts).properties(height=alt.Step(BAR_STEP)),
        t("compare.moves", name=name, more=more.count, less=less.count),
        t("compare.moves_drawn", count=len(shown), unit=t(f"unit.{of.code}")),
        key="compare_moves",
    )


def _domain(least: float, most: float, reach: float) -> list[float]:
    """Return the ends of the axis: room for the figures on either side that has bars."""
    room = reach * 0.35
    return [min(least, 0) - (room if least < 0 else 0), max(most, 0) + (room if most > 0 else 0)]


def _signed(yuan: int) -> str:
    return f"{'+' if yuan > 0 else ''}{figure(yuan, unit())}"


def _short(name: str, usci: str) -> str:
    """Return a unit's name and the end of its code: two units may have one name."""
    return f"{name} {usci[-4:]}" if name else usci


def _clause_names(comparison: Comparison) -> dict[str, str]:
    language = state.language()
    found = {key: key for key in keys(comparison, "by_clause")}
    for clause in comparison.reference.year.policy.clauses:
        found[clause.id] = t("compare.clause", clause=clause.id, name=title(clause.title, language))
    return found


def _parts(
    comparison: Comparison, of: str, called: Sequence[str], names: Mapping[str, str]
) -> pd.DataFrame:
    """Return one row a part and scenario; scenarios without a plan have none."""
    per = unit().yuan
    plans: list[tuple[str, Measures]] = [
        (name, figures)
        for name, figures in zip(called, comparison.measures, strict=True)
        if figures is not None
    ]
    return pd.DataFrame(
        [
            (key, names[key], name, money_of(figures, of, key) or 0)
            for key in keys(comparison, of)
            for name, figures in plans
        ],
        columns=["key", "name", "scenario", "yuan"],
    ).assign(amount=lambda table: table["yuan"] / per)


def _table_behind(rows: pd.DataFrame, called: Sequence[str]) -> None:
    """Draw the same figures as a table, folded."""
    with st.expander(t("compare.behind")):
        there = [name for name in called if name in set(rows["scenario"])]
        table = rows.pivot_table(
            index="name", columns="scenario", values="amount", sort=False, aggfunc="sum"
        )[there].reset_index()
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table)),
            placeholder="—",
            column_config={
                "name": st.column_config.TextColumn(
                    t("column.clause"), width=width(190, 120), pinned=True
                ),
                **{name: st.column_config.NumberColumn(name, format="localized") for name in there},
            },
        )
