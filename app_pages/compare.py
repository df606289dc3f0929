"""What differs between scenarios, and who gains and loses."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import streamlit as st
from streamlit.errors import StreamlitAPIException

from app_pages import identity, state
from app_pages.access import access
from app_pages.components import compare_charts, compare_tables, frame, picking
from app_pages.components.money import money
from app_pages.components.planning import all_planned
from app_pages.components.running import tasks, tracked
from app_pages.components.screen import is_dark
from app_pages.components.words import escaped, t
from app_pages.service import Controls
from app_pages.services import compare as service
from app_pages.services.compare import Wanted
from optimizer.documents.compare_words import headline
from optimizer.insight.compare.attribution import Attribution, solves
from optimizer.insight.compare.choose import refused
from optimizer.insight.compare.comparison import Candidate, Comparison
from optimizer.insight.compare.costs import Cost
from optimizer.insight.compare.lead import REACH, SEED, WEIGHTINGS
from optimizer.insight.compare.measures import paid_unit
from optimizer.intake.scenario_types import Scenario
from optimizer.wording import say, say_problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Scenarios that the pictures of two to four show in full.
_IN_FULL = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A comparison that held: what it is of, what its scenarios are called, when it was made."""

    key: tuple[object, ...]
    comparison: Comparison
    at: datetime


@frame.guarded
def page() -> None:
    """Read what is picked, plan it once, set it side by side."""
    state.start()
    picking.year_asked()
    frame.context_bar("compare")
    name = state.year_name()
    known = picking.known_scenarios(name, state.year(name))
    names, called = picking.picked(name, known), picking.labels(known)
    picking.pills(name, names, called)
    shown = _shown(name, names, known)
    if shown is not None:
        _draw(name, shown, called)


def _shown(name: str, names: Sequence[str], known: picking.Known) -> Drawn | None:
    """Return the comparison asked for, else the former one, said to be out of date."""
    drawn: dict[str, Drawn] = st.session_state.setdefault("compared", {})
    if problems := refused(names, known):
        for problem in problems:
            params = {"value": problem.value, **problem.params}
            st.warning(escaped(say(problem.code, state.language(), **params)))
        return _former(drawn.get(name))
    wanted = [_wanted(one, *known[one]) for one in names]
    if not all_planned(wanted):
        return _former(drawn.get(name))
    key = tuple(one.key for one in wanted)
    if name not in drawn or drawn[name].key != key:
        drawn[name] = Drawn(key, service.compare([_candidate(one) for one in wanted]), state.now())
    return drawn[name]


def _former(former: Drawn | None) -> Drawn | None:
    if former is None:
        st.info(t("compare.nothing"))
        return None
    at = former.at.strftime("%H:%M")
    st.warning(t("compare.former", at=at))
    return former


def _wanted(one: str, of: str, scenario: Scenario) -> Wanted:
    return Wanted(one, (state.inputs(of), scenario.name, Controls()), state.year(of), scenario)


def _candidate(one: Wanted) -> Candidate:
    run = state.plans().get(one.key)
    if run is None:
        raise LookupError(one.name)
    return service.candidate(one, run)


def _draw(name: str, drawn: Drawn, called: dict[str, str]) -> None:
    comparison = drawn.comparison
    language = state.language()
    titles = [called.get(one.name, one.name) for one in comparison.candidates]
    quoted = {one.name: title for one, title in zip(comparison.candidates, titles, strict=True)}
    answer = headline(
        comparison,
        language,
        money,
        lambda one: say("compare.named", language, name=quoted[one.name]),
    )
    frame.headline(escaped(answer), _beneath(comparison))
    _troubles(comparison, titles)
    compare_tables.measures(comparison, titles)
    if not comparison.totals_only:
        _pictures(comparison, titles)
        compare_tables.projects(comparison, titles)
        _sure(comparison, titles)
        _why(comparison, titles)
        _prices(comparison, titles)
    _hand_out(name, comparison)


def _beneath(comparison: Comparison) -> str:
    if comparison.totals_only:
        return t("compare.totals_about")
    found = comparison.safety
    groups = ("safe", "varying", "some", "none")
    counts = {group: 0 if found is None else len(getattr(found, group)) for group in groups}
    return t("compare.safe", **counts) if found is not None else ""


def _troubles(comparison: Comparison, titles: Sequence[str]) -> None:
    """Say why a scenario has no plan."""
    for one, title in zip(comparison.candidates, titles, strict=True):
        for problem in one.problems:
            why = say_problem(problem, state.language())
            st.text(t("compare.failed", name=title, why=why))


def _pictures(comparison: Comparison, titles: Sequence[str]) -> None:
    st.caption(t("compare.grey"))
    if not any(figures is not None for figures in comparison.measures):
        return
    if len(titles) > _IN_FULL:
        compare_charts.by_article(comparison, titles)
        return
    left, right = st.columns([52, 48], gap="medium")
    with left:
        compare_charts.by_clause(comparison, titles)
    with right:
        _gains(comparison, titles)


