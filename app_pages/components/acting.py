"""The card of what the reader may do with a plan now, or why it is not theirs to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages import identity, state
from app_pages.components import adjusting
from app_pages.components.money import money
from app_pages.components.words import escaped, t
from app_pages.services import decisions
from app_pages.services.decisions import Standing
from optimizer.decision import rights
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.states import State, rule_of
from optimizer.decision.types import Role
from optimizer.errors import RefusedError, StoreError
from optimizer.wording import say, say_problem

#: Longest text of a person, in characters.
_MOST = 2_000
_ATTACHMENTS = ["pdf", "docx", "doc", "jpg", "png", "zip"]


def act(plan: Plan, action: str, details: Mapping[str, Any]) -> None:
    """Take a step from this page, and say what came of it at the next drawing."""
    door = decisions.door()
    try:
        door.act(identity.person(), identity.now(), plan.id, action, seen=plan.revision, **details)
    except (RefusedError, StoreError) as error:
        lines = [say_problem(problem, state.language()) for problem in error.problems]
        st.session_state["acted"] = ("error", lines)
        return
    done = t("approval.done", action=say(f"word.action.{action}", state.language()))
    st.session_state["acted"] = ("success", [done])


def outcome_of_acting() -> None:
    """Draw, once, what came of the last step."""
    kind, lines = st.session_state.pop("acted", ("", []))
    for line in lines:
        (st.error if kind == "error" else st.success)(escaped(line))


def card(standing: Standing) -> None:
    """Draw the card."""
    plan, language = standing.plan, state.language()
    with st.container(border=True):
        st.subheader(t("approval.yours"), anchor=False)
        if not standing.may:
            _not_theirs(standing)
            return
        if standing.waits and standing.waits not in standing.may:
            _not_theirs(standing)
        actions = list(standing.may)
        named = {one: say(f"word.action.{one}", language) for one in actions}
        default = standing.waits if standing.waits in actions else actions[0]
        action = st.segmented_control(
            t("approval.action"),
            actions,
            default=default,
            required=True,
            format_func=named.__getitem__,
            label_visibility="collapsed",
            key=f"action_{plan.id}_{plan.revision}_{language}_{'-'.join(actions)}",
        )
        chosen = action or default
        if chosen == "draft":
            st.caption(t("approval.draft_below"))
        elif chosen == "adjust":
            adjusting.form(plan, act)
        else:
            _form(standing, chosen)


def _not_theirs(standing: Standing) -> None:
    language = state.language()
    if not standing.waits:
        st.caption(t("approval.over"))
        return
    for problem in standing.why_not:
        st.text(say_problem(problem, language))
    if not standing.why_not:
        roles = [role for role in Role if role in rights.RIGHTS[standing.waits]]
        waits = say(f"word.action.{standing.waits}", language)
        st.caption(
            t("approval.not_yours", action=waits, roles=tuple(t(f"role.{r.value}") for r in roles))
        )


def _form(standing: Standing, action: str) -> None:
    """Draw what a step asks for, and its button."""
    plan = standing.plan
    key = f"{action}_{plan.id}_{plan.revision}"
    rule = rule_of(action, plan.state)
    must = rule is not None and rule.words
    details: dict[str, Any] = {}
    blocked = bool(standing.missing) and action == standing.waits
    if action in ("record", "undefer") and (action == "record" or plan.state is State.APPROVED):
        details |= _minutes(key, action)
    if action in ("defer", "undefer") or plan.state is State.APPROVED:
        details |= _item(plan, action, key)
    if action == "confirm":
        details |= _held_against(plan, key)
    label = t("approval.comment_needed" if must else "approval.comment")
    details["comment"] = st.text_area(label, key=f"comment_{key}", max_chars=_MOST, height=90)
    if action == "approve":
        _what_is_approved(plan)
    sure = _sure(plan, action, key)
    ready = sure and not blocked and (bool(details["comment"].strip()) or not must)
    if blocked:
        st.caption(t("approval.blocked", count=len(standing.missing)))
    st.button(
        say(f"word.action.{action}", state.language()),
        key=f"do_{key}",
        disabled=not ready,
        on_click=act,
        args=(plan, action, details),
    )
    if not ready and not blocked:
        st.caption(t("approval.not_ready_reason" if sure else "approval.not_ready"))


def _sure(plan: Plan, action: str, key: str) -> bool:
    """Ask whoever signs to say that the fingerprint is the one that was looked at."""
    if action not in ("review", "submit", "confirm", "approve"):
        return True
    mark = plan.fingerprint[-8:]
    return bool(st.checkbox(t("approval.sure", mark=mark), key=f"sure_{key}"))


def _minutes(key: str, action: str) -> dict[str, Any]:
    """Draw what is put down of a meeting."""
    out: dict[str, Any] = {}
    left, right = st.columns(2)
    with left:
        out["session"] = st.text_input(t("approval.session"), key=f"session_{key}", max_chars=200)
        out["minutes_no"] = st.text_input(
            t("approval.minutes_no"), key=f"minutes_{key}", max_chars=200
        )
    with right:
        day = st.date_input(t("approval.date"), key=f"date_{key}", format="YYYY-MM-DD")
        out["date"] = day.isoformat()
        if action == "record":
            results = ("agreed", "returned")
            names = {one: say(f"word.result.{one}", state.language()) for one in results}
            out["result"] = st.segmented_control(
                t("approval.result"),
                results,
                default="agreed",
                required=True,
                format_func=names.__getitem__,
                key=f"result_{key}",
            )
    uploaded = st.file_uploader(t("approval.attachment"), type=_ATTACHMENTS, key=f"file_{key}")
    if uploaded is not None:
        out |= {"attachment": uploaded.getvalue(), "attachment_name": uploaded.name}
    return out


def _item(plan: Plan, action: str, key: str) -> dict[str, Any]:
    """Draw which single project a step is about."""
    if action == "defer":
        taken = {one.application_no for one in plan.deferred}
        names = {n: label for n, label in adjusting.funded(plan).items() if n not in taken}
    else:
        names = {one.application_no: one.application_no for one in plan.deferred}
    number = st.selectbox(
        t("approval.item"),
        list(names),
        format_func=lambda one: names.get(one, one),
        key=f"item_{key}",
    )
    return {"application_no": number or ""}


def _held_against(plan: Plan, key: str) -> dict[str, Any]:
    """Show what was put down of the meeting; the second person holds it against the minutes."""
    meeting = plan.meeting
    if meeting is not None and meeting.minutes is not None:
        minutes = meeting.minutes
        st.text(
            t(
                "approval.recorded",
                name=meeting.name,
                session=minutes.session,
                date=minutes.date,
                number=minutes.number,
                result=say(f"word.result.{minutes.result}", state.language()),
                who=meeting.recorded_by,
            )
        )
    if plan.adjusted is not None:
        adjusting.price(plan.adjusted.price, len(plan.adjusted.displaced), plan.adjusted.suggested)
    number = st.text_input(t("approval.minutes_again"), key=f"again_{key}", max_chars=200)
    details = {"minutes_no": number}
    if plan.adjusted is not None:
        details["fingerprint"] = plan.adjusted.fingerprint
    return details


def _what_is_approved(plan: Plan) -> None:
    """Repeat what is signed: plan, amount, fingerprint."""
    adjusted = plan.adjusted
    total = plan.draft.suggested if adjusted is None else adjusted.suggested
    reserved = sum(one.reserved for one in plan.deferred if one.state != "taken_up")
    st.text(
        t(
            "approval.signing",
            name=plan.id,
            total=money(total - reserved),
            reserved=money(reserved),
            fingerprint=plan.fingerprint,
        )
    )
