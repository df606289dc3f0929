"""Who may take a step: the right of the row, and the duties that the person had before."""

from __future__ import annotations

from optimizer.decision import duties, rights
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.refused import refusal
from optimizer.decision.course.states import Rule, State, steps_from
from optimizer.decision.types import Duty, Person
from optimizer.errors import RefusedError

#: In which state a deferred item waits for an action.
_WAITING = {"undefer": "deferred", "confirm": "proposed", "approve": "confirmed"}
#: The step that a plan waits for in each state, where no meeting has its turn.
_NEXT = {State.DRAFTED: "review", State.REVIEWED: "submit", State.SUBMITTED: "approve"}


def next_action(plan: Plan) -> str:
    """Return the step that a plan waits for; empty where it waits for none."""
    meeting = plan.meeting
    if plan.state is State.SUBMITTED and meeting is not None:
        return "confirm" if meeting.state == "recorded" else "record"
    if plan.state is State.RETURNED:
        return "draft"
    return _NEXT.get(plan.state, "")


def possible(plan: Plan, who: Person) -> tuple[str, ...]:
    """Return the actions that the state, the person's rights and earlier duties allow."""
    found = []
    for rule in steps_from(plan.state):
        try:
            permitted(rule, plan, who)
        except RefusedError:
            continue
        if rights.may(who, rule.action) and _has_item(plan, rule.action):
            found.append(rule.action)
    return tuple(found)


def _has_item(plan: Plan, action: str) -> bool:
    """Say whether, after the approval, an item that was put off waits for an action."""
    if plan.state is not State.APPROVED:
        return True
    return any(one.state == _WAITING[action] for one in plan.deferred)


def permitted(rule: Rule, plan: Plan | None, who: Person) -> None:
    """Ask for the right that a row needs beside its action's, and for clashing duties."""
    key = "" if plan is None else plan.id
    if who.sign_in == "single" and plan is not None and not plan.is_single:
        # Nobody checked who it is: what people with accounts began is not theirs to touch.
        raise refusal("single_plan", key)
    if rule.right and not rights.may(who, rule.right):
        raise refusal("no_right", key, action=f"action.{rule.action}")
    done = [(step.by, Duty(step.duty)) for step in plan.steps] if plan is not None else []
    clash = duties.clash(done, who, rule.duty)
    if clash is not None:
        duty = {"before": f"duty.{clash.value}", "wanted": f"duty.{rule.duty.value}"}
        raise refusal("duties_clash", key, who=who.name, **duty)


def rules_for(action: str) -> tuple[Rule, ...]:
    """Return every row of an action, whatever the state."""
    return tuple(r for state in State for r in steps_from(state) if r.action == action)
