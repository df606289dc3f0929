"""Which results hang on the weights, and how sure is each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components import clash, frame, weight_charts, weight_inputs
from app_pages.components.money import cell, money, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.running import tasks, tracked
from app_pages.components.screen import is_phone
from app_pages.components.weight_inputs import Weighing
from app_pages.components.words import t, title
from app_pages.services import weights as service
from app_pages.state import Situation
from optimizer.documents.robustness_text import basis, change_text, headline, thresholds
from optimizer.formats.outcome import Outcome
from optimizer.insight.weights.bands import paths
from optimizer.insight.weights.result import Robustness
from optimizer.wording import say

#: Projects in the table of moves.
_MOST_MOVES = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A robustness that was found, with the plan it is about and what was asked."""

    found: Robustness
    outcome: Outcome
    key: str


@frame.guarded
def page() -> None:
    """Read the state, plan under the weights set, draw; robustness runs beside the page."""
    frame.context_bar("weights")
    now = state.situation()
    st.badge(t("weights.badge"), color="orange")
    if is_phone():  # the answer first
        right, left = st.container(), st.container()
    else:
        left, right = st.columns([28, 72], gap="medium")
    with left:
        weight_inputs.card(now, now.shown.outcome)
    weighing = weight_inputs.held(now)
    with right:
        clash.trouble(now)
        weight_inputs.judgements(now)
        weighing = _usable(now, weighing)
        outcome = _plan(now, weighing)
        if outcome is None:
            _former(now, "")
        else:
            _robust(now, weighing, outcome)
            _moved(now, outcome)
            _methods(now)
    frame.notices(now)


def _usable(now: Situation, weighing: Weighing) -> Weighing:
    """Return the weights set if they add up, else the last that did, and say so."""
    kept = st.session_state.setdefault("weighing_valid", {})
    if weighing.adds_up:
        kept[now.name, now.base.name] = weighing.weights
        return weighing
    st.warning(t("weights.incomplete", sum=sum(weighing.weights)))
    own = service.current(now.year, now.base)
    return replace(weighing, weights=kept.get((now.name, now.base.name), own))


def _plan(now: Situation, weighing: Weighing) -> Outcome | None:
    """Return the plan under the weights set; say why there is none."""
    if now.out_of_date:
        return None
    data = state.inputs()
    run = service.plan(state.plans(), data, now.year, now.base, now.controls, weighing.weights)
    if run.trouble != "none" or run.outcome is None:
        st.warning(t(f"trouble.{run.trouble}"))
        return None
    return run.outcome


def _robust(now: Situation, weighing: Weighing, outcome: Outcome) -> None:
    """Draw what is known of the weightings around these, and the way to find out."""
    asked = weighing.question
    scenario = service.weighted(now.year, now.base, now.controls, weighing.weights)
    key = f"weights_{outcome.fingerprint}_{asked.region}_{asked.size}_{asked.seed}"
    _stop_others(key)
    task = tasks().get(key)
    _keep(now, Shown(task.found[-1], outcome, key) if task and task.found else None)
    kept = _kept(now)
    if task is None and kept is not None and kept.key == key:
        _draw(now, outcome, [kept.found])
        return
    if task is None or not task.found:
        _chosen(now, weighing, outcome)
    solves = asked.size + len({one for way in paths(weighing.weights) for one in way})
    with st.container(border=task is None):
        tracked(
            key,
            service.robustness_work(now.year, scenario, outcome, asked),
            partial(_draw, now, outcome),
            start=t("weights.start"),
            about=t("weights.about", size=asked.size),
            solves=solves,
        )
    if task is None or not task.found:
        _former(now, key)


def _chosen(now: Situation, weighing: Weighing, outcome: Outcome) -> None:
    """Draw the plan's own answer, as long as nothing is known of other weights."""
    reviewed = {one.id for one in now.year.policy.clauses if one.mode == "competitive"}
    projects = [p for p in outcome.projects if p.clause in reviewed and p.entitled]
    funded = [p for p in projects if p.suggested]
    said = t(
        "weights.chosen",
        count=len(projects),
        funded=len(funded),
        amount=money(sum(p.suggested or 0 for p in funded)),
    )
    names = [title(one.title, state.language()) for one in now.year.policy.criteria]
    each = tuple(f"{name} {w}" for name, w in zip(names, weighing.weights, strict=True))
    frame.headline(said, t("weights.chosen.by", weights=each))


