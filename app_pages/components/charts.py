"""The money by article against its pools, as one picture whose title states its finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.money import Unit, cell, figure, money, per_cent, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.screen import is_dark
from app_pages.components.words import t, title
from optimizer.formats.outcome import Outcome
from optimizer.intake.scenario import Pool
from optimizer.policy.types import Policy

FONTS = (
    "PingFang SC, Microsoft YaHei, HarmonyOS Sans SC, Source Han Sans SC, Noto Sans CJK SC,"
    " Noto Sans SC, sans-serif"
)
#: Text, note, pale bar, solid bars (recognition and ratio, competitive), mark of a pool, by theme.
INK: Mapping[str, tuple[str, str, str, tuple[str, str], str]] = {
    "light": ("#101923", "#566270", "#DCE3EA", ("#49978A", "#1D5B9E"), "#C9751A"),
    "dark": ("#E6EAF0", "#A9B4C2", "#2B3441", ("#3F8F76", "#6FA8E8"), "#D9682B"),
}
#: What one character of a label takes of the picture's width, and the least left for the bar.
CHARACTER = 0.034
#: English names leave less of the picture to the bars and their figures.
WIDER_IN_ENGLISH = 1.4
LEAST_FOR_BAR = 0.34
BAR_STEP = 25


@dataclass(frozen=True, slots=True)
class ArticleMoney:
    """What one article asks, may get and gets, in yuan; ``competitive`` is the part by review."""

    article: str
    name: str
    suggested: int
    competitive: int
    entitled: int
    projects: int
    pool: Pool | None


def by_article(outcome: Outcome, policy: Policy, pools: Sequence[Pool]) -> tuple[ArticleMoney, ...]:
    """Add an outcome up by article, in the policy's order."""
    rows = [(p.article, p.clause, p.suggested or 0, p.entitled or 0) for p in outcome.projects]
    return _added_up(rows, policy, pools)


def of_document(
    document: Mapping[str, Any], policy: Policy, pools: Sequence[Pool] = ()
) -> tuple[ArticleMoney, ...]:
    """Add a kept outcome document up by article, in the policy's order."""
    rows = [
        (one["article"], one["clause"], one["suggested"] or 0, one["entitled"] or 0)
        for one in document["projects"]
    ]
    return _added_up(rows, policy, pools)


def _added_up(
    rows: Sequence[tuple[str, str, int, int]], policy: Policy, pools: Sequence[Pool]
) -> tuple[ArticleMoney, ...]:
    """Add up (article, clause, suggested, entitled) by article."""
    modes = {clause.id: clause.mode for clause in policy.clauses}
    order = list(dict.fromkeys(clause.article for clause in policy.clauses))
    given: defaultdict[str, int] = defaultdict(int)
    competitive: defaultdict[str, int] = defaultdict(int)
    entitled: defaultdict[str, int] = defaultdict(int)
    projects: defaultdict[str, int] = defaultdict(int)
    for article, clause, suggested, most in rows:
        given[article] += suggested
        entitled[article] += most
        projects[article] += bool(suggested)
        if modes.get(clause) == "competitive":
            competitive[article] += suggested
    held = {pool.key: pool for pool in pools if pool.over == "article"}
    language = state.language()
    return tuple(
        ArticleMoney(
            article,
            t(
                "chart.article",
                article=article,
                name=title(policy.article_titles[article], language),
            )
            if article in policy.article_titles
            else t("source.article", article=article),
            given[article],
            competitive[article],
            entitled[article],
            projects[article],
            held.get(article),
        )
        for article in order
    )


def finding(articles: Sequence[ArticleMoney]) -> str:
    """Return the sentence over the picture, computed from what it shows."""
    language = state.language()
    total = sum(a.suggested for a in articles)
    if not total:
        return t("finding.nothing")
    capped = [a for a in articles if a.pool is not None and a.pool.at_most is not None]
    if capped:
        full = [a for a in capped if a.pool and a.suggested == a.pool.at_most]
        if full:
            names = tuple(t("source.article", article=a.article) for a in full)
            return t("finding.pools_full", names=names, full=len(full), count=len(capped))
        return t("finding.pools_free", count=len(capped))
    most = max(a.suggested for a in articles)
    top = [a for a in articles if a.suggested == most]
    names = tuple(t("source.article", article=a.article) for a in top)
    code = "top" if len(top) == 1 else "tie"
    if len(top) == 1 and most == total:
        code = "only"
    share = per_cent(most, total, language)
    return t(f"finding.{code}", names=names, amount=money(most), share=share)


def _frame(articles: Sequence[ArticleMoney], of: Unit) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [a.name for a in articles],
            "suggested": [cell(a.suggested, of) for a in articles],
            "equal": [cell(a.suggested - a.competitive, of) for a in articles],
            "entitled": [cell(a.entitled, of) for a in articles],
            "projects": [a.projects for a in articles],
            "cap": [cell(a.pool.at_most, of) if a.pool else None for a in articles],
            "floor": [cell(a.pool.at_least, of) if a.pool else None for a in articles],
            "end": [
                (max(a.entitled, a.suggested, (a.pool and a.pool.at_most) or 0)) / of.yuan
                for a in articles
            ],
            "label": [_label(a, of) for a in articles],
        }
    )


