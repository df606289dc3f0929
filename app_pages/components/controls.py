"""What may be moved on the allocation page: budget, reserve, unit limit, pools by article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components.charts import ArticleMoney
from app_pages.components.money import Unit, cell, money, unit
from app_pages.components.problems import table_height
from app_pages.components.words import t
from app_pages.service import Controls
from app_pages.state import Situation
from optimizer.intake.scenario import Pool, Scenario

STEP_YUAN = 1_000_000
WIDTHS = {"wan": 148, "thousand": 170, "yuan": 176}
EDITOR = ("at_most", "at_least")


def to_yuan(value: float, of: Unit) -> int:
    """Return what was typed in ``of`` as yuan; typed decimals are taken as they read."""
    return int(Decimal(str(value)) * of.yuan)


def _held(now: Situation) -> dict[str, int]:
    """Return the three amounts that hold, in yuan: those moved on the page, else the scenario's."""
    base, held = now.base, now.controls
    cap = base.unit_limits[0].at_most if base.unit_limits else 0
    return {
        "total": base.total if held.total is None else held.total,
        "reserve": base.reserve if held.reserve is None else held.reserve,
        "unit_cap": cap if held.unit_cap is None else held.unit_cap,
    }


def amounts(now: Situation) -> None:
    """Draw the three amounts; a change is remembered and drawn at once."""
    for field, yuan in _held(now).items():
        _amount(now, field, yuan)


def in_words(now: Situation) -> None:
    """Write the setting for who may read it and not move it."""
    held = _held(now)
    code = "control.words" if held["unit_cap"] else "control.words_no_cap"
    st.text(t(code, **{field: money(yuan) for field, yuan in held.items()}))
    for pool in pools_held(now.base, now.controls):
        sides = (("at_least", pool.at_least), ("at_most", pool.at_most))
        limits = tuple(
            t(f"control.pool_{side}", amount=money(yuan))
            for side, yuan in sides
            if yuan is not None
        )
        st.text(t("control.pool", key=pool.key, limits=limits))


def _amount(now: Situation, field: str, yuan: int) -> None:
    of = unit()
    whole = yuan % of.yuan == 0
    kind = "whole" if whole else "part"
    key = f"{field}_{now.name}_{now.base.name}_{of.code}_{kind}_{st.session_state['edition']}"
    step: Any = max(STEP_YUAN // of.yuan, 1)
    label = t(f"control.{field}", unit=t(f"unit.{of.code}"))
    arguments: dict[str, Any] = {
        "min_value": 0 if whole else 0.0,
        "value": yuan // of.yuan if whole else yuan / of.yuan,
        "step": step if whole else float(step),
        "format": "%d" if whole else "%.4f",
        "help": t("control.unit_cap.help") if field == "unit_cap" else None,
    }
    st.number_input(
        label,
        key=key,
        on_change=_amount_changed,
        args=(now.name, now.base.name, field, key, of),
        width=WIDTHS[of.code],
        **arguments,
    )


def _amount_changed(name: str, scenario: str, field: str, key: str, of: Unit) -> None:
    value = st.session_state[key]
    if value is None:
        state.renew_widgets()
        return
    held = state.controls(name, scenario)
    changed: dict[str, Any] = {field: to_yuan(value, of)}
    state.move(name, scenario, replace(held, **changed))


def reset(now: Situation) -> None:
    """Draw the way back to the scenario as its file has it, where something was moved."""
    if now.controls != Controls():
        st.button(t("control.reset"), on_click=_reset, args=(now.name, now.base.name))


def _reset(name: str, scenario: str) -> None:
    state.move(name, scenario, Controls())
    state.renew_widgets()


def pools_held(base: Scenario, held: Controls) -> tuple[Pool, ...]:
    """Return the pools that hold: those moved on the page, else the scenario's."""
    return base.pools if held.pools is None else held.pools


def pools(now: Situation, articles: Sequence[ArticleMoney]) -> None:
    """Draw the editor of pools by article in a popover; clause pools of the scenario stay."""
    held = pools_held(now.base, now.controls)
    count = sum(pool.over == "article" for pool in held)
    label = t("control.pools_set", count=count) if count else t("control.pools_none")
    with st.popover(label):
        st.caption(t("control.pools_help", unit=t(f"unit.{unit().code}")))
        _editor(now, articles)
        clauses = tuple(pool.key for pool in held if pool.over == "clause")
        if clauses:
            st.caption(t("control.pools_clauses", names=clauses))


def _editor(now: Situation, articles: Sequence[ArticleMoney]) -> None:
    of = unit()
    edition = st.session_state["edition"]
    # The data handed to the editor must stay the same while it is edited: the browser sends only
    # what differs from it. What was edited is saved by the callback; a page switch starts anew.
    frozen = f"pools_shown_{now.name}_{now.base.name}_{of.code}_{edition}"
    key = f"pools_{frozen}"
    if frozen not in st.session_state or key not in st.session_state:
        st.session_state[frozen] = pools_held(now.base, now.controls)
    shown = {pool.key: pool for pool in st.session_state[frozen] if pool.over == "article"}
    table = pd.DataFrame(
        {
            "article": [a.article for a in articles],
            "name": [a.name for a in articles],
            "entitled": [cell(a.entitled, of) for a in articles],
            "at_least": [_limit(shown.get(a.article), "at_least", of) for a in articles],
            "at_most": [_limit(shown.get(a.article), "at_most", of) for a in articles],
        }
    ).astype({"at_least": "Float64", "at_most": "Float64"})
    column = st.column_config
    st.data_editor(
        table,
        key=key,
        hide_index=True,
        width=470,
        height=table_height(len(table), len(table)),
        row_height=30,
        placeholder="—",
        disabled=("article", "name", "entitled"),
        column_order=("name", "entitled", "at_least", "at_most"),
        on_change=_pools_changed,
        args=(now.name, now.base, frozen, key, [a.article for a in articles], of),
        alt=t("control.pools_none"),
        column_config={
            "name": column.TextColumn(t("column.article"), width=150),
            "entitled": column.NumberColumn(t("column.entitled"), width=84),
            "at_least": column.NumberColumn(t("column.at_least"), width=84, min_value=0),
            "at_most": column.NumberColumn(t("column.at_most"), width=84, min_value=0),
        },
    )


def _limit(pool: Pool | None, side: str, of: Unit) -> float | None:
    return None if pool is None else cell(getattr(pool, side), of)


def _pools_changed(  # a callback gets its arguments one by one
    name: str, base: Scenario, frozen: str, key: str, articles: list[str], of: Unit
) -> None:
    before = {p.key: p for p in st.session_state[frozen] if p.over == "article"}
    limits = {
        article: {side: getattr(before.get(article), side, None) for side in EDITOR}
        for article in articles
    }
    for row, edits in st.session_state[key]["edited_rows"].items():
        for side in EDITOR:
            if side in edits:
                typed = edits[side]
                limits[articles[int(row)]][side] = None if typed is None else to_yuan(typed, of)
    held = tuple(p for p in st.session_state[frozen] if p.over != "article")
    made = tuple(
        Pool("article", article, at_most=sides["at_most"], at_least=sides["at_least"])
        for article, sides in limits.items()
        if sides["at_most"] is not None or sides["at_least"] is not None
    )
    changed = replace(state.controls(name, base.name), pools=held + made)
    state.move(name, base.name, changed)
