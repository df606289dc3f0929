"""What stands around every page: guard, context bar, badges, headline, figure strip, notices."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import ParamSpec

import streamlit as st

from app_pages import identity, state
from app_pages.access import Access, access, landing
from app_pages.components.money import UNITS
from app_pages.components.problems import problem_table
from app_pages.components.who import role_names, signed_out, who
from app_pages.components.words import escaped, source, t, title
from app_pages.state import NothingToShowError, Situation
from optimizer.documents.cited import notice_text
from optimizer.errors import DataError
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year
from optimizer.wording import LANGUAGES, Language

_LOG = logging.getLogger(__name__)
P = ParamSpec("P")


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """Show our own sentence and an incident number where drawing fails.

    Streamlit's own box is English, and shows a trace or nothing at all.
    """

    @functools.wraps(draw)
    def guard(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except identity.SignedOutError:
            signed_out()
        except DataError as error:
            st.error(t("data_error", count=len(error.problems)))
            problem_table(error.problems, key="guard")
        except NothingToShowError as error:
            st.error(t(f"trouble.{error.trouble}"))
            if error.problems:
                problem_table(error.problems, key="guard")
        except Exception:  # noqa: BLE001  # the last resort: whatever it was, the page says so
            incident = secrets.token_hex(4).upper()
            _LOG.exception("incident %s", incident)
            st.error(t("incident", number=incident))

    return guard


def elsewhere(name: str) -> None:
    """Say that a page is for other roles than those of who asked for it."""
    person = identity.person()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(name, anchor=False, width="content")
        st.space("stretch")
        who()
    st.info(t("elsewhere", roles=role_names(person)))
    begin = landing(person)
    st.page_link(f"app_pages/{begin}.py", label=t(f"{begin}.name"))


def context_bar(page: str) -> None:
    """Draw page name, badges, year, scenario, unit and language in one row."""
    state.start()
    name = state.year_name()
    year = state.year(name)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(t(f"{page}.name"), anchor=False, width="content")
        _badges(page)
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            _selectors(name, year)
            who()


def _selectors(name: str, year: Year) -> None:
    """Draw year, scenario, unit and language; they wrap together on a narrow screen."""
    language = state.language()
    names = list(state.year_names())
    st.selectbox(
        t("bar.year"),
        names,
        index=names.index(name),
        key=f"bar_year_{language}",
        on_change=_choose,
        args=("year", f"bar_year_{language}"),
        label_visibility="collapsed",
        width=84,
    )
    scenarios = state.scenario_names(year)
    key = f"bar_scenario_{name}_{language}_{st.session_state['edition']}"
    st.selectbox(
        t("bar.scenario"),
        scenarios,
        index=scenarios.index(state.scenario_name(year)),
        format_func={n: title(year.scenarios[n].title, language) for n in scenarios}.__getitem__,
        key=key,
        on_change=_choose,
        args=("scenario", key),
        label_visibility="collapsed",
        width=320,
    )
    units = UNITS[language]
    st.segmented_control(
        t("bar.unit"),
        range(len(units)),
        default=st.session_state["unit"],
        required=True,
        format_func=[t(f"unit.{one.code}") for one in units].__getitem__,
        key=f"bar_unit_{language}",
        on_change=_choose,
        args=("unit", f"bar_unit_{language}"),
        label_visibility="collapsed",
    )
    other = next(code for code in LANGUAGES if code != language)
    st.button(t(f"language.{other}"), key="bar_language", on_click=_speak, args=(other,))


def _choose(what: str, key: str) -> None:
    st.session_state[what] = st.session_state[key]


def _speak(language: Language) -> None:
    st.session_state["language"] = language


def _badges(page: str) -> None:
    """Draw the badges that hold, such as draft law, mock data, single user, read only."""
    name = state.year_name()
    year = state.year(name)
    if year.policy.status == "draft":
        st.badge(t("badge.draft"), color="orange")
    if year.call.exercise:
        st.badge(t("badge.exercise"), color="orange")
    if year.call.mock:
        st.badge(t("badge.mock"), color="gray")
    if is_what_if(year.scenarios[state.scenario_name(year)], year.call, year.policy):
        st.badge(t("badge.what_if"), color="red")
    if not identity.with_accounts():
        st.badge(t("badge.single"), color="orange")
    if state.accepted(name):
        st.badge(t("badge.accepted"), color="blue")
    if access(identity.person(), page) is Access.READ:
        st.badge(t("badge.read_only"), color="gray")


def headline(sentence: str, beneath: str = "") -> None:
    """Draw the answer: our own words and numbers only, never a name out of a file."""
    with st.container(gap=None):
        st.header(sentence, anchor=False)
        if beneath:
            st.caption(beneath)


def strip(figures: Sequence[tuple[str, str, str | None]]) -> None:
    """Draw (label, value, difference from the reference or ``None``) side by side."""
    with st.container(horizontal=True, gap="medium"):
        for label, value, delta in figures:
            st.metric(label, value, delta, delta_color="off", delta_arrow="off", width="content")


def notices(now: Situation) -> None:
    """Draw what every page must say about this outcome."""
    language = state.language()
    outcome = now.shown.outcome
    found = outcome.notices
    if not found:
        return
    st.subheader(t("notices.title", count=len(found)), anchor=False)
    with st.container(gap="xsmall"):
        for notice in found:
            st.caption(
                t(
                    "notices.line",
                    text=escaped(notice_text(notice, outcome, now.year, language)),
                    source=source(notice.citation, language),
                )
            )
