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
from optimizer.errors import Problem
from optimizer.formats.outcome import Outcome
from optimizer.formats.problem import Row
from optimizer.formats.solution import Repair
from optimizer.intake.scenario import SET


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
    rest = len(solution.conflicts) - 1
    if rest > 0:
        st.caption(t("clash.more" if solution.complete else "clash.more_unfinished", count=rest))
    repairs = [r for r in solution.repairs if r.to is not None]
    if repairs:
        st.subheader(t("clash.repairs"), anchor=False)
        with st.container(horizontal=True):
            for place, repair in enumerate(repairs):
                _repair(now, repair, place)
    elif solution.joint_repair:
        st.subheader(t("clash.joint"), anchor=False)
        for repair in solution.joint_repair:
            st.text(_change(repair))


def demand(outcome: Outcome, name: str) -> str:
    """Return a row of the problem in the law's words, with its figures and source."""
    problem = outcome.problem
    if name == "budget":
        return t("clash.budget", amount=money(problem.budget))
    kind, _, rest = name.partition(" ")
    if kind == "lock":
        return t("clash.lock", no=rest)
    row = next((r for r in problem.rows if r.name == name), None)
    if row is None:
        return t("clash.other", name=name)
    code = kind if kind in {"article", "clause", "unit"} else "other"
    who = t(f"clash.{code}", name=rest if code != "other" else name)
    sides = [
        t(f"clash.{side}", amount=money(limit))
        for side, limit in (("at_least", row.at_least), ("at_most", row.at_most))
        if limit is not None
    ]
    text = t("clash.limits", who=who, limits=tuple(sides))
    return f"{text}{t('clash.possible', amount=money(_possible(outcome, row)))}"


def _possible(outcome: Outcome, row: Row) -> int:
    """Return the most that a row's projects may get by their own ceilings, in yuan."""
    problem = outcome.problem
    keep = problem.entitled >= 0
    for label, values in row.members.items():
        if label == "id":
            keep &= [str(i) in values for i in problem.ids]
            continue
        held = problem.labels[label]
        wanted = [i for i, name in enumerate(held.names) if name in values]
        keep &= [int(code) in wanted for code in held.codes]
    return int((problem.entitled // problem.grid * problem.grid)[keep].sum())


def _change(repair: Repair) -> str:
    kind, _, rest = repair.target.partition(" ")
    code = kind if kind in {"article", "clause", "unit", "lock"} else "other"
    if repair.to == "drop":
        return t("clash.drop", what=t(f"clash.{code}", name=rest, no=rest))
    who = t(f"clash.{code}", name=rest if code != "other" else repair.target, no=rest)
    return t("clash.to", what=who, amount=money(int(repair.to or 0)))


def _repair(now: Situation, repair: Repair, place: int) -> None:
    kind, _, key = repair.target.partition(" ")
    label = _change(repair)
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
