"""Plans in the store: read with their revision, kept with their files and their event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optimizer.decision.course.calls import call_key, kept_call
from optimizer.decision.course.conditions import Case
from optimizer.decision.course.plan import Plan, plan_document, plan_from
from optimizer.decision.course.refused import refusal
from optimizer.decision.course.text import plan_id
from optimizer.decision.course.transition import first
from optimizer.decision.record.record import record
from optimizer.decision.types import Person
from optimizer.errors import RefusedError
from optimizer.formats.strict_json import parse

if TYPE_CHECKING:
    from optimizer.decision.store import Work


def any_submitted(work: Work, key: str) -> bool:
    """Say whether a plan under this call was ever submitted."""
    plans = (read_plan(kept) for _, kept in work.all("plan"))
    return any(
        call_key(plan.draft.year, exercise=plan.draft.exercise) == key
        and any(step.action == "submit" for step in plan.steps)
        for plan in plans
    )


def plan_kept(work: Work, key: str) -> Plan:
    """Return a plan; refuse a name that has none."""
    plan = plan_or_none(work, plan_id(key))
    if plan is None:
        raise refusal("no_plan", key, key)
    return plan


def plan_or_none(work: Work, key: str) -> Plan | None:
    """Return a plan, or nothing where there is none of this name."""
    kept = work.get("plan", key)
    return None if kept is None else read_plan(kept)


def read_plan(kept: Any) -> Plan:  # noqa: ANN401  # a document with its revision
    """Return the plan of a kept document, with its revision."""
    return plan_from(kept.document, revision=kept.revision)


def late(plan: Plan) -> RefusedError:
    """Return the refusal of who comes second: it names who was first, and when."""
    return first(plan, plan.steps[-1])


def keep(
    work: Work,
    before: Plan | None,
    after: Plan,
    contents: Sequence[bytes],
    who: Person,
    now: datetime,
) -> Plan:
    """Keep a plan after a step, with its files and its event; refuse if another was first."""
    for data in contents:
        work.put_content(data)
    document = plan_document(after)
    if before is None:
        done = work.insert("plan", after.id, document)
    else:
        done = work.replace("plan", after.id, before.revision, document)
    now_kept = plan_kept(work, after.id)
    if not done:
        raise late(now_kept)
    step = after.steps[-1]
    record(
        work,
        now=now,
        who=who,
        action=step.action,
        plan=after.id,
        before=None if before is None else plan_document(before),
        after=document,
        fingerprint=after.fingerprint,
        details={
            "comment": step.comment,
            "duty": step.duty,
            "state": after.state.value,
            "changed": _changed(None if before is None else plan_document(before), document),
        },
    )
    return now_kept


def _changed(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a plan that a step made other, so that the record alone can tell it.

    What a returned plan had decided is no longer in its next draft, and stays in the record. The
    locks of an adjusted plan stand in its outcome, which the fingerprint names.
    """
    changed = {
        key: value
        for key, value in after.items()
        if key != "steps" and (before is None or before[key] != value)
    }
    if changed.get("adjusted"):
        changed["adjusted"] = {**changed["adjusted"], "overrides": {}}
    return changed


def case_of(work: Work, plan: Plan) -> Case:
    """Return what the conditions look at."""
    key = call_key(plan.draft.year, exercise=plan.draft.exercise)
    return Case(plan, outcome_of(work, plan.files), kept_call(work, key)[0])


def outcome_of(work: Work, files: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the outcome among kept files as a document."""
    return parsed(work.content(files["outcome.json"]), "outcome.json")


def parsed(data: bytes, source: str) -> Mapping[str, Any]:
    """Return kept JSON as data."""
    document: Mapping[str, Any] = parse(data, source)
    return document


def inputs_of(work: Work, plan: Plan) -> dict[str, bytes]:
    """Return the files of the year as they were taken, by name."""
    return {name: work.content(digest) for name, digest in plan.draft.inputs.items()}