def _stop_others(key: str) -> None:
    """Stop runs about weights that are no longer set."""
    for other, task in tasks().items():
        if other.startswith("weights_") and other != key and task.running:
            task.cancel()


def _kept(now: Situation) -> Shown | None:
    kept: dict[tuple[str, str], Shown] = st.session_state.setdefault("weights_found", {})
    return kept.get((now.name, now.base.name))


def _keep(now: Situation, shown: Shown | None) -> None:
    """Remember a finished robustness: the picture that stays while the next one is worked out."""
    if shown is not None and shown.found.tried == shown.found.wanted:
        st.session_state.setdefault("weights_found", {})[now.name, now.base.name] = shown


def _former(now: Situation, key: str) -> None:
    """Draw the last robustness, marked as one of other weights or of another region."""
    kept = _kept(now)
    if kept is None:
        return
    task = tasks().get(key)
    running = task is not None and task.running
    st.badge(t("weights.working" if running else "weights.former"), color="orange")
    each = tuple(str(weight) for weight in kept.found.weights)
    st.caption(t("weights.former.of", weights=each))
    _draw(now, kept.outcome, [kept.found])


def _draw(now: Situation, outcome: Outcome, results: Sequence[Robustness]) -> None:
    """Draw a robustness: the answer, each project as a point, those in between, one in detail."""
    found, language = results[-1], state.language()
    if found.tried < found.wanted:
        st.badge(t("weights.partial", tried=found.tried, wanted=found.wanted), color="orange")
    frame.headline(headline(found, language), basis(found, language))
    if not found.competitive.any():
        return
    key = f"{found.fingerprint[-12:]}_{found.question}_{found.tried}_{found.bands is None}"
    weight_charts.scatter(found, outcome, now.base.pass_mark, f"scatter_{key}")
    st.caption(thresholds(language))
    st.caption(
        say("weights.steady", language, steady=found.steady, suggested=int(found.award.sum()))
    )
    _between(now, outcome, found, key)
    if found.bands is None:
        st.caption(t("weights.bands.later"))
    else:
        _bands(now, outcome, found)


def _between(now: Situation, outcome: Outcome, found: Robustness, key: str) -> None:
    """Draw the projects that hang on the weights."""
    language, of = state.language(), unit()
    chosen = sorted(
        [*found.of_class("likely"), *found.of_class("open")], key=lambda i: (-found.share(i), i)
    )
    if not chosen:
        return
    projects = [outcome.projects[i] for i in chosen]
    least = [cell(int(found.least[i]), of) for i in chosen]
    most = [cell(int(found.most[i]), of) for i in chosen]
    table = pd.DataFrame(
        {
            "no": [p.application_no for p in projects],
            "share": [100 * float(found.share(i)) for i in chosen],
            "class": [say(f"weights.class.{found.class_of(i)}", language) for i in chosen],
            "award": [cell(int(found.award[i]), of) for i in chosen],
            "least": least,
            "most": most,
            "change": [
                change_text(found, i, now.year.policy, language) if found.bands else None
                for i in chosen
            ],
            "unit": [p.unit_name for p in projects],
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 12),
        placeholder="—",
        key=f"between_{key}",
        alt=t("weights.between.alt", count=len(table)),
        column_config={
            "no": column.TextColumn(t("column.no"), width=92, pinned=True),
            "share": column.ProgressColumn(
                t("weights.column.share"), min_value=0, max_value=100, format="%.1f%%", width=110
            ),
            "class": column.TextColumn(t("weights.column.class"), width=72),
            "award": column.NumberColumn(
                t("weights.column.award"), width=72, format=number_format(table["award"])
            ),
            "least": column.NumberColumn(
                t("weights.column.least"), width=64, format=number_format(least)
            ),
            "most": column.NumberColumn(
                t("weights.column.most"), width=64, format=number_format(most)
            ),
            "change": column.TextColumn(t("weights.column.change"), width=260),
            "unit": column.TextColumn(t("column.unit"), width=180),
        },
    )
    st.caption(t("weights.table.unit", unit=t(f"unit.{of.code}"), count=len(table)))


