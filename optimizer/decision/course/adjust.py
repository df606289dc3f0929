"""Amounts that a meeting changed, as locks: the plan under them is solved like any other.

Nothing here changes an amount by itself. The locks go into the scenario, ``allocate`` refuses what
is above requested, verified, entitled or a limit, and what comes out is a whole plan with its
certificate, beside the one that was suggested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.decision.course.computed import amounts_of, planned, scenario_under
from optimizer.decision.course.plan import Adjustment, Meeting, Moved, Plan, Rest
from optimizer.decision.course.refused import refusal
from optimizer.errors import DataError, RefusedError
from optimizer.formats.outcome import Outcome
from optimizer.intake.scenario_types import Scenario, ScenarioLock
from optimizer.intake.year import Year
from optimizer.policy.toml_file import MAX_BYTES

_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Change:
    """One amount as a meeting wants it (whole yuan), with its reason."""

    application_no: str
    to: int
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What adjusted amounts lead to, before anybody signs.

    Parameters
    ----------
    adjustments
        Every adjustment that would stand then.
    rest, overrides
        As in :class:`.plan.Adjusted`.
    price
        Merit lost against the suggested plan (hundredths of a point times yuan).
    displaced
        Who else would get another amount than suggested.
    suggested
        Yuan given in all.
    outcome
        The plan under the locks; ``None`` where nothing is adjusted any longer.
    """

    adjustments: tuple[Adjustment, ...]
    rest: Rest
    overrides: Mapping[str, str]
    price: int
    displaced: tuple[Moved, ...]
    suggested: int
    outcome: Outcome | None


def preview(
    year: Year,
    plan: Plan,
    documents: tuple[Mapping[str, Any], Mapping[str, Any]],
    changes: Sequence[Change],
    rest: Rest,
) -> Preview:
    """Plan the year again with the adjusted amounts as locks.

    Parameters
    ----------
    year
        Read from the plan's kept bytes.
    plan
        In a meeting that is recorded and not confirmed.
    documents
        The outcome that was suggested, and the one that stands now.
    changes
        What to adjust; an amount as suggested takes an adjustment back.
    rest
        ``keep`` the others' amounts as they stand, or allocate the rest ``again``.

    Raises
    ------
    RefusedError
        If an amount is above what the application may get, or nothing fits.
    """
    suggested, standing = (amounts_of(document) for document in documents)
    adjustments = _standing(plan, changes, suggested, standing)
    fixed = {one.application_no: one for one in adjustments}
    if not fixed:
        total = sum(suggested.values())
        return Preview((), rest, plan.draft.overrides, 0, (), total, None)
    kept = {
        one.application_no: one.reserved for one in plan.deferred if one.application_no not in fixed
    }
    if rest == "keep":
        kept |= {number: yuan for number, yuan in standing.items() if number not in fixed}
    base = scenario_under(year, plan.draft.scenario, plan.draft.overrides)
    overrides = {**plan.draft.overrides, _LOCK: lock_text(base, adjustments, kept)}
    outcome = _solved(year, plan, overrides)
    now = _awards(outcome)
    moved = tuple(
        Moved(number, suggested[number], now.get(number, 0))
        for number in sorted(suggested)
        if number not in fixed and now.get(number, 0) != suggested[number]
    )
    worth = _merits(outcome)
    price = sum(worth.get(n, 0) * (suggested[n] - now.get(n, 0)) for n in suggested)
    return Preview(adjustments, rest, overrides, price, moved, sum(now.values()), outcome)


def lock_text(
    scenario: Scenario, adjustments: Sequence[Adjustment], kept: Mapping[str, int]
) -> str:
    """Return the scenario's list of locks as written after ``lock=``.

    Its own locks stand first, then each adjusted amount, then the amounts that are kept; a later
    decision on an application replaces an earlier one.
    """
    minutes = adjustments[-1].minutes
    locks = {one.application_no: one for one in scenario.locks}
    for number, yuan in sorted(kept.items()):
        locks.setdefault(number, ScenarioLock(number, yuan, minutes))
    for one in adjustments:
        reason = f"{one.minutes} {one.reason}"
        locks[one.application_no] = ScenarioLock(one.application_no, one.to, reason)
    lines = [
        f"{{ application_no = {_quoted(one.application_no)}, to = {_quoted(_to(one.to))}, "
        f"reason = {_quoted(one.reason)} }}"
        for one in locks.values()
    ]
    text = "[\n" + ",\n".join(lines) + "\n]"
    if len(text.encode()) > MAX_BYTES // 2:
        raise refusal("too_many_locks", "", len(locks))
    return text


def _quoted(text: str) -> str:
    """Write a text as TOML does; what a person typed stays text."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{plain}"'


def _to(to: str | int) -> str:
    if isinstance(to, str):
        return to
    return f"{to}元" if to else "refuse"


def _standing(
    plan: Plan,
    changes: Sequence[Change],
    suggested: Mapping[str, int],
    standing: Mapping[str, int],
) -> tuple[Adjustment, ...]:
    """Return every adjustment that stands after the changes, by application number."""
    meeting: Meeting | None = plan.meeting
    if meeting is None or meeting.state != "recorded" or meeting.minutes is None:
        raise refusal("no_meeting_recorded", plan.id)
    found = {one.application_no: one for one in plan.adjustments}
    put_off = {one.application_no for one in plan.deferred}
    numbers = [change.application_no for change in changes]
    if not changes or len(set(numbers)) < len(numbers):
        raise refusal("adjusted_twice", plan.id, next(iter(numbers), ""))
    for change in changes:
        number = change.application_no
        if number not in suggested:
            raise refusal("not_adjustable", plan.id, number)
        if number in put_off:
            raise refusal("adjust_deferred", plan.id, number)
        if not change.reason:
            raise refusal("reason_needed", plan.id, action="action.adjust")
        found.pop(number, None)
        if change.to != suggested[number]:
            found[number] = Adjustment(
                number,
                suggested[number],
                standing[number],
                change.to,
                change.reason,
                meeting.minutes.number,
                meeting.key,
            )
    return tuple(found[number] for number in sorted(found))


def _solved(year: Year, plan: Plan, overrides: Mapping[str, str]) -> Outcome:
    """Allocate under the locks; what cannot be is a refusal, in the words of the rule."""
    try:
        return planned(year, scenario_under(year, plan.draft.scenario, overrides))
    except DataError as error:
        raise RefusedError(*error.problems) from None


def _awards(outcome: Outcome) -> dict[str, int]:
    awards = outcome.solution.awards
    assert awards is not None  # noqa: S101  # refused before; for the types
    return {str(n): int(yuan) for n, yuan in zip(outcome.problem.ids, awards, strict=True)}


def _merits(outcome: Outcome) -> dict[str, int]:
    problem = outcome.problem
    return {str(n): int(merit) for n, merit in zip(problem.ids, problem.merit, strict=True)}
