"""One function from a plan and a step to the plan after it. Pure: no store, no clock, no rights.

Rights, duties and conditions are asked by :mod:`optimizer.decision.service` before; what the order
of things itself forbids (a meeting out of turn, an item put off twice) is refused here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from optimizer.decision.course.acts import Act
from optimizer.decision.course.meetings import confirmed, recorded, skipped, with_meeting
from optimizer.decision.course.plan import Deferral, Plan, Step
from optimizer.decision.course.refused import refusal
from optimizer.decision.course.states import Rule, State, rule_of
from optimizer.decision.course.text import shown_time
from optimizer.decision.types import Person
from optimizer.errors import RefusedError


def transition(
    plan: Plan | None, act: Act, person: Person, now: datetime, *, key: str = ""
) -> Plan:
    """Return the plan after a step.

    Parameters
    ----------
    plan
        As it stands; ``None`` for the first draft of the decision ``key``.
    act
        The step, with everything that was computed for it.
    person, now
        Who takes it, and when (aware, UTC).

    Raises
    ------
    RefusedError
        If the state does not allow the step, or the order of meetings and items does not.
    """
    rule = allowed(plan, act.action, key)
    if rule.words and not act.comment:
        raise refusal("reason_needed", key or _id(plan), action=f"action.{act.action}")
    at = now.isoformat(timespec="microseconds")
    who = person.name
    if act.action == "draft":
        after = _drafted(plan, act, key)
    else:
        assert plan is not None  # noqa: S101  # only a draft has no plan before; for the types
        after = _after(plan, act, who, at)
    # A meeting may send the plan back: then the step leads there, not where it usually does.
    state = State.RETURNED if _sent_back(after, act) else rule.target
    step = Step(act.action, who, person.sign_in, at, rule.duty.value, act.comment, after.round)
    return replace(after, state=state, steps=(*after.steps, step))


def allowed(plan: Plan | None, action: str, key: str = "") -> Rule:
    """Return the row of the table for an action on a plan.

    Raises
    ------
    RefusedError
        ``course.someone_was_first`` where another has just done it, else ``course.not_now``.
    """
    state = None if plan is None else plan.state
    rule = rule_of(action, state)
    if rule is not None:
        return rule
    if plan is None:
        raise refusal("no_plan", key, key)
    last = plan.steps[-1]
    if last.action == action:
        raise first(plan, last)
    raise refusal("not_now", plan.id, action=f"action.{action}", state=f"state.{plan.state.value}")


def first(plan: Plan, step: Step) -> RefusedError:
    """Return the refusal of who comes second: it names who was first, with what, and when."""
    return refusal(
        "someone_was_first",
        plan.id,
        who=step.by,
        at=shown_time(step.at),
        action=f"action.{step.action}",
    )


def _after(plan: Plan, act: Act, who: str, at: str) -> Plan:
    if act.action in _STAMPED:
        return _STAMPED[act.action](plan, act, who, at)
    return _PLAIN[act.action](plan, act) if act.action in _PLAIN else plan


def _sent_back(after: Plan, act: Act) -> bool:
    """Say whether the meeting that was just confirmed returns the plan."""
    over = [one for one in after.meetings if one.state == "confirmed"]
    last = over[-1].minutes if over else None
    return act.action == "confirm" and last is not None and last.result == "returned"


def _id(plan: Plan | None) -> str:
    return "" if plan is None else plan.id


def _drafted(plan: Plan | None, act: Act, key: str) -> Plan:
    """Begin a decision, or go on from a returned one: its steps stay, meetings start again."""
    assert act.draft is not None  # noqa: S101  # the service computes it; for the types
    if plan is None:
        return Plan(key, State.DRAFTED, 1, act.draft, act.meetings)
    fresh = Plan(plan.id, State.DRAFTED, plan.round + 1, act.draft, act.meetings)
    return replace(fresh, steps=plan.steps, revision=plan.revision)


def _record(plan: Plan, act: Act, who: str, at: str) -> Plan:
    assert act.minutes is not None  # noqa: S101  # as above
    return with_meeting(plan, recorded(plan, act.meeting, act.minutes, who, at))


def _skip(plan: Plan, act: Act, who: str, at: str) -> Plan:
    return with_meeting(plan, skipped(plan, act.meeting, act.comment, who, at))


def _adjust(plan: Plan, act: Act) -> Plan:
    _turn(plan, act)
    return replace(plan, adjustments=act.adjustments, adjusted=act.adjusted)


def _defer(plan: Plan, act: Act) -> Plan:
    meeting = _turn(plan, act)
    if any(one.application_no == act.application_no for one in plan.deferred):
        raise refusal("deferred_twice", plan.id, act.application_no)
    item = Deferral(act.application_no, act.reserved, act.comment, meeting)
    items = sorted((*plan.deferred, item), key=lambda one: one.application_no)
    return replace(plan, deferred=tuple(items))


def _undefer(plan: Plan, act: Act) -> Plan:
    """Take an item up: before the approval it is no longer put off, after it there are minutes."""
    item = _deferred(plan, act.application_no)
    if plan.state is State.APPROVED:
        assert act.minutes is not None  # noqa: S101  # as above
        return _item(plan, item, "deferred", replace(item, state="proposed", minutes=act.minutes))
    if _turn(plan, act) != item.meeting:
        raise refusal("deferred_elsewhere", plan.id, act.application_no)
    rest = tuple(one for one in plan.deferred if one is not item)
    return replace(plan, deferred=rest)


def _confirm(plan: Plan, act: Act, who: str, at: str) -> Plan:
    if plan.state is State.APPROVED:
        item = _deferred(plan, act.application_no)
        return _item(plan, item, "proposed", replace(item, state="confirmed"))
    return with_meeting(plan, confirmed(plan, act.meeting, who, at))


def _approve(plan: Plan, act: Act) -> Plan:
    if plan.state is State.APPROVED:
        if not act.application_no:
            raise _approval(plan)
        item = _deferred(plan, act.application_no)
        plan = _item(plan, item, "confirmed", replace(item, state="taken_up"))
    return replace(plan, approved=act.approved)


def _turn(plan: Plan, act: Act) -> str:
    """Return the key of the meeting that is being recorded; refuse any other."""
    meeting = plan.meeting
    if meeting is None or meeting.state != "recorded":
        raise refusal("no_meeting_recorded", plan.id)
    if act.meeting not in ("", meeting.key):
        raise refusal("meeting_not_its_turn", plan.id, act.meeting, turn=meeting.name)
    return meeting.key


def _deferred(plan: Plan, application_no: str) -> Deferral:
    for one in plan.deferred:
        if one.application_no == application_no:
            return one
    raise refusal("not_deferred", plan.id, application_no)


def _approval(plan: Plan) -> RefusedError:
    """Return the refusal of an approval of what is approved already."""
    done = next(one for one in reversed(plan.steps) if one.action == "approve")
    return first(plan, done)


def _item(plan: Plan, item: Deferral, needed: str, after: Deferral) -> Plan:
    """Move one deferred item on from the state it must be in."""
    if item.state != needed:
        raise refusal("item_not_now", plan.id, item.application_no, state=f"item.{item.state}")
    return replace(plan, deferred=tuple(after if one is item else one for one in plan.deferred))


#: What a step changes beside the state: some write down who and when.
_PLAIN: dict[str, Callable[[Plan, Act], Plan]] = {
    "adjust": _adjust,
    "defer": _defer,
    "undefer": _undefer,
    "approve": _approve,
}
_STAMPED: dict[str, Callable[[Plan, Act, str, str], Plan]] = {
    "record": _record,
    "skip": _skip,
    "confirm": _confirm,
}
