"""Weights set by hand or by a method: boxes that keep adding up to 100, unless one says not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import streamlit as st

from app_pages import state
from app_pages.components.comparisons import comparisons
from app_pages.components.words import t, title
from app_pages.services import weights as service
from app_pages.state import Situation
from optimizer.errors import DataError
from optimizer.formats.outcome import Outcome
from optimizer.insight.weights.ahp import ahp, reciprocal
from optimizer.insight.weights.methods import suggested
from optimizer.insight.weights.region import Weights
from optimizer.insight.weights.remainder import (
    WHOLE,
    from_floats,
    largest_remainder,
    with_one,
)
from optimizer.insight.weights.result import Question
from optimizer.wording import say, say_problem

METHODS = ("own", "hand", "entropy", "critic", "ahp", "centroid")
REGIONS = ("5", "10", "15", "20", "order")
MOST_TRIED, MOST_SEED = 100_000, 2**31 - 1


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a person has set: weights and where they are from, comparisons, what is to be tried."""

    weights: Weights
    method: str = "own"
    keeps: bool = True
    above: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    question: Question = field(default_factory=Question)

    @property
    def adds_up(self) -> bool:
        """Whether the weights can be used."""
        return sum(self.weights) == WHOLE


def held(now: Situation) -> Weighing:
    """Return what is set for the year and scenario in use."""
    kept = st.session_state.setdefault("weighing", {})
    default = Weighing(service.current(now.year, now.base))
    return kept.get((now.name, now.base.name), default)  # type: ignore[no-any-return]


def hold(now: Situation, weighing: Weighing) -> None:
    """Remember what is set."""
    st.session_state.setdefault("weighing", {})[now.name, now.base.name] = weighing
    state.renew_widgets()


def card(now: Situation, outcome: Outcome) -> None:
    """Draw the inputs: method, weights with their sum, region and sample."""
    with st.container(border=True):
        _method(now, outcome)
        weighing = held(now)
        _boxes(now, weighing)
        _sum(now, weighing)
        _question(now, weighing)
        _save(now, weighing)


def in_words(now: Situation) -> None:
    """Write the setting for who may read it and not change it."""
    weighing, language = held(now), state.language()
    asked = weighing.question
    with st.container(border=True, gap="xsmall"):
        st.text(t("weights.words.method", method=_method_name(weighing.method)))
        for criterion, weight in zip(now.year.policy.criteria, weighing.weights, strict=True):
            st.text(t("weights.words.one", name=title(criterion.title, language), weight=weight))
        st.text(t("weights.sum", sum=sum(weighing.weights)))
        region = _region_name(asked.region)
        st.text(t("weights.words.tried", region=region, size=asked.size, seed=asked.seed))


def judgements(now: Situation) -> None:
    """Draw the pairwise comparisons, where the weights are taken from them."""
    weighing = held(now)
    if weighing.method == "ahp":
        with st.container(border=True):
            comparisons(now, weighing.above, lambda above: _compared(now, above))


def _key(now: Situation, what: str) -> str:
    edition = st.session_state["edition"]
    return f"weights_{what}_{now.name}_{now.base.name}_{state.language()}_{edition}"


def _method(now: Situation, outcome: Outcome) -> None:
    weighing, key = held(now), _key(now, "method")

    def chosen() -> None:
        hold(now, by_method(now, outcome, replace(held(now), method=st.session_state[key])))

    names = {code: _method_name(code) for code in METHODS}
    st.selectbox(
        t("weights.method"),
        METHODS,
        index=METHODS.index(weighing.method),
        format_func=names.__getitem__,
        key=key,
        on_change=chosen,
    )
    for problem in st.session_state.pop("weights_refused", ()):
        st.warning(say_problem(problem, state.language()))


def _method_name(code: str) -> str:
    if code in {"own", "hand"}:
        return t("weights.method.own") if code == "own" else t("weights.method.hand")
    return say(f"weights.method.{code}", state.language())


def by_method(now: Situation, outcome: Outcome, weighing: Weighing) -> Weighing:
    """Return the weights of the method chosen; by hand they stay as they are."""
    policy, own = now.year.policy, service.current(now.year, now.base)
    if weighing.method == "own":
        return replace(weighing, weights=own)
    if weighing.method == "ahp":
        return _hierarchy(weighing)
    if weighing.method == "hand":
        return weighing
    try:
        weights = suggested(weighing.method, outcome, policy, own)  # type: ignore[arg-type]  # one of them
    except DataError as error:
        st.session_state["weights_refused"] = error.problems
        return replace(weighing, method="hand")
    return replace(weighing, weights=weights)


