"""One project's five amounts, and the card that the working table opens beside it."""

from __future__ import annotations

import streamlit as st

from app_pages import state
from app_pages.components.money import money
from app_pages.components.words import escaped, source, spoken, t, unmet
from optimizer.formats.outcome import Outcome, ProjectOutcome


def find(outcome: Outcome, number: str) -> ProjectOutcome | None:
    """Return the application with this number."""
    return next((p for p in outcome.projects if p.application_no == number), None)


def five(project: ProjectOutcome) -> None:
    """Draw requested, verified, entitled, suggested and approved side by side."""
    figures = (
        ("requested", project.requested),
        ("verified", project.verified),
        ("entitled", project.entitled),
        ("suggested", project.suggested),
        ("approved", project.approved),
    )
    with st.container(horizontal=True, gap="medium"):
        for name, amount in figures:
            pending = name == "approved" and amount is None
            value = t("amount.not_approved") if pending else money(amount)
            st.metric(t(f"amount.{name}"), value, width="content")


def five_small(project: ProjectOutcome) -> None:
    """Draw the five amounts as one small table, for narrow places."""
    none_yet = t("amount.not_approved")
    st.table(
        {
            t("amount.requested"): [money(project.requested)],
            t("amount.verified"): [money(project.verified)],
            t("amount.entitled"): [money(project.entitled)],
            t("amount.suggested"): [money(project.suggested)],
            t("amount.approved"): [
                none_yet if project.approved is None else money(project.approved)
            ],
        },
        border="horizontal",
        hide_index=True,
    )


def reasons(project: ProjectOutcome) -> None:
    """Draw every reason with its source; a reason may quote the file, so it is drawn as text."""
    language = state.language()
    with st.container(gap="xsmall"):
        for found in project.reasons:
            said = unmet(found, language)
            st.text(t("reason.with_source", reason=said, source=source(found.citation, language)))


def card(project: ProjectOutcome) -> None:
    """Draw the detail of the row that was selected."""
    with st.container(border=True):
        st.text(f"{project.application_no}  {project.unit_name}")
        st.subheader(verdict(project), anchor=False)
        five_small(project)
        reasons(project)
        if project.payee_usci != project.usci and project.payee_name:
            st.text(t("amount.payee", name=project.payee_name))
        st.page_link(
            "app_pages/project.py",
            label=t("amount.derivation"),
            query_params={"no": project.application_no},
        )


def verdict(project: ProjectOutcome) -> str:
    """Return one sentence with the answer for one project and its first reason.

    A reason may quote the file, and a heading reads markup: the sentence is escaped.
    """
    if project.status in {"full", "partial", "none"} and project.suggested is None:
        return t("verdict.no_plan")
    short = (project.requested or 0) - (project.suggested or 0)
    code: str = project.status
    if project.status in {"full", "partial"}:
        code += "_less" if short > 0 else "_as_requested"
    sentence = t(f"verdict.{code}", amount=money(project.suggested), short=money(short))
    if project.status == "full" or not project.reasons:
        return escaped(sentence)
    why = spoken(project.reasons[0], state.language())
    return escaped(t("verdict.because", sentence=sentence, reason=why))
