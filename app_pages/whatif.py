"""What another text of the measures would bring: for reading, never a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from app_pages import state
from app_pages.access import may_use
from app_pages.components import frame, whatif_inputs, whatif_tables
from app_pages.components.money import money
from app_pages.components.problems import problem_table
from app_pages.components.running import tasks, tracked
from app_pages.components.screen import is_dark
from app_pages.components.words import t
from app_pages.services import law as service
from app_pages.state import Situation
from optimizer.documents.law_text import (
    backtest_headline,
    binding_text,
    changes_text,
    headline,
    liability_text,
    limits_text,
    unknown_texts,
)
from optimizer.errors import DataError
from optimizer.insight.law.cost import Cost, Line

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ARTICLES = ("ceiling", "entitled", "suggested", "funded")
_CLAUSES = ("ceiling", "applications", "entitled", "at", "bound", "over")


@frame.guarded
def page() -> None:
    """Read the state, ask for the changed numbers, work them out beside the page, draw."""
    frame.context_bar("whatif")
    now = state.situation()
    st.badge(t("whatif.badge"), color="red")
    if not may_use("whatif"):
        st.text(t("whatif.words"))
        _standing(now, t("whatif.read"))
        frame.notices(now)
        return
    law = now.year.under(now.shown.scenario.policy_file)
    values, follow = whatif_inputs.changes(now.name, service.dials(now), law.policy)
    if values:
        _changed(now, values, follow=follow)
    else:
        _standing(now)
    frame.notices(now)


@st.cache_resource(max_entries=8, show_spinner=False)
def _lines(fingerprint: str, _now: Situation) -> tuple[Line, ...]:
    del fingerprint  # the key
    return service.standing(_now)


def _standing(now: Situation, beneath: str = "") -> None:
    """Draw the law as it stands: which ceilings bind."""
    lines = _lines(now.shown.outcome.fingerprint, now)
    frame.headline(
        t(
            "whatif.waiting",
            liability=money(sum(line.ceiling[0] for line in lines)),
            bound=sum(line.bound[0] for line in lines),
            at=sum(line.at[0] for line in lines),
        ),
        beneath or t("whatif.nothing"),
    )
    whatif_tables.demand_chart(lines, "whatif_standing")


def _changed(now: Situation, values: Mapping[str, str], *, follow: bool) -> None:
    """Draw what a changed text brings, once it is worked out."""
    try:
        asked = service.question(now, values, follow=follow)
    except DataError as error:
        st.error(t("whatif.refused", count=len(error.problems)))
        problem_table(error.problems, key="whatif")
        _former(now)
        return
    language = state.language()
    changes = sorted(values.items())
    key = f"whatif_{now.shown.outcome.fingerprint}_{follow}_{changes}"
    st.caption(t("whatif.changed", changes=changes_text(asked.changes, money, language)))
    tracked(
        key,
        service.work(asked),
        partial(_draw, now, key, follow=follow),
        start=t("whatif.start"),
        about=t("whatif.about"),
        solves=3,
    )
    if key not in tasks():
        _former(now)


def _former(now: Situation) -> None:
    """Draw the last change that was worked out, or the law as it stands."""
    last = st.session_state.get("whatif_last", {}).get(now.name)
    if last is None:
        _standing(now)
        return
    found, follow = last
    st.caption(t("whatif.former"))
    _show(now, found, "whatif_former", follow=follow)


def _draw(now: Situation, key: str, found: Sequence[Cost], *, follow: bool) -> None:
    """Draw the answer, and remember it."""
    if found:
        st.session_state.setdefault("whatif_last", {})[now.name] = (found[-1], follow)
        _show(now, found[-1], key, follow=follow)


def _show(now: Situation, found: Cost, key: str, *, follow: bool) -> None:
    """Draw one change worked out."""
    language, policy = state.language(), found.policies[0]
    frame.headline(
        headline(found, money, language), " · ".join(limits_text(found, language, follow=follow))
    )
    left, right = st.columns([55, 45], gap="medium")
    with left:
        whatif_tables.demand_chart(found.lines, f"chart_{key}")
    with right:
        whatif_tables.moves_table(found)
    says = liability_text(found, money, language)
    st.subheader(t("whatif.articles"), anchor=False)
    st.text(says)
    whatif_tables.lines_table(found.articles, policy, _ARTICLES, "articles", says)
    with st.expander(t("whatif.clauses")):
        says = binding_text(found.lines, language)
        st.text(says)
        whatif_tables.lines_table(found.lines, policy, _CLAUSES, "clauses", says)
    with st.expander(t("whatif.ledger")):
        says = backtest_headline(found, money, language)
        st.text(says)
        whatif_tables.ledger_table(found, says)
        for unknown in unknown_texts(found, language):
            st.caption(unknown)
    st.download_button(
        t("whatif.download"),
        data=lambda: service.workbook(found, now.year, language, follow=follow),
        file_name=t("whatif.file", year=now.name),
        mime=XLSX,
        on_click="ignore",
        type="secondary" if is_dark() else "primary",
        key=f"download_{key}",
    )


page()