def _hierarchy(weighing: Weighing) -> Weighing:
    found = ahp(reciprocal(len(weighing.weights), weighing.above))
    return replace(weighing, weights=largest_remainder(from_floats(found.weights.tolist())))


def _compared(now: Situation, above: dict[tuple[int, int], Fraction]) -> None:
    hold(now, _hierarchy(replace(held(now), above=above)))


def _boxes(now: Situation, weighing: Weighing) -> None:
    for i, criterion in enumerate(now.year.policy.criteria):
        key = _key(now, f"box{i}")
        st.number_input(
            title(criterion.title, state.language()),
            min_value=0,
            max_value=WHOLE,
            value=weighing.weights[i],
            step=1,
            key=key,
            on_change=_typed,
            args=(now, i, key),
        )


def _typed(now: Situation, position: int, key: str) -> None:
    value, weighing = st.session_state[key], held(now)
    if value is None:
        state.renew_widgets()
        return
    before = weighing.weights
    if weighing.keeps and weighing.adds_up:
        weights = with_one(before, position, value)
    else:
        weights = (*before[:position], value, *before[position + 1 :])
    hold(now, replace(weighing, weights=weights, method="hand"))


def _sum(now: Situation, weighing: Weighing) -> None:
    total = sum(weighing.weights)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(t("weights.sum", sum=total), color="green" if weighing.adds_up else "orange")
        key = _key(now, "keeps")
        st.toggle(
            t("weights.keeps"),
            value=weighing.keeps,
            key=key,
            on_change=_flagged,
            args=(now, key),
            help=t("weights.keeps.help"),
        )
    if not weighing.adds_up:
        whole = largest_remainder(weighing.weights)
        st.caption(t("weights.not_hundred", sum=total, weights=tuple(map(str, whole))))
        scaled = replace(weighing, weights=whole, method="hand")
        st.button(t("weights.scale"), on_click=hold, args=(now, scaled))


def _flagged(now: Situation, key: str) -> None:
    hold(now, replace(held(now), keeps=bool(st.session_state[key])))


def _question(now: Situation, weighing: Weighing) -> None:
    asked = weighing.question
    names = {code: _region_name(code) for code in REGIONS}
    st.selectbox(
        t("weights.region"),
        REGIONS,
        index=REGIONS.index(asked.region),
        format_func=names.__getitem__,
        **_remembered(now, "region"),
    )
    with st.container(horizontal=True):
        numbers: dict[str, Any] = {"min_value": 1, "width": 120}
        st.number_input(
            t("weights.size"),
            value=asked.size,
            max_value=MOST_TRIED,
            step=100,
            **numbers,
            **_remembered(now, "size"),
        )
        st.number_input(
            t("weights.seed"),
            value=asked.seed,
            max_value=MOST_SEED,
            **numbers,
            **_remembered(now, "seed"),
        )


def _region_name(code: str) -> str:
    return t("weights.region.order") if code == "order" else t("weights.region.each", reach=code)


def _remembered(now: Situation, what: str) -> dict[str, Any]:
    """Return the arguments by which an input is remembered as part of the question."""
    key = _key(now, what)

    def changed() -> None:
        value, weighing = st.session_state[key], held(now)
        if value is None:
            state.renew_widgets()
            return
        hold(now, replace(weighing, question=replace(weighing.question, **{what: value})))

    done: Callable[[], None] = changed
    return {"key": key, "on_change": done}


def _save(now: Situation, weighing: Weighing) -> None:
    """Draw the way to keep these weights as a scenario."""
    if not weighing.adds_up:
        return
    with st.popover(t("weights.save")):
        name = st.text_input(t("weights.save.name"), key="weights_save_name")
        heading = st.text_input(t("weights.save.title"), key="weights_save_title")
        st.button(
            t("weights.save.do"),
            disabled=not (name.strip() and heading.strip()),
            on_click=_saved,
            args=(now, weighing.weights, name.strip(), heading.strip()),
        )
    for problem in st.session_state.pop("weights_unsaved", ()):
        st.warning(say_problem(problem, state.language()))
    if kept := st.session_state.pop("weights_saved", ""):
        st.success(t("weights.saved"))
        st.text(kept)


def _saved(now: Situation, weights: Weights, name: str, heading: str) -> None:
    try:
        service.keep(now.name, now.year, now.base, now.controls, weights, new=name, title=heading)
    except DataError as error:
        st.session_state["weights_unsaved"] = error.problems
    else:
        st.session_state["weights_saved"] = heading
