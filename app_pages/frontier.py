"""What another budget, pool or aim would bring, and where it bends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.access import may_use
from app_pages.components import clash, frame, frontier_chart
from app_pages.components.money import cell, money, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.running import tasks, tracked
from app_pages.components.words import t
from app_pages.services import frontier as service
from app_pages.services.frontier import Found
from app_pages.state import Situation
from optimizer.documents.frontier_text import (
    axis_text,
    came_text,
    headline,
    merit_points,
    notes,
    slope_points,
    value_text,
)
from optimizer.formats.outcome import Outcome
from optimizer.insight.difference import Move
from optimizer.insight.frontier.axis import AIMS, Axis, axis_of
from optimizer.insight.frontier.explore import POINTS, Frontier, against, gathered
from optimizer.insight.frontier.points import Point
from optimizer.insight.measure import merit_of
from optimizer.wording import say

MOST_ON_PAGE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frame.guarded
def page() -> None:
    """Read the state, ask for the axis, follow it beside the page, draw."""
    frame.context_bar("frontier")
    now = state.situation()
    st.badge(t("frontier.badge"), color="red")
    clash.trouble(now)
    outcome = now.shown.outcome
    over, count = _asked(outcome)
    axis = axis_of(outcome, over)
    key = f"frontier_{outcome.fingerprint}_{over}_{count}"
    if key not in tasks():
        _current(outcome, axis)
    tracked(
        key,
        service.work(outcome, over, count),
        partial(_draw, now, axis, key),
        start=t("frontier.start"),
        about=t("frontier.about", count=count),
    )
    frame.notices(now)


def _current(outcome: Outcome, axis: Axis, *, begun: bool = False) -> None:
    """Draw where the current plan stands: the answer until there is a point."""
    if outcome.solution.awards is None:
        return
    language = state.language()
    frame.headline(
        t(
            "frontier.begun" if begun else "frontier.waiting",
            axis=axis_text(axis, language),
            now=value_text(axis, axis.now, language, money),
            merit=merit_points(merit_of(outcome.problem, outcome.solution.awards)),
        )
    )


def _asked(outcome: Outcome) -> tuple[str, int]:
    """Draw what to follow and how many points; who only reads follows the budget."""
    if not may_use("frontier"):
        st.text(t("frontier.words", count=POINTS))
        return "budget", POINTS
    problem = outcome.problem
    articles = problem.labels["article"].names if "article" in problem.labels else ()
    clauses = problem.labels["clause"].names if "clause" in problem.labels else ()
    keys = sorted(
        {*articles, *clauses}, key=lambda k: [int(x) for x in k.split(".") if x.isdigit()]
    )
    pools = {f"pool:{key}": say("frontier.axis.pool", state.language(), key=key) for key in keys}
    names = {"budget": t("frontier.option.budget"), **pools}
    names |= {aim: t(f"frontier.option.{aim}") for aim in AIMS}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        over = st.selectbox(
            t("frontier.along"),
            list(names),
            format_func=lambda one: names.get(one, one),
            width=260,
            key="frontier_over",
        )
        count = st.number_input(
            t("frontier.count"), 2, MOST_ON_PAGE, POINTS, width=120, key="frontier_count"
        )
    return over, int(count)


def _draw(now: Situation, axis: Axis, key: str, found: Sequence[Found]) -> None:
    """Draw what was found so far."""
    outcome, language = now.shown.outcome, state.language()
    frontier = gathered(found) if found else None
    if frontier is None or not frontier.points:
        _current(outcome, axis, begun=True)
        return
    answer = headline(frontier, language, money)
    if tasks()[key].running:
        answer = t("frontier.so_far", answer=answer, done=len(frontier.points))
    frame.headline(answer, " · ".join(notes(frontier, language, money)))
    left, right = st.columns([58, 42], gap="medium")
    with left:
        chosen = frontier_chart.draw(frontier, f"chart_{key}_{len(found)}")
    with right:
        row = _points(frontier, f"table_{key}_{len(found)}")
    _plan(outcome, frontier, row or _clicked(frontier, chosen))
    _breaks(frontier)
    if not tasks()[key].running:
        st.download_button(
            t("frontier.download"),
            data=lambda: service.workbook(frontier, outcome, now.year, language),
            file_name=t("frontier.file", year=now.name, over=axis.over.replace(":", "_")),
            mime=XLSX,
            on_click="ignore",
            key=f"book_{key}",
        )


def _clicked(frontier: Frontier, chosen: object) -> Point | None:
    """Return the point that was clicked in the picture."""
    picked = getattr(getattr(chosen, "selection", None), "get", lambda *_: None)("picked")
    values = {str(one.get("value")) for one in picked or [] if isinstance(one, dict)}
    return next((p for p in frontier.points if str(p.value) in values), None)


def _points(frontier: Frontier, key: str) -> Point | None:
    """Draw the points as a table; return the one selected."""
    of, language = unit(), state.language()
    axis, points = frontier.axis, frontier.points
    counted = axis.unit == "count"
    values = [float(p.value) if counted else cell(p.value, of) for p in points]
    given = [None if p.awards is None else cell(p.suggested, of) for p in points]
    table = pd.DataFrame(
        {
            "value": values,
            "merit": [None if p.awards is None else p.merit / 10**6 for p in points],
            "projects": [None if p.awards is None else p.projects for p in points],
            "units": [None if p.awards is None else p.units for p in points],
            "suggested": given,
            "proof": [say(f"frontier.status.{p.status}", language) for p in points],
        }
    ).astype({"projects": "Int64", "units": "Int64"})
    column = st.column_config
    st.caption(t("frontier.table"))
    event = st.dataframe(
        table,
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 11),
        placeholder="—",
        on_select="rerun",
        selection_mode="single-row",
        alt=frontier_chart.finding(frontier),
        column_config={
            "value": column.NumberColumn(
                t("frontier.column.value"), format=number_format(values), width=90
            ),
            "merit": column.NumberColumn(t("frontier.merit"), format="%,.2f", width=110),
            "projects": column.NumberColumn(t("frontier.column.projects"), width=60),
            "units": column.NumberColumn(t("frontier.column.units"), width=60),
            "suggested": column.NumberColumn(
                t("frontier.column.suggested"), format=number_format(given), width=90
            ),
            "proof": column.TextColumn(t("frontier.column.proof"), width=120),
        },
    )
    rows = event["selection"]["rows"]
    return points[rows[0]] if rows else None


def _plan(outcome: Outcome, frontier: Frontier, point: Point | None) -> None:
    """Draw the plan of a point beside the current one."""
    if point is None or point.awards is None:
        st.caption(t("frontier.choose"))
        return
    moved = against(outcome, point)
    value = value_text(frontier.axis, point.value, state.language(), money)
    if not moved:
        st.subheader(t("frontier.same", value=value), anchor=False)
        return
    kinds = Counter(_kind(move) for move in moved)
    st.subheader(
        t(
            "frontier.plan",
            value=value,
            merit=merit_points(point.merit),
            projects=point.projects,
            **{kind: kinds[kind] for kind in ("enter", "leave", "more", "less")},
        ),
        anchor=False,
    )
    of = unit()
    names = {p.application_no: p.unit_name for p in outcome.projects}
    table = pd.DataFrame(
        {
            "no": [m.project for m in moved],
            "unit": [names.get(m.project, "") for m in moved],
            "before": [cell(m.before, of) for m in moved],
            "after": [cell(m.after, of) for m in moved],
            "change": [cell(m.change, of) for m in moved],
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 12),
        column_config={
            "no": column.TextColumn(t("frontier.column.no"), width=110, pinned=True),
            "unit": column.TextColumn(t("frontier.column.unit"), width=260),
            **{
                k: column.NumberColumn(t(f"frontier.column.{k}"), format=number_format(table[k]))
                for k in ("before", "after", "change")
            },
        },
    )


def _kind(move: Move) -> str:
    if not move.before:
        return "enter"
    return "leave" if not move.after else "more" if move.change > 0 else "less"


def _breaks(frontier: Frontier) -> None:
    """Draw the breaks of the line, folded."""
    breaks, language, of = frontier.line.breaks, state.language(), unit()
    if not breaks:
        return
    with st.expander(t("frontier.breaks", count=len(breaks))):
        values = [cell(b.value, of) for b in breaks]
        table = pd.DataFrame(
            {
                "value": values,
                "merit": [b.merit / 10**6 for b in breaks],
                "slope": ["—" if b.slope is None else slope_points(b.slope) for b in breaks],
                "projects": [b.projects for b in breaks],
                "came": [came_text(b.came, language, money) if b.came else "" for b in breaks],
            }
        )
        column = st.column_config
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table), 12),
            column_config={
                "value": column.NumberColumn(
                    t("frontier.column.value"), format=number_format(values), width=110
                ),
                "merit": column.NumberColumn(t("frontier.merit"), format="%,.2f", width=120),
                "slope": column.TextColumn(t("frontier.column.slope"), width=110),
                "projects": column.NumberColumn(t("frontier.column.projects"), width=60),
                "came": column.TextColumn(t("frontier.column.came"), width=560),
            },
        )


page()