def _label(a: ArticleMoney, of: Unit) -> str:
    text = f"{figure(a.suggested, of)} / {figure(a.entitled, of)}"
    if a.pool and a.pool.at_most is not None:
        text += t("chart.pool_label", pool=figure(a.pool.at_most, of))
    return text


def pool_bars(articles: Sequence[ArticleMoney]) -> None:
    """Draw the picture, and the same figures as a table behind it."""
    of = unit()
    theme = "dark" if is_dark() else "light"
    data = _frame(articles, of)
    says = finding(articles)
    has_pools = any(a.pool for a in articles)
    drawn = t("chart.drawn_pools" if has_pools else "chart.drawn", unit=t(f"unit.{of.code}"))
    st.altair_chart(
        _chart(data, theme, says, drawn, has_pools=has_pools),
        width="stretch",
        theme=None,
        alt=says,
        key="pool_bars",
    )
    with st.expander(t("chart.table")):
        _behind(data, has_pools=has_pools)


def _chart(data: pd.DataFrame, theme: str, says: str, drawn: str, *, has_pools: bool) -> Any:  # noqa: ANN401  # altair's layered charts are untyped
    text, note, pale, solid, mark = INK[theme]
    kinds = [t("kind.equal"), t("kind.competitive")]
    y = alt.Y(
        "name:N",
        sort=list(data["name"]),
        title=None,
        axis=alt.Axis(labelLimit=150, ticks=False, domain=False, labelPadding=6),
    )
    wide = WIDER_IN_ENGLISH if state.language() == "en" else 1
    for_bar = (1 - CHARACTER * wide * data["label"].str.len()).clip(lower=LEAST_FOR_BAR)
    limit = float((data["end"] / for_bar).max()) or 1.0
    scale = alt.Scale(domain=[0, limit], nice=False)
    base = alt.Chart(data)
    entitled = base.mark_bar(color=pale, size=14).encode(
        y=y, x=alt.X("entitled:Q", scale=scale, axis=None)
    )
    long = pd.concat(
        [
            data.assign(kind=kinds[0], amount=data["equal"], start=0.0, stop=data["equal"]),
            data.assign(
                kind=kinds[1],
                amount=data["suggested"] - data["equal"],
                start=data["equal"],
                stop=data["suggested"],
            ),
        ]
    )
    # Side by side the English words run over the picture's edge on a tablet.
    legend = alt.Legend(
        orient="top",
        title=None,
        labelColor=note,
        symbolType="square",
        offset=2,
        columns=1 if state.language() == "en" else 2,
    )
    given = (
        alt.Chart(long[long["amount"] > 0])
        .mark_bar(size=14)
        .encode(
            y=y,
            x=alt.X("start:Q", scale=scale, axis=None),
            x2="stop:Q",
            color=alt.Color(
                "kind:N", scale=alt.Scale(domain=kinds, range=list(solid)), legend=legend
            ),
        )
    )
    labels = base.mark_text(align="left", dx=6, color=note, font=FONTS, fontSize=12).encode(
        y=y, x=alt.X("end:Q", scale=scale, axis=None), text="label:N"
    )
    layers = [entitled, given, labels]
    if has_pools:
        for limit_of in ("cap", "floor"):
            there = data[data[limit_of].notna()]
            layers.append(
                alt.Chart(there)
                .mark_tick(color=mark, thickness=3, size=20)
                .encode(y=y, x=alt.X(f"{limit_of}:Q", scale=scale, axis=None))
            )
    return (
        alt.layer(*layers)
        .properties(
            title=heading(says, drawn, text, note),
            height=alt.Step(BAR_STEP),
            background="transparent",
        )
        .configure_view(stroke=None)
        .configure_axis(labelFont=FONTS, labelFontSize=13, labelColor=text, grid=False)
        .configure_legend(labelFont=FONTS, labelFontSize=12)
    )


def heading(says: str, drawn: str, text: str, note: str) -> alt.Title:
    """Return a picture's title, its finding, over what is drawn; ``text`` and ``note`` are inks."""
    return alt.Title(
        says,
        subtitle=drawn,
        anchor="start",
        frame="bounds",
        color=text,
        subtitleColor=note,
        font=FONTS,
        subtitleFont=FONTS,
        fontSize=15,
        fontWeight=600,
        subtitleFontSize=12,
        offset=8,
    )


def _behind(data: pd.DataFrame, *, has_pools: bool) -> None:
    column = st.column_config
    shown = ["name", "suggested", "entitled", "projects", *(["cap", "floor"] if has_pools else [])]
    st.dataframe(
        data,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(data)),
        placeholder="—",
        column_order=shown,
        column_config={
            "name": column.TextColumn(t("column.article"), width=150),
            "suggested": column.NumberColumn(t("column.suggested"), width=80),
            "entitled": column.NumberColumn(t("column.entitled"), width=80),
            "projects": column.NumberColumn(t("column.projects"), width=80, format="%d"),
            "cap": column.NumberColumn(t("column.at_most"), width=80),
            "floor": column.NumberColumn(t("column.at_least"), width=80),
        },
    )
