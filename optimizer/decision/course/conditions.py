"""What must hold before a step, each condition by the name that the table of states uses.

A condition answers with the reasons why it does not hold; the catalogue has their sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.decision.course.frozen import LAW, Frozen, differing
from optimizer.decision.course.inputs import changed
from optimizer.decision.course.plan import Plan
from optimizer.errors import Param
from optimizer.formats.reason import Citation, Reason

#: Most application numbers in one sentence.
_NAMED = 10
_OPEN = "entitlement.open."
#: Which of two clauses supports one project: an officer confirms it.
_SAME_PROJECT = "entitlement.open.same_project"
_NO_BASIS = "entitlement.open.no_amount_basis"


@dataclass(frozen=True, slots=True)
class Case:
    """What the conditions look at: the plan, the outcome that stands, and the frozen rules."""

    plan: Plan
    outcome: Mapping[str, Any]
    frozen: Frozen | None


def unmet(case: Case, needs: tuple[str, ...]) -> list[Reason]:
    """Return every reason why one of the conditions does not hold, in their order."""
    return [reason for name in needs for reason in CONDITIONS[name](case)]


def _reason(code: str, article: str = "", **params: Param) -> Reason:
    citation = Citation("measures", article) if article else Citation("practice")
    return Reason(f"course.blocked.{code}", citation, params)


def _certificate(case: Case) -> list[Reason]:
    there = case.outcome["checks"].get("certificate") is not None
    kept = "certificate.json" in case.plan.files
    return [] if there and kept else [_reason("certificate")]


def _check(case: Case) -> list[Reason]:
    passed = case.outcome["checks"].get("independent_check") == "passed"
    return [] if passed else [_reason("check")]


def _exceptions(case: Case) -> list[Reason]:
    """Less merit before more, without a cause that the rules give, may not stand (article 2)."""
    found = [
        one["application_no"] for one in case.outcome["exceptions"] if one["cause"] == "unknown"
    ]
    return [_listed("exceptions", found, "2")] if found else []


def _listed(code: str, numbers: list[str], article: str) -> Reason:
    return _reason(code, article, count=len(numbers), applications=tuple(numbers[:_NAMED]))


def _open(case: Case) -> list[Reason]:
    """Name what is unchecked, or has no amount basis, at projects that would get money now.

    An item that was put off gets nothing now, and neither does a project that is left out: what
    is unchecked there decides nothing.
    """
    put_off = {one.application_no for one in case.plan.deferred if one.state != "taken_up"}
    unchecked, baseless = [], []
    for one in case.outcome["projects"]:
        if not one["suggested"] or one["application_no"] in put_off:
            continue
        codes = {mark["code"] for mark in one["marks"]}
        if one["application_no"] in case.plan.draft.confirmed:
            codes.discard(_SAME_PROJECT)
        if _NO_BASIS in codes:
            baseless.append(one["application_no"])
        if any(code.startswith(_OPEN) and code != _NO_BASIS for code in codes):
            unchecked.append(one["application_no"])
    found = [_listed("unchecked", unchecked, "4")] if unchecked else []
    return found + ([_listed("no_amount_basis", baseless, "")] if baseless else [])


def _current(case: Case) -> list[Reason]:
    draft = case.plan.draft
    files = changed(Path(draft.source), draft.inputs, draft.policy_file)
    return [_reason("out_of_date", files=files)] if files else []


def _law_in_force(case: Case) -> list[Reason]:
    """Let a draft of the measures decide nothing, except in a year marked as exercise 演练."""
    draft = case.plan.draft
    if draft.policy_status == "in_force" or draft.exercise:
        return []
    return [_reason(f"policy_{draft.policy_status}", "18", version=draft.policy_version)]


def _rules_frozen(case: Case) -> list[Reason]:
    """Hold a plan to the rules of the call, except for what a notice changed in time."""
    draft = case.plan.draft
    noticed = set(draft.noticed) - {LAW}
    found = []
    if case.frozen is None:
        return [_reason("no_call", "16", year=draft.year)]
    parts = tuple(p for p in differing(draft.rules, case.frozen.rules) if p not in draft.noticed)
    found += [_reason("rules_changed", "16", part=f"part.{part}") for part in parts]
    trial = tuple(part for part in draft.what_if if part not in noticed)
    return found + [_reason("what_if", "16", part=f"part.{part}") for part in trial]


def _meetings_over(case: Case) -> list[Reason]:
    meeting = case.plan.meeting
    return [] if meeting is None else [_reason("meeting_open", "2", name=meeting.name)]


def _meeting_waits(case: Case) -> list[Reason]:
    return [_reason("no_more_meetings")] if case.plan.meeting is None else []


def _meeting_recorded(case: Case) -> list[Reason]:
    meeting = case.plan.meeting
    if meeting is None:
        return [_reason("no_more_meetings")]
    return [] if meeting.state == "recorded" else [_reason("not_recorded", name=meeting.name)]


def _signed_in(case: Case) -> list[Reason]:
    return [_reason("single")] if case.plan.is_single else []


CONDITIONS: Mapping[str, Callable[[Case], list[Reason]]] = {
    "certificate": _certificate,
    "check": _check,
    "exceptions": _exceptions,
    "current": _current,
    "open": _open,
    "law_in_force": _law_in_force,
    "rules_frozen": _rules_frozen,
    "meetings_over": _meetings_over,
    "meeting_waits": _meeting_waits,
    "meeting_recorded": _meeting_recorded,
    "signed_in": _signed_in,
}