@st.fragment
@frame.guarded
def _gains(comparison: Comparison, titles: Sequence[str]) -> None:
    """Draw who gains and who loses in one scenario; a selector where there are several."""
    position = _other(titles, "gains")
    movement = comparison.movements[position]
    if movement is None:
        st.caption(t("compare.no_attribution", name=titles[position]))
        return
    firms: dict[str, str] = {}
    for one in (comparison.candidates[position], comparison.reference):
        for p in () if one.outcome is None else one.outcome.projects:
            firms.setdefault(paid_unit(p), p.payee_name or p.unit_name)
    compare_charts.gains_and_losses(titles[position], movement, firms)


def _other(titles: Sequence[str], key: str) -> int:
    """Return which scenario beside the reference is looked at."""
    others = list(range(1, len(titles)))
    if len(others) == 1:
        return 1
    chosen = st.selectbox(
        t("compare.which"),
        others,
        format_func=lambda i: titles[i],
        key=f"compare_{key}_{'|'.join(titles)}",
    )
    return int(chosen or 1)


def _sure(comparison: Comparison, titles: Sequence[str]) -> None:
    """Draw how sure it is who gives small firms most, and the way to the page of weights."""
    planned = [one for one in comparison.candidates if one.outcome is not None]
    if not planned[1:] or planned[0] is not comparison.reference:
        return
    called = dict(zip([one.name for one in comparison.candidates], titles, strict=True))
    names = [called[one.name] for one in planned]
    st.subheader(t("compare.lead.title"), anchor=False)
    tracked(
        "lead_" + "_".join(_print(one) for one in planned),
        service.lead_work(planned),
        partial(compare_tables.lead, names),
        start=t("compare.lead.start"),
        about=t("compare.lead.about", count=WEIGHTINGS, reach=REACH, seed=SEED),
        solves=WEIGHTINGS * len(planned),
    )
    if access(identity.person(), "weights"):
        # Alone, without the navigation of the entry, there is no page to lead to.
        with contextlib.suppress(StreamlitAPIException):
            st.page_link("app_pages/weights.py", label=t("compare.sure"))


def _why(comparison: Comparison, titles: Sequence[str]) -> None:
    """Draw through which difference a scenario's plan changes."""
    st.subheader(t("compare.why"), anchor=False)
    position = _other(titles, "why")
    reference, other = comparison.reference, comparison.candidates[position]
    title, count = titles[position], len(comparison.differences[position])
    if not count:
        st.caption(t("compare.same_scenario", name=escaped(title)))
        return
    if comparison.movements[position] is None:
        st.caption(t("compare.no_attribution", name=escaped(title)))
        return
    work = service.attribution_work(reference, other)
    draw = partial(compare_tables.attribution, comparison)
    if count == 1:
        st.caption(t("compare.single", name=escaped(title)))
        draw(list(work(lambda: None)))
        return
    most = solves(reference, other)
    tracked(
        _why_key(comparison, position),
        work,
        draw,
        start=t("compare.attribute"),
        about=t("compare.attribute_about", name=escaped(title), count=count, solves=most),
        solves=most,
    )


def _why_key(comparison: Comparison, position: int) -> str:
    return f"why_{_print(comparison.reference)}_{_print(comparison.candidates[position])}"


def _print(one: Candidate) -> str:
    return one.name if one.outcome is None else one.outcome.fingerprint


def _prices_key(comparison: Comparison) -> str:
    return "prices_" + "_".join(_print(one) for one in comparison.candidates)


def _prices(comparison: Comparison, titles: Sequence[str]) -> None:
    """Draw what rules and limits cost, worked out on request."""
    with st.expander(t("compare.prices")):
        tracked(
            _prices_key(comparison),
            service.cost_work(comparison.candidates),
            partial(compare_tables.prices, comparison, titles),
            start=t("compare.prices_start"),
            about=t("compare.prices_about"),
        )


def _hand_out(name: str, comparison: Comparison) -> None:
    """Draw the link that opens this comparison again, and the workbook."""
    language = state.language()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=720, gap="xsmall"):
            st.caption(t("compare.link"))
            names = [one.name for one in comparison.candidates]
            st.code(picking.link(name, names), language=None, wrap_lines=True)
        st.download_button(
            t("compare.download"),
            data=lambda: service.workbook(comparison, *_worked_out(comparison), language),
            file_name=t("compare.file", year=name),
            mime=XLSX,
            on_click="ignore",
            type="secondary" if is_dark() else "primary",
        )


def _worked_out(comparison: Comparison) -> tuple[list[Attribution], list[Cost]]:
    """Return the effects and prices that are known already: one difference needs no solve."""
    effects: list[Attribution] = []
    for position in range(1, len(comparison.candidates)):
        if len(comparison.differences[position]) == 1:
            other = comparison.candidates[position]
            effects += service.attribution_work(comparison.reference, other)(lambda: None)
        elif (task := tasks().get(_why_key(comparison, position))) is not None:
            effects += task.found
    priced = tasks().get(_prices_key(comparison))
    return effects, [] if priced is None else list(priced.found)


page()
