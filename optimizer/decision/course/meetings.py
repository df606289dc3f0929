"""The chain of meetings: from the year's call, one after another, each recorded and confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from optimizer.decision.course.plan import Meeting, Minutes, Plan
from optimizer.decision.course.refused import refusal


def chain(meetings: tuple[Mapping[str, str], ...]) -> tuple[Meeting, ...]:
    """Return the chain of a call's ``[[meeting]]`` tables that have a ``key``.

    Tables without a key are meetings that were held before (experts' panels, say): no step of the
    decision waits for them.
    """
    return tuple(
        Meeting(one["key"], one["name"], one.get("optional") == "true")
        for one in meetings
        if one.get("key")
    )


def recorded(plan: Plan, key: str, minutes: Minutes, who: str, at: str) -> Meeting:
    """Return the meeting with its minutes put down; what is not yet confirmed may be corrected."""
    meeting = _turn(plan, key)
    return replace(meeting, state="recorded", minutes=minutes, recorded_by=who, recorded_at=at)


def skipped(plan: Plan, key: str, reason: str, who: str, at: str) -> Meeting:
    """Return an optional meeting as left out."""
    meeting = _turn(plan, key)
    if not meeting.optional:
        raise refusal("meeting_not_optional", plan.id, meeting.name)
    if meeting.state != "waiting":
        raise refusal("meeting_has_minutes", plan.id, meeting.name)
    return replace(meeting, state="skipped", reason=reason, recorded_by=who, recorded_at=at)


def confirmed(plan: Plan, key: str, who: str, at: str) -> Meeting:
    """Return the meeting with its minutes confirmed by another person."""
    meeting = _turn(plan, key)
    if meeting.state != "recorded":
        raise refusal("no_meeting_recorded", plan.id)
    return replace(meeting, state="confirmed", confirmed_by=who, confirmed_at=at)


def with_meeting(plan: Plan, meeting: Meeting) -> Plan:
    """Return the plan with one meeting of its chain replaced."""
    chained = tuple(meeting if one.key == meeting.key else one for one in plan.meetings)
    return replace(plan, meetings=chained)


def _turn(plan: Plan, key: str) -> Meeting:
    """Return the meeting whose turn it is; refuse any other."""
    meeting = plan.meeting
    if meeting is None:
        raise refusal("meetings_over", plan.id)
    if key not in ("", meeting.key):
        raise refusal("meeting_not_its_turn", plan.id, key, turn=meeting.name)
    return meeting
