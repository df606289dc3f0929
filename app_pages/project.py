"""Why this amount, by which steps, with which scores."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pandas as pd
import streamlit as st

from app_pages import service, state
from app_pages.components import amounts, clash, frame
from app_pages.components.ladder import ladder
from app_pages.components.money import fen_cell, money, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.results import HUNDREDTHS
from app_pages.components.ways import ways
from app_pages.components.words import escaped, source, spoken, t, title
from app_pages.state import Situation
from optimizer.formats.outcome import Merits, Outcome, ProjectOutcome
from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN

LEDGER_MONEY = ("awarded", "paid", "returned")


@frame.guarded
def page() -> None:
    """Read the address, find the application, draw."""
    frame.context_bar("project")
    now = state.situation()
    clash.trouble(now)
    outcome = now.shown.outcome
    number = _pick(outcome)
    project = amounts.find(outcome, number) if number else None
    if project is None:
        if number:
            frame.headline(escaped(t("project.unknown", no=number)))
        else:
            frame.headline(t("project.choose", count=len(outcome.projects)))
        return
    frame.headline(amounts.verdict(project))
    _identity(now, project)
    amounts.five(project)
    left, right = st.columns([56, 44], gap="medium")
    with left:
        _reasons(project)
        if project.status != "refused":
            ladder(project)
    with right:
        ways(outcome, project)
        _scores(now, outcome, project)
        _gates(now, project)
        _ledger(now, project)
    frame.notices(now)


def _pick(outcome: Outcome) -> str:
    """Draw the search box and return the number that it or the address names."""
    names = {
        p.application_no: f"{p.application_no}  {p.unit_name}  {p.project_name}"
        for p in outcome.projects
    }
    asked = st.query_params.get("no", "")
    index = list(names).index(asked) if asked in names else None
    st.selectbox(
        t("project.search"),
        list(names),
        index=index,
        format_func=lambda no: names.get(no, no),
        placeholder=t("project.search"),
        label_visibility="collapsed",
        key=f"pick_{asked}",
        on_change=_picked,
        args=(f"pick_{asked}",),
    )
    return asked


def _picked(key: str) -> None:
    chosen = st.session_state[key]
    if chosen:
        st.query_params["no"] = chosen


def _identity(now: Situation, project: ProjectOutcome) -> None:
    """Draw who applies for what, as text, and the marks as badges."""
    language = state.language()
    clauses = {clause.id: title(clause.title, language) for clause in now.year.policy.clauses}
    parts = (
        project.unit_name,
        project.project_name,
        t("project.clause", clause=project.clause, name=clauses.get(project.clause, "")),
    )
    payee = project.payee_name or project.unit_name
    with st.container(gap="xsmall"):
        st.text(" · ".join(parts))
        st.text(t("project.codes", no=project.application_no, usci=project.usci, payee=payee))
    if project.marks:
        with st.container(horizontal=True, gap="small"):
            for mark in project.marks:
                st.badge(escaped(spoken(mark, language)), color="orange")


def _reasons(project: ProjectOutcome) -> None:
    """Draw why: for a refused application every failed condition, each with its article."""
    if project.status == "refused":
        st.subheader(t("project.failed", count=len(project.reasons)), anchor=False)
    else:
        st.subheader(t("project.why"), anchor=False)
    amounts.reasons(project)


def _scores(now: Situation, outcome: Outcome, project: ProjectOutcome) -> None:
    """Draw the scores by criterion with their weights; experts stay unnamed."""
    merits = outcome.merits
    row = [p.application_no for p in outcome.projects].index(project.application_no)
    with st.container(border=True):
        if project.merit is None:
            st.subheader(t("scores.none"), anchor=False)
            scored = {c.id for c in now.year.policy.clauses if c.scored}
            needed = project.clause in scored
            st.caption(t("scores.missing") if needed else t("scores.not_needed"))
            return
        rank = "scores.ranked" if project.rank is not None else "scores.total"
        st.subheader(t(rank, merit=project.merit, rank=project.rank), anchor=False)
        _criteria(now, merits, row)
        counted, trimmed, recused = _experts(merits, row)
        panel = escaped(str(merits.panel[row]))
        st.caption(
            t("scores.experts", panel=panel, counted=counted, trimmed=trimmed, recused=recused)
        )


def _criteria(now: Situation, merits: Merits, row: int) -> None:
    language = state.language()
    titles = {c.key: title(c.title, language) for c in now.year.policy.criteria}
    weights: Mapping[str, int] = now.shown.scenario.weights or now.year.call.weights
    scores = merits.by_criterion[row]
    table = pd.DataFrame(
        {
            "criterion": [titles.get(key, key) for key in merits.criteria],
            "score": [None if s < 0 else s / HUNDREDTHS for s in scores],
            "weight": [weights.get(key, 0) for key in merits.criteria],
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table)),
        placeholder="—",
        alt=t("scores.alt"),
        column_config={
            "criterion": column.TextColumn(t("scores.criterion"), width=190),
            "score": column.ProgressColumn(
                t("scores.score"), width=190, min_value=0, max_value=100, format="%.2f"
            ),
            "weight": column.NumberColumn(t("scores.weight"), width=64, format="%d"),
        },
    )


def _experts(merits: Merits, row: int) -> tuple[int, int, int]:
    """Return how many score sheets counted, were trimmed, and were recused."""
    sheets = merits.expert_application == row
    counted = int((sheets & merits.expert_counts).sum())
    recused = int((sheets & merits.recused).sum())
    return counted, int(sheets.sum()) - counted - recused, recused


def _gates(now: Situation, project: ProjectOutcome) -> None:
    """Draw what every gate of procedure says, and the basis of those that are not required."""
    language = state.language()
    found = service.gates(now.year, now.shown.scenario, project)
    if not found:
        return
    asked = sum(one.state != "not_required" for one in found)
    passed = sum(one.state == "passed" for one in found)
    with st.container(border=True):
        st.subheader(t("gates.title", asked=asked, passed=passed), anchor=False)
        table = pd.DataFrame(
            {
                "gate": [t("gates.gate", gate=one.gate) for one in found],
                "state": [t(f"gates.{one.state}") for one in found],
                "source": [source(one.citation, language) for one in found],
            }
        )
        column = st.column_config
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table)),
            alt=t("gates.alt"),
            column_config={
                "gate": column.TextColumn(t("gates.column"), width=190),
                "state": column.TextColumn(t("gates.state"), width=110),
                "source": column.TextColumn(t("gates.source"), width=110),
            },
        )


def _ledger(now: Situation, project: ProjectOutcome) -> None:
    """Draw what the unit or its payee got in earlier years."""
    ledger, of = now.year.ledger, unit()
    codes = {project.usci, project.payee_usci} - {""}
    rows = [i for i in range(len(ledger)) if _of_unit(ledger.columns, i, codes)]
    with st.container(border=True):
        if not rows:
            st.subheader(t("ledger.none"), anchor=False)
            return
        total = sum(int(ledger["awarded"][i]) for i in rows if ledger["awarded"][i] != MISSING)
        amount = money(Fraction(total, FEN_PER_YUAN))
        heading = t("ledger.title", count=len(rows), amount=amount)
        st.subheader(heading, anchor=False)
        shown = {
            "year": [int(ledger["year"][i]) for i in rows],
            "clause": [str(ledger["clause"][i]) for i in rows],
            "document": [str(ledger["document_no"][i]) for i in rows],
        }
        for key in LEDGER_MONEY:
            cells = [int(ledger[key][i]) for i in rows]
            shown[key] = [None if c == MISSING else fen_cell(c, of) for c in cells]
        column = st.column_config
        st.dataframe(
            pd.DataFrame(shown),
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(rows), 6),
            placeholder="—",
            column_order=("year", "clause", *LEDGER_MONEY, "document"),
            column_config={
                "year": column.NumberColumn(t("ledger.year"), width=60, format="%d"),
                "clause": column.TextColumn(t("column.clause"), width=56),
                "document": column.TextColumn(t("ledger.document"), width=170),
                **{k: column.NumberColumn(t(f"ledger.{k}"), width=80) for k in LEDGER_MONEY},
            },
        )


def _of_unit(columns: Mapping[str, np.ndarray], row: int, codes: set[str]) -> bool:
    return str(columns["usci"][row]) in codes or str(columns["payee_usci"][row]) in codes


page()
