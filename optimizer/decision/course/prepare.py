"""From the words of a call to the act: what has to be computed before a step can be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from optimizer.decision.course.acts import Act
from optimizer.decision.course.adjust import preview
from optimizer.decision.course.amounts import approved_amounts
from optimizer.decision.course.computed import amounts_of, outcome_files
from optimizer.decision.course.details import Details
from optimizer.decision.course.inputs import digest_of, read_kept
from optimizer.decision.course.plan import Adjusted, Plan
from optimizer.decision.course.refused import refusal
from optimizer.decision.course.states import State

_SHOWN_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Documents:
    """What a step may need to read, fetched when it is asked for.

    The outcome that was suggested, the one that stands, and the kept files of the year.
    """

    suggested: Callable[[], Mapping[str, Any]]
    standing: Callable[[], Mapping[str, Any]]
    inputs: Callable[[], Mapping[str, bytes]]


def prepared(
    plan: Plan, action: str, said: Details, documents: Documents
) -> tuple[Act, list[bytes]]:
    """Return the act and the files to keep with it.

    Raises
    ------
    RefusedError
        If what was asked for cannot be, or was not shown before it is signed.
    """
    act = Act(
        action,
        said.comment,
        meeting=said.meeting,
        minutes=said.minutes,
        application_no=said.application_no,
    )
    contents = [said.attachment] if said.attachment else []
    if action == "adjust":
        act, files = _adjusted(act, plan, said, documents)
        return act, [*contents, *files]
    if action == "defer":
        act = replace(act, reserved=_reserved(plan, said, documents))
    elif action == "undefer" and plan.state is State.APPROVED and said.minutes is None:
        raise refusal("minutes_needed", plan.id)
    elif action == "confirm":
        _compared(plan, said)
    elif action == "approve":
        taken_up = said.application_no if plan.state is State.APPROVED else ""
        approved, data = approved_amounts(
            plan, documents.suggested(), documents.standing(), taken_up=taken_up
        )
        return replace(act, approved=approved), [*contents, data]
    return act, contents


def _adjusted(act: Act, plan: Plan, said: Details, documents: Documents) -> tuple[Act, list[bytes]]:
    year = read_kept(documents.inputs())
    both = (documents.suggested(), documents.standing())
    found = preview(year, plan, both, said.changes, said.rest)
    if found.outcome is None:
        return replace(act, adjustments=(), adjusted=None), []
    files = outcome_files(found.outcome)
    adjusted = Adjusted(
        fingerprint=found.outcome.fingerprint,
        files={name: digest_of(data) for name, data in files.items()},
        rest=found.rest,
        overrides=found.overrides,
        price=found.price,
        displaced=found.displaced,
        suggested=found.suggested,
    )
    return replace(act, adjustments=found.adjustments, adjusted=adjusted), list(files.values())


def _reserved(plan: Plan, said: Details, documents: Documents) -> int:
    """Return the yuan that an item keeps reserved; what gets nothing cannot be put off."""
    yuan = amounts_of(documents.standing()).get(said.application_no, 0)
    if not yuan:
        raise refusal("nothing_to_defer", plan.id, said.application_no)
    return yuan


def _compared(plan: Plan, said: Details) -> None:
    """Hold who confirms to what was recorded: the minutes' number, and the plan that was shown."""
    meeting = plan.meeting
    if plan.state is State.APPROVED or meeting is None or meeting.minutes is None:
        return
    if said.minutes_no and said.minutes_no != meeting.minutes.number:
        raise refusal("other_minutes", plan.id, said.minutes_no, number=meeting.minutes.number)
    changed = any(one.meeting == meeting.key for one in plan.adjustments)
    if not changed or plan.adjusted is None:
        return
    shown = said.fingerprint.removeprefix("sha256:")
    own = plan.adjusted.fingerprint.removeprefix("sha256:")
    if len(shown) < _SHOWN_DIGEST or not own.startswith(shown):
        raise refusal(
            "confirm_unseen",
            plan.id,
            plan.adjusted.fingerprint[: len("sha256:") + _SHOWN_DIGEST],
            count=len(plan.adjustments),
            displaced=len(plan.adjusted.displaced),
            price=f"{Decimal(plan.adjusted.price).scaleb(-6):,.2f}",
        )
