"""Why there is no new plan: the clashing demands in words, and the smallest changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app_pages import state
from app_pages.components.controls import pools_held
from app_pages.components.money import money
from app_pages.components.problems import advice, problem_table
from app_pages.components.words import t
from app_pages.state import Situation
from optimizer.documents.limit_text import limit_words, new_value, row_named
from optimizer.errors import Problem
from optimizer.formats.outcome import Outcome
from optimizer.formats.problem import Row
from optimizer.formats.solution import Repair
from optimizer.intake.scenario import SET
from optimizer.model.members import Selector


def trouble(now: Situation) -> None:
    """Draw the box over the former result; nothing where the result holds."""
    run = now.run
    if run.trouble == "none":
        return
    with st.container(border=True):
        if run.trouble == "infeasible" and run.outcome is not None:
            _conflicts(now, run.outcome)
        else:
            st.header(t(f"trouble.{run.trouble}"), anchor=False)
            _problems(run.problems)
    clock = now.shown.at.strftime("%H:%M")
    st.caption(t("out_of_date", time=clock))


def _problems(problems: Sequence[Problem]) -> None:
    """Draw refused settings as sentences, and problems of files as a table with their places."""
    if problems and all(p.place.source == SET for p in problems):
        for problem in problems:
            st.text(advice(problem, state.language()))
    elif problems:
        problem_table(problems, key="trouble")


def _conflicts(now: Situation, outcome: Outcome) -> None:
    solution = outcome.solution
    first = solution.conflicts[0] if solution.conflicts else ()
    heading = t("clash.title_one") if len(first) == 1 else t("clash.title", count=len(first))
    st.header(f":red[{heading}]", anchor=False)
    with st.container(gap="xsmall"):
        for place, name in enumerate(first, start=1):
            st.text(t("clash.item", place=place, demand=demand(outcome, name)))
    rest = solution.conflicts[1:]
    if rest:
        more = t("clash.more" if solution.complete else "clash.more_unfinished", count=len(rest))
        with st.expander(more):
            for place, names in enumerate(rest, start=2):
                demands = tuple(
                    limit_words(name, outcome.problem, state.language()) for name in names
                )
                st.text(t("clash.group", place=place, demands=demands))
    repairs = [r for r in solution.repairs if r.to is not None]
    if repairs:
        st.subheader(t("clash.repairs"), anchor=False)
        with st.container(horizontal=True):
            for place, repair in enumerate(repairs):
                _repair(now, outcome, repair, place)
    elif solution.joint_repair:
        st.subheader(t("clash.joint"), anchor=False)
        for repair in solution.joint_repair:
            st.text(_change(outcome, repair))


def demand(outcome: Outcome, name: str) -> str:
    """Return a demand in words, with its figures; of a floor also what its projects can take."""
    problem = outcome.problem
    words = limit_words(name, problem, state.language())
    if name == "budget":
        return t("clash.law", demand=words)
    row = row_named(name, problem)
    if row is None or row.at_least is None or row.number is not None:
        return words
    return f"{words}{t('clash.possible', amount=money(_possible(outcome, row)))}"


def _possible(outcome: Outcome, row: Row) -> int:
    """Return the most that a row's projects may get by their own ceilings, in yuan."""
    problem = outcome.problem
    members = Selector(problem).select(row.members)
    return int((problem.entitled // problem.grid * problem.grid)[members].sum())


def _change(outcome: Outcome, repair: Repair) -> str:
    language = state.language()
    what = limit_words(repair.target, outcome.problem, language)
    return t("clash.to", what=what, amount=new_value(repair, outcome.problem, language))


def _repair(now: Situation, outcome: Outcome, repair: Repair, place: int) -> None:
    kind, _, key = repair.target.partition(" ")
    label = _change(outcome, repair)
    if kind in {"article", "clause"} and isinstance(repair.to, int):
        st.button(label, key=f"repair_{place}", on_click=_apply, args=(now, kind, key, repair.to))
    else:
        st.text(label)


def _apply(now: Situation, kind: str, key: str, to: int) -> None:
    """Take a smallest change: the floor of one pool."""
    changed = tuple(
        replace(p, at_least=to or None) if (p.over, p.key) == (kind, key) else p
        for p in pools_held(now.base, now.controls)
    )
    kept = tuple(p for p in changed if p.at_least is not None or p.at_most is not None)
    state.move(now.name, now.base.name, replace(now.controls, pools=kept))
    state.renew_widgets()
