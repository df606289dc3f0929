"""Was the course of a decision allowed: its steps, duties and meetings against table and chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from optimizer.decision import duties
from optimizer.decision.course.codec import from_json
from optimizer.decision.course.frozen import LAW, Frozen, differing, rules_hash
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.states import ACTIONS, State, rule_of
from optimizer.decision.types import Duty, Person, Role
from optimizer.errors import Place, Problem
from optimizer.formats.strict_json import parse

#: Only the name of a person counts for duties.
_ANYBODY = frozenset({Role.OFFICER})


def check(
    plan: Plan, events: Sequence[Mapping[str, Any]], members: Mapping[str, bytes]
) -> Iterator[Problem]:
    """Yield what does not hold about the way a plan came where it stands."""
    mine = [e for e in events if e["plan"] == plan.id and e["action"] in ACTIONS]
    yield from _steps(plan, mine)
    yield from _states(plan, mine)
    yield from _duties(plan)
    yield from _meetings(plan)
    yield from _call(plan, members)


def _steps(plan: Plan, events: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Ask that each step has its event: action, person, moment, documents that follow."""
    if len(events) != len(plan.steps):
        yield _problem("steps", plan.id, number=len(events))
        return
    before = ""
    for number, (step, event) in enumerate(zip(plan.steps, events, strict=True), 1):
        at = event["details"].get("clock_back", event["at"])
        same = (event["action"], event["who"], event["sign_in"]) == (
            step.action,
            step.by,
            step.sign_in,
        )
        if not same or at != step.at or event["before"] != before:
            yield _problem("step", step.action, number=number)
        before = event["after"]


def _states(plan: Plan, events: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Walk the table of states along the steps."""
    state: State | None = None
    for number, (step, event) in enumerate(zip(plan.steps, events, strict=False), 1):
        rule = rule_of(step.action, state)
        stated = event["details"].get("state")
        sent_back = step.action == "confirm" and stated == State.RETURNED
        if rule is None or rule.duty != step.duty or (stated != rule.target and not sent_back):
            yield _problem("state", step.action, number=number)
            return
        state = State.RETURNED if sent_back else rule.target
    if state != plan.state:
        yield _problem("state", plan.state.value, number=len(plan.steps))


def _duties(plan: Plan) -> Iterator[Problem]:
    """Nobody had duties that exclude one another, over the whole plan."""
    done: list[tuple[str, Duty]] = []
    for number, step in enumerate(plan.steps, 1):
        person = Person(step.by, _ANYBODY, step.sign_in)
        if duties.clash(done, person, Duty(step.duty)) is not None:
            yield _problem("duties", step.by, number=number)
        done.append((step.by, Duty(step.duty)))
    if plan.approved is not None and plan.is_single:
        yield _problem("single", plan.id)


def _meetings(plan: Plan) -> Iterator[Problem]:
    """Ask that what is approved went through every meeting, each confirmed by another."""
    if plan.approved is None:
        return
    for meeting in plan.meetings:
        if meeting.state == "skipped":
            if not meeting.optional or not meeting.reason:
                yield _problem("meeting", meeting.name)
            continue
        cited = meeting.minutes is not None and meeting.minutes.number
        if meeting.state != "confirmed" or not cited or meeting.recorded_by == meeting.confirmed_by:
            yield _problem("meeting", meeting.name)


def _call(plan: Plan, members: Mapping[str, bytes]) -> Iterator[Problem]:
    """Ask that the rules are those frozen when the call was issued, or changed by a notice."""
    if "call.json" not in members:
        yield _problem("no_call", plan.id)
        return
    frozen = from_json(Frozen, parse(members["call.json"], "call.json"))
    if plan.state in (State.SUBMITTED, State.APPROVED):
        allowed = set(plan.draft.noticed) - {LAW}
        for part in differing(plan.draft.rules, frozen.rules):
            if part not in allowed:
                yield _problem("rules", part)
        if set(plan.draft.what_if) - allowed:
            yield _problem("rules", rules_hash(plan.draft.rules))


def _problem(code: str, value: str, **params: int) -> Problem:
    return Problem(f"dossier.{code}", Place(), value, params)
