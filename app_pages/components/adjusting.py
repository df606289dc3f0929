"""Amounts that a meeting changed: what they cost and whom they displace, before anybody signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import identity, state
from app_pages.components.money import cell, money, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import escaped, t
from app_pages.services import decisions
from optimizer.decision.course.adjust import Preview
from optimizer.decision.course.plan import Plan
from optimizer.documents.frontier_text import merit_points
from optimizer.errors import RefusedError, StoreError
from optimizer.money import YUAN_PER_WAN
from optimizer.wording import say, say_problem

Act = Callable[[Plan, str, Mapping[str, Any]], None]
_MOST = 2_000


@st.cache_data(max_entries=8, show_spinner=False)
def _outcome(fingerprint: str, key: str, *, first: bool) -> Mapping[str, Any]:
    del fingerprint  # part of the key: it stands for the whole document
    return decisions.door().outcome(identity.person(), identity.now(), key, suggested=first)


def suggested(plan: Plan) -> Mapping[str, Any]:
    """Return the outcome that was suggested, read once."""
    return _outcome(plan.draft.fingerprint, plan.id, first=True)


def standing(plan: Plan) -> Mapping[str, Any]:
    """Return the outcome that stands now, with the amounts that meetings changed."""
    return _outcome(plan.fingerprint, plan.id, first=False)


def funded(plan: Plan) -> dict[str, str]:
    """Return application number -> how it is shown, of every project that may get money."""
    return {
        one["application_no"]: f"{one['application_no']}  {one['unit_name']}  "
        f"{money(one['suggested'] or 0)} / {money(one['entitled'])}"
        for one in suggested(plan)["projects"]
        if one["entitled"]
    }


def price(lost: int, displaced: int, total: int) -> None:
    """Say what adjusting costs, and how many others it moves."""
    st.text(t("approval.price", price=merit_points(lost), count=displaced, total=money(total)))


def form(plan: Plan, act: Act) -> None:
    """Draw one amount to change, what it leads to, and the button that puts it down."""
    key = f"adjust_{plan.id}_{plan.revision}"
    names, language = funded(plan), state.language()
    number = st.selectbox(
        t("approval.item"),
        list(names),
        index=None,
        format_func=lambda one: names.get(one, one),
        placeholder=t("project.search"),
        key=f"no_{key}",
    )
    per = YUAN_PER_WAN if language == "zh" else 1
    wanted = st.number_input(
        t("approval.to"), min_value=0.0, step=1.0, format="%.4f" if per > 1 else "%.0f",
        key=f"to_{key}",
    )  # fmt: skip
    rests = ("keep", "again")
    said = {one: say(f"word.rest.{one}", language) for one in rests}
    rest = st.segmented_control(
        t("approval.rest"), rests, default="keep", required=True,
        format_func=said.__getitem__, key=f"rest_{key}",
    )  # fmt: skip
    reason = st.text_area(t("approval.reason"), key=f"reason_{key}", max_chars=_MOST, height=90)
    if not number or not reason.strip():
        st.caption(t("approval.adjust_first"))
        return
    changes = [{"application_no": number, "to": round(wanted * per), "reason": reason}]
    asked = (plan.revision, number, round(wanted * per), rest)
    st.button(
        t("approval.preview"), key=f"try_{key}", on_click=_try, args=(plan, changes, rest, asked)
    )
    held = st.session_state.get("adjusting")
    if held is None or held[0] != asked:
        st.caption(t("approval.preview_first"))
        return
    if isinstance(held[1], list):
        for line in held[1]:
            st.error(escaped(line))
        return
    _drawn(held[1])
    details = {"changes": changes, "rest": rest}
    st.button(t("approval.put_down"), key=f"do_{key}", on_click=act, args=(plan, "adjust", details))


def _try(plan: Plan, changes: list[dict[str, Any]], rest: Any, asked: tuple[Any, ...]) -> None:  # noqa: ANN401  # a choice of two
    door = decisions.door()
    found: Preview | list[str]
    try:
        found = door.preview(identity.person(), identity.now(), plan.id, changes, rest)
    except (RefusedError, StoreError) as error:
        found = [say_problem(problem, state.language()) for problem in error.problems]
    st.session_state["adjusting"] = (asked, found)


def _drawn(found: Preview) -> None:
    price(found.price, len(found.displaced), found.suggested)
    if not found.displaced:
        return
    of = unit()
    table = pd.DataFrame(
        {
            "no": [one.application_no for one in found.displaced],
            "before": [cell(one.from_, of) for one in found.displaced],
            "after": [cell(one.to, of) for one in found.displaced],
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 6),
        alt=t("approval.displaced", count=len(table)),
        column_config={
            "no": column.TextColumn(t("column.no"), width=110),
            **{
                k: column.NumberColumn(t(f"frontier.column.{k}"), format=number_format(table[k]))
                for k in ("before", "after")
            },
        },
    )
