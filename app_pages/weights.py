"""Which results hang on the weights, and how sure is each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from app_pages import state
from app_pages.access import may_use
from app_pages.components import clash, frame, weight_charts, weight_inputs, weight_tables
from app_pages.components.money import money
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
        if may_use("weights"):
            weight_inputs.card(now, now.shown.outcome)
        else:
            weight_inputs.in_words(now)
    weighing = weight_inputs.held(now)
    with right:
        clash.trouble(now)
        if may_use("weights"):
            weight_inputs.judgements(now)
        weighing = _usable(now, weighing)
        outcome = _plan(now, weighing)
        if outcome is None:
            _former(now, "")
        else:
            _robust(now, weighing, outcome)
            weight_tables.moved(now, outcome)
            weight_tables.methods(now)
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
    weight_tables.between(now, outcome, found, key)
    if found.bands is None:
        st.caption(t("weights.bands.later"))
    else:
        _bands(now, outcome, found)


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


page()
