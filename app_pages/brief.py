"""What is proposed, how sure it is, and what is asked of the leadership."""

from __future__ import annotations

import streamlit as st

from app_pages import identity, state
from app_pages.components import acting, adjusting, charts, frame, plan_tables
from app_pages.components.money import money
from app_pages.components.words import escaped, t
from app_pages.services import decisions
from app_pages.services.decisions import Standing
from app_pages.state import Situation
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.states import State
from optimizer.documents.decision_text import badges
from optimizer.wording import say


@frame.guarded
def page() -> None:
    """Draw the plan that waits, else the latest, else what the desk computes."""
    frame.context_bar("brief")
    who, now = identity.person(), identity.now()
    door = decisions.door()
    acting.outcome_of_acting()
    plans = door.plans(who, now)
    waiting = [p for p in plans if p.state is State.SUBMITTED]
    plan = decisions.latest(waiting) or decisions.latest(plans)
    if plan is None:
        frame.headline(t("brief.nothing"), t("brief.nothing_yet"))
        _desk(state.situation())
        return
    standing = decisions.standing(door, who, now, plan)
    frame.headline(_answer(plan), " · ".join(badges(plan, state.language())))
    left, right = st.columns([58, 42], gap="medium")
    # On a phone the columns follow one another: what is asked stands first there.
    with right:
        _asked(standing)
        acting.card(standing)
    with left:
        _money(plan)
        plan_tables.amounts(decisions.amounts(plan, adjusting.suggested(plan)))


def _answer(plan: Plan) -> str:
    projects = adjusting.suggested(plan)["projects"]
    funded = [one for one in projects if one["suggested"]]
    code = "approved" if plan.approved is not None else "proposed"
    total = plan.draft.suggested if plan.adjusted is None else plan.adjusted.suggested
    if plan.approved is not None:
        total = plan.approved.total
    return escaped(
        t(
            f"brief.{code}",
            id=plan.id,
            total=money(total),
            projects=len(funded),
            units=len({one["payee_usci"] or one["usci"] for one in funded}),
        )
    )


def _asked(standing: Standing) -> None:
    """Draw what is asked: the next step, and what stands in its way."""
    plan, language = standing.plan, state.language()
    with st.container(border=True):
        st.subheader(t("brief.asked"), anchor=False)
        if not standing.waits or standing.waits == "draft":
            st.text(say(f"word.state.{plan.state.value}", language))
            return
        meeting = plan.meeting
        step = say(f"word.action.{standing.waits}", language)
        if meeting is not None and plan.state is State.SUBMITTED:
            step = t("approval.headline.meeting", action=step, name=meeting.name)
        st.text(t("brief.next", step=step))
        if standing.missing:
            st.text(t("approval.blocked", count=len(standing.missing)))
        deferred = [one for one in plan.deferred if one.state != "taken_up"]
        st.text(
            t(
                "brief.changes",
                adjusted=len(plan.adjustments),
                displaced=0 if plan.adjusted is None else len(plan.adjusted.displaced),
                deferred=len(deferred),
            )
        )
        st.caption(t("approval.fingerprint", value=plan.fingerprint))


def _money(plan: Plan) -> None:
    """Draw the money by article of the plan that stands, and its exceptions."""
    document = adjusting.standing(plan)
    policy = state.year(state.year_name()).policy
    charts.pool_bars(charts.of_document(document, policy))
    found = document["exceptions"]
    st.caption(t("brief.exceptions", count=len(found)) if found else t("exceptions.none"))


def _desk(now: Situation) -> None:
    held = now.shown.scenario.pools
    charts.pool_bars(charts.by_article(now.shown.outcome, now.year.policy, held))


page()
