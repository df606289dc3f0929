"""What each lock, limit and rule costs in merit, who it displaces, and what more money brings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from app_pages import service, state
from app_pages.components.money import money
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.running import tracked
from app_pages.components.screen import width
from app_pages.components.words import t
from optimizer.documents.limit_text import limit_words
from optimizer.formats.outcome import Outcome
from optimizer.insight.difference import gainers, losers
from optimizer.insight.measure import merit_of
from optimizer.insight.price import Price, priced

_NAMED = 3


def costs(outcome: Outcome) -> None:
    """Draw the folded card: nothing where there is nothing to price."""
    todo = priced(outcome.problem)
    if outcome.solution.awards is None or not todo:
        return
    with st.expander(t("costs.title", count=len(todo))):
        tracked(
            f"costs_{outcome.fingerprint}",
            service.price_work(outcome),
            partial(_draw, outcome),
            start=t("costs.start"),
            about=t("costs.about"),
        )


def _draw(outcome: Outcome, found: Sequence[Price]) -> None:
    """Draw what was priced, the dearest first; what has no answer comes last, with its reason."""
    awards = outcome.solution.awards
    total = 0 if awards is None else merit_of(outcome.problem, awards)
    known = sorted(
        (p for p in found if p.unavailable is None), key=lambda p: (-p.merit, p.kind, p.name)
    )
    if known:
        top = max(*(p.merit for p in known), 1)
        table = pd.DataFrame(
            {
                "what": [name(outcome, p) for p in known],
                "bar": [100 * max(p.merit, 0) / top for p in known],
                "cost": [_per_cent(p.merit, total) for p in known],
                "money": [money(p.money) if p.money >= 0 else f"−{money(-p.money)}" for p in known],
                "displaced": [_named(p, displaced=True) for p in known],
                "owes": [_named(p, displaced=False) for p in known],
                "exact": [t("costs.exact" if p.exact else "costs.bound") for p in known],
            }
        )
        dearest = known[0]
        st.text(
            t("costs.finding", what=name(outcome, dearest), cost=_per_cent(dearest.merit, total))
            if dearest.merit > 0
            else t("costs.free")
        )
        column = st.column_config
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table), len(table)),
            placeholder="—",
            alt=t("costs.alt"),
            column_config={
                "what": column.TextColumn(t("costs.what"), width=width(220, 150), pinned=True),
                "bar": column.ProgressColumn(
                    t("costs.bar"), width=120, min_value=0, max_value=100, format=" "
                ),
                "cost": column.TextColumn(t("costs.cost"), width=84),
                "money": column.TextColumn(t("costs.money"), width=84),
                "displaced": column.TextColumn(t("costs.displaced"), width=230),
                "owes": column.TextColumn(t("costs.owes"), width=230),
                "exact": column.TextColumn(t("costs.proof"), width=92),
            },
        )
    for price in found:
        if price.unavailable is not None:
            what = name(outcome, price)
            st.caption(t("costs.unavailable", what=what, why=t(f"costs.why.{price.unavailable}")))


def name(outcome: Outcome, price: Price) -> str:
    """Return what is priced, in words."""
    if price.kind == "rule":
        return t(f"costs.rule.{price.name}")
    if price.kind == "lock":
        return t("costs.lock", no=price.name)
    return limit_words(price.name, outcome.problem, state.language())


def _per_cent(merit: int, total: int) -> str:
    return f"{100 * merit / total:.2f}%" if total else "—"


def _named(price: Price, *, displaced: bool) -> str:
    """Return who would get more without it (displaced by it), or less (owing it their award)."""
    found = gainers(price.moves) if displaced else losers(price.moves)
    named = tuple(
        t("ways.move", no=m.project, before=money(m.before), after=money(m.after))
        for m in found[:_NAMED]
    )
    if not named:
        return "—"
    rest = len(found) - len(named)
    return t("ways.moves_more" if rest else "ways.moves", moves=named, count=rest)
