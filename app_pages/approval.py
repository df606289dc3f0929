"""Where a plan is on its course, what stops it, and what the reader may do with it."""

from __future__ import annotations

import streamlit as st

from app_pages import identity, state
from app_pages.components import acting, adjusting, frame, plan_tables
from app_pages.components.money import money
from app_pages.components.timeline import Card, timeline
from app_pages.components.words import escaped, t
from app_pages.services import decisions
from app_pages.services.decisions import Stage, Standing
from optimizer.decision import rights
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.states import State
from optimizer.documents.decision_text import badges, plan_line
from optimizer.errors import DataError, RefusedError, StoreError
from optimizer.wording import say, say_problem

#: Who answers for a step; meetings are put down by the desk.
_ROLE = {"draft": "officer", "review": "reviewer", "submit": "officer", "meeting": "officer",
         "approve": "leader"}  # fmt: skip


@frame.guarded
def page() -> None:
    """Read the plans, draw the one chosen, and the card of what may be done."""
    frame.context_bar("approval")
    who, now = identity.person(), identity.now()
    door = decisions.door()
    plans = door.plans(who, now)
    acting.outcome_of_acting()
    plan = _picked(plans)
    if plan is None:
        frame.headline(t("approval.none"))
    else:
        standing = decisions.standing(door, who, now, plan)
        _draw(standing)
    if rights.may(who, "draft"):
        _drafting(plan)


def _picked(plans: list[Plan]) -> Plan | None:
    """Draw the choice of a plan, and return it: the one of the address, or the latest."""
    if not plans:
        return None
    by_id = {plan.id: plan for plan in sorted(plans, key=lambda p: p.steps[-1].at, reverse=True)}
    names = list(by_id)
    asked = st.query_params.get("id", "")
    index = names.index(asked) if asked in by_id else 0
    if len(names) > 1 or asked not in {"", names[0]}:
        st.selectbox(
            t("approval.pick"),
            names,
            index=index,
            format_func={n: plan_line(p, state.language()) for n, p in by_id.items()}.__getitem__,
            label_visibility="collapsed",
            key=f"plan_{state.language()}_{asked}",
            on_change=_pick,
            args=(f"plan_{state.language()}_{asked}",),
        )
    return by_id[names[index]]


def _pick(key: str) -> None:
    st.query_params["id"] = st.session_state[key]


def _draw(standing: Standing) -> None:
    plan, language = standing.plan, state.language()
    frame.headline(_headline(standing), " · ".join(badges(plan, language)))
    timeline([_card(one) for one in decisions.stages(plan)])
    left, right = st.columns([60, 40], gap="medium")
    with left:
        if standing.waits and standing.waits != "draft":
            plan_tables.blockers(standing.missing, standing.waits)
        plan_tables.amounts(decisions.amounts(plan, adjusting.suggested(plan)))
        plan_tables.history(plan)
    with right:
        acting.card(standing)
        with st.container(border=True):
            st.subheader(t("approval.what"), anchor=False)
            st.text(t("approval.scenario", scenario=plan.draft.scenario, year=plan.draft.year))
            st.text(t("approval.money", suggested=money(plan.draft.suggested), now=_now(plan)))
            st.caption(t("approval.fingerprint", value=plan.fingerprint))


def _now(plan: Plan) -> str:
    """Return what the plan gives as it stands: adjusted, approved, or as suggested."""
    if plan.approved is not None:
        return money(plan.approved.total)
    return money(plan.draft.suggested if plan.adjusted is None else plan.adjusted.suggested)


def _headline(standing: Standing) -> str:
    plan = standing.plan
    last = plan.steps[-1]
    if plan.state is State.APPROVED and plan.approved is not None:
        total, reserved = money(plan.approved.total), money(plan.approved.reserved)
        return escaped(t("approval.headline.approved", id=plan.id, total=total, reserved=reserved))
    if plan.state in (State.RETURNED, State.WITHDRAWN):
        who = plan_tables.actor(last.by, last.sign_in)
        return escaped(t(f"approval.headline.{plan.state.value}", id=plan.id, who=who))
    meeting = plan.meeting
    waits = say(f"word.action.{standing.waits}", state.language())
    if plan.state is State.SUBMITTED and meeting is not None:
        waits = t("approval.headline.meeting", action=waits, name=meeting.name)
    said = t(
        "approval.headline.waits",
        id=plan.id,
        state=say(f"word.state.{plan.state.value}", state.language()),
        waits=waits,
    )
    count = len(standing.missing)
    return escaped(said + (t("approval.headline.missing", count=count) if count else ""))


def _card(one: Stage) -> Card:
    language, meeting = state.language(), one.meeting
    name = say(f"word.action.{one.action}", language) if meeting is None else meeting.name
    who, at = t(f"role.{_ROLE[one.action]}"), ""
    if one.step is not None:
        who = plan_tables.actor(one.step.by, one.step.sign_in)
        at = plan_tables.when(one.step.at)
    if meeting is not None and meeting.minutes is not None:
        who, at = meeting.minutes.number, meeting.minutes.date
    if one.state == "now" and meeting is not None and meeting.state == "recorded":
        at = t("approval.to_confirm")
    return Card(one.state, name, who, at)  # type: ignore[arg-type]  # one of the stages


def _drafting(plan: Plan | None) -> None:
    """Draw the form that begins a decision from the year and scenario of the context bar."""
    name = state.year_name()
    year = state.year(name)
    chosen = state.scenario_name(year)
    again = plan is not None and plan.state is State.RETURNED
    with st.expander(t("approval.draft_title"), expanded=plan is None or again):
        if state.accepted(name):
            st.warning(t("approval.draft_accepted"))
            return
        moved = decisions.overrides(state.controls(name, chosen))
        st.text(t("approval.draft_about", year=name, scenario=chosen, count=len(moved)))
        for key, value in moved.items():
            st.text(f"{key} = {value}")
        default = plan.id if plan is not None and again else f"{name}-1" if plan is None else ""
        key = st.text_input(t("approval.id"), default, max_chars=64, width=260, key="draft_id")
        said = st.text_input(t("approval.comment"), max_chars=2_000, key="draft_comment")
        confirmed = st.text_input(t("approval.confirmed"), key="draft_confirmed")
        st.button(
            t("approval.draft"),
            key="draft_do",
            disabled=not key.strip(),
            on_click=_draft,
            args=(key.strip(), name, chosen, moved, said, confirmed),
        )


def _draft(
    key: str, name: str, scenario: str, moved: dict[str, str], said: str, confirmed: str
) -> None:
    try:
        decisions.door().draft(
            identity.person(),
            identity.now(),
            key,
            year=decisions.folder(name),
            scenario=scenario,
            overrides=moved,
            comment=said,
            confirmed=confirmed.replace("，", " ").replace(",", " ").split(),
        )
    except (RefusedError, StoreError, DataError) as error:
        lines = [say_problem(problem, state.language()) for problem in error.problems]
        st.session_state["acted"] = ("error", lines)
        return
    st.query_params["id"] = key
    st.session_state["acted"] = ("success", [t("approval.drafted", id=key)])


page()
