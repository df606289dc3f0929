"""What the pages of decisions ask: the one door, and what a drawing needs of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app_pages import service, store
from app_pages.service import Controls
from optimizer.decision import rights
from optimizer.decision.course.permits import next_action, permitted, possible
from optimizer.decision.course.plan import Meeting, Plan, Step
from optimizer.decision.course.states import State, rule_of
from optimizer.decision.service import Decisions
from optimizer.decision.types import Person
from optimizer.errors import Problem, RefusedError
from optimizer.formats.reason import Reason

#: The steps before and after the meetings.
_BEFORE, _LAST = ("draft", "review", "submit"), "approve"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan stands for the person who looks at it.

    ``waits`` is the step that it waits for (empty: none), ``missing`` why that cannot be taken
    yet, ``may`` what the person may do now, and ``why_not`` why the step is not theirs.
    """

    plan: Plan
    waits: str
    missing: tuple[Reason, ...]
    may: tuple[str, ...]
    why_not: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the course: ``done``, ``now``, ``ahead`` or ``skipped``."""

    state: str
    action: str
    step: Step | None = None
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """One project whose amount is not, or not only, the suggested one (whole yuan)."""

    application_no: str
    unit_name: str
    suggested: int
    now: int | None  # None: put off
    why: str  # ``adjusted``, ``displaced``, ``deferred``, ``taken_up``
    minutes: str = ""
    reason: str = ""


def door() -> Decisions:
    """Return the door to the decisions of this service's store."""
    return Decisions(store.store())


def folder(name: str) -> Any:  # noqa: ANN401  # a path, as the door takes it
    """Return the folder of a year."""
    return service.SCENARIOS / name


def overrides(controls: Controls) -> Mapping[str, str]:
    """Return what was moved on the allocation page, as a scenario's keys have it."""
    return service.changes_of(controls)


def standing(decisions: Decisions, who: Person, now: datetime, plan: Plan) -> Standing:
    """Return where a plan stands for a person; looking is no refused call."""
    waits = next_action(plan)
    missing = decisions.blockers(who, now, plan.id) if waits and waits != "draft" else []
    may = tuple(action for action in possible(plan, who) if _in_turn(plan, action))
    return Standing(plan, waits, tuple(missing), may, _why_not(plan, who, waits))


def _in_turn(plan: Plan, action: str) -> bool:
    """Say whether the order of meetings lets an action be taken now: others are not offered."""
    if plan.state is not State.SUBMITTED:
        return True
    meeting = plan.meeting
    recorded = meeting is not None and meeting.state == "recorded"
    match action:
        case "confirm" | "adjust" | "defer" | "undefer":
            return recorded
        case "record":
            return meeting is not None and not recorded
        case "skip":
            return meeting is not None and meeting.optional and not recorded
        case "approve":
            return meeting is None
    return True


def _why_not(plan: Plan, who: Person, waits: str) -> tuple[Problem, ...]:
    rule = rule_of(waits, plan.state) if waits else None
    if rule is None or not rights.may(who, waits):
        return ()
    try:
        permitted(rule, plan, who)
    except RefusedError as error:
        return error.problems
    return ()


def latest(plans: list[Plan]) -> Plan | None:
    """Return the plan with the last step."""
    return max(plans, key=lambda plan: plan.steps[-1].at, default=None)


def step_of(plan: Plan, action: str) -> Step | None:
    """Return the last step of an action in the present round."""
    mine = [s for s in plan.steps if s.action == action and s.round == plan.round]
    return mine[-1] if mine else None


def stages(plan: Plan) -> list[Stage]:
    """Return the course: every step once, in order."""
    out: list[Stage] = []
    for action in _BEFORE:
        step = step_of(plan, action)
        out.append(Stage("done" if step else "ahead", action, step))
    for meeting in plan.meetings:
        stage = {"confirmed": "done", "skipped": "skipped"}.get(meeting.state, "ahead")
        out.append(Stage(stage, "meeting", meeting=meeting))
    step = step_of(plan, _LAST)
    out.append(Stage("done" if step else "ahead", _LAST, step))
    if plan.state in (State.RETURNED, State.WITHDRAWN):
        return out
    first = next((k for k, one in enumerate(out) if one.state == "ahead"), None)
    if first is not None:
        out[first] = replace(out[first], state="now")
    return out


def amounts(plan: Plan, suggested: Mapping[str, Any]) -> list[Amount]:
    """Return every project that does not simply get what was suggested."""
    projects = {one["application_no"]: one for one in suggested["projects"]}

    def one(number: str, now: int | None, why: str, minutes: str = "", reason: str = "") -> Amount:
        project = projects[number]
        return Amount(
            number, project["unit_name"], project["suggested"] or 0, now, why, minutes, reason
        )

    rows = [one(a.application_no, a.to, "adjusted", a.minutes, a.reason) for a in plan.adjustments]
    if plan.adjusted is not None:
        rows += [one(m.application_no, m.to, "displaced") for m in plan.adjusted.displaced]
    for item in plan.deferred:
        taken = item.state == "taken_up"
        minutes = item.minutes.number if item.minutes is not None else ""
        why = "taken_up" if taken else "deferred"
        rows.append(
            one(item.application_no, item.reserved if taken else None, why, minutes, item.reason)
        )
    return rows