def _bands(now: Situation, outcome: Outcome, found: Robustness) -> None:
    """Draw how far each weight may move before the award of one project changes."""
    between = [*found.of_class("likely"), *found.of_class("open")]
    order = [*between, *found.of_class("certain"), *found.of_class("surely_out")]
    language = state.language()
    names = {i: outcome.projects[i].application_no for i in order}
    i = st.selectbox(
        t("weights.bands.of"),
        order,
        format_func=names.__getitem__,
        key=f"bands_{now.name}_{language}",
        width=260,
    )
    project = outcome.projects[i]
    st.text(f"{project.unit_name} · {project.project_name}")
    says = t(
        "weights.bands.says",
        number=project.application_no,
        award=money(int(found.award[i])),
        change=change_text(found, i, now.year.policy, language),
    )
    weight_charts.band_picture(found, i, now.year.policy, says, f"band_{found.fingerprint}_{i}")


def _moved(now: Situation, outcome: Outcome) -> None:
    """Draw whose award differs from that of the scenario's own weights."""
    before = {p.application_no: p.suggested or 0 for p in now.shown.outcome.projects}
    moves = [p for p in outcome.projects if (p.suggested or 0) != before.get(p.application_no, 0)]
    if not moves:
        st.caption(t("weights.moved.none"))
        return
    entered = sum(not before.get(p.application_no, 0) for p in moves)
    left = sum(not p.suggested for p in moves)
    of = unit()
    said = t("weights.moved", count=len(moves), entered=entered, left=left)
    st.subheader(said, anchor=False)
    shown = sorted(moves, key=lambda p: -abs((p.suggested or 0) - before.get(p.application_no, 0)))[
        :_MOST_MOVES
    ]
    was = [cell(before.get(p.application_no, 0), of) for p in shown]
    becomes = [cell(p.suggested or 0, of) for p in shown]
    table = pd.DataFrame(
        {
            "no": [p.application_no for p in shown],
            "was": was,
            "becomes": becomes,
            "clause": [p.clause for p in shown],
            "unit": [p.unit_name for p in shown],
        }
    )
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 10),
        alt=said,
        column_config={
            "no": column.TextColumn(t("column.no"), width=92, pinned=True),
            "was": column.NumberColumn(
                t("weights.column.was"), width=130, format=number_format(was)
            ),
            "becomes": column.NumberColumn(
                t("weights.column.becomes"), width=130, format=number_format(becomes)
            ),
            "clause": column.TextColumn(t("column.clause"), width=60),
            "unit": column.TextColumn(t("column.unit"), width=220),
        },
    )


def _methods(now: Situation) -> None:
    """Draw what the methods of the literature would weigh, and how their rankings compare."""
    language, policy = state.language(), now.year.policy
    found = service.methods(now.year, now.base, now.controls, now.shown.outcome)
    with st.expander(t("weights.methods.title")):
        rows = [
            {
                "method": say(f"weights.method.{one.method}", language),
                **{str(k): weight for k, weight in enumerate(one.weights or ())},
                "tau": one.likeness.tau_b if one.likeness else None,
                "top": t("weights.top", shared=one.likeness.shared, top=one.likeness.top)
                if one.likeness
                else None,
            }
            for one in found
        ]
        column = st.column_config
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(rows)),
            placeholder="—",
            alt=t("weights.methods.title"),
            column_config={
                "method": column.TextColumn(t("weights.method"), width=110, pinned=True),
                "tau": column.NumberColumn(t("weights.column.tau"), width=110, format="%.3f"),
                "top": column.TextColumn(t("weights.column.top"), width=110),
                **{
                    str(k): column.NumberColumn(title(one.title, language), width=84)
                    for k, one in enumerate(policy.criteria)
                },
            },
        )
        st.caption(t("weights.methods.how"))


page()
