"""Are the amounts of a decision what was decided: locks, price, the displaced, the approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.decision.course.plan import Plan
from optimizer.errors import Place, Problem
from optimizer.formats.strict_json import parse

#: Keys of a scenario that the locks of a meeting change.
_LOCKED = ("lock", "overrides")
#: Statuses of applications that compete for money.
_COMPETING = ("full", "partial", "none")


def check(plan: Plan, members: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield every amount that is not what suggestion, meetings and deferrals lead to."""
    first: Any = parse(members["suggested/outcome.json"], "suggested/outcome.json")
    suggested, standing = _amounts(first), _amounts(first)
    if first.get("fingerprint") != plan.draft.fingerprint:
        yield _problem("fingerprint", "suggested")
    if plan.draft.suggested != sum(suggested.values()):
        yield _problem("total", "suggested")
    if plan.adjusted is not None:
        second: Any = parse(members["adjusted/outcome.json"], "adjusted/outcome.json")
        standing = _amounts(second)
        yield from _adjusted(plan, first, second, (suggested, standing))
        yield from _price(plan, members, suggested, standing)
    elif plan.adjustments:
        yield _problem("adjustment", plan.adjustments[0].application_no)
    yield from _approved(plan, members, suggested, standing)


def _adjusted(
    plan: Plan,
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    amounts: tuple[Mapping[str, int], Mapping[str, int]],
) -> Iterator[Problem]:
    """Hold the second plan to be the first one but for the locks, which the adjustments are."""
    assert plan.adjusted is not None  # noqa: S101  # asked before; for the types
    suggested, standing = amounts
    if second.get("fingerprint") != plan.adjusted.fingerprint:
        yield _problem("fingerprint", "adjusted")
    for key in sorted(first["scenario"].keys() | second["scenario"].keys()):
        if key not in _LOCKED and first["scenario"].get(key) != second["scenario"].get(key):
            yield _problem("scenario", key)
    if first["inputs"].keys() != second["inputs"].keys() or any(
        first["inputs"][name] != second["inputs"][name]
        for name in first["inputs"]
        if name != "scenario"
    ):
        yield _problem("scenario", "inputs")
    changed = {one.application_no for one in plan.adjustments}
    for one in plan.adjustments:
        number = one.application_no
        kept = (suggested.get(number), standing.get(number)) == (one.suggested, one.to)
        if not kept or not one.reason or not one.minutes:
            yield _problem("adjustment", number)
    moved = {
        number: (suggested[number], standing.get(number, 0))
        for number in suggested
        if number not in changed and standing.get(number, 0) != suggested[number]
    }
    if moved != {one.application_no: (one.from_, one.to) for one in plan.adjusted.displaced}:
        yield _problem("displaced", plan.id)
    if plan.adjusted.suggested != sum(standing.values()):
        yield _problem("total", "adjusted")


def _price(
    plan: Plan,
    members: Mapping[str, bytes],
    suggested: Mapping[str, int],
    standing: Mapping[str, int],
) -> Iterator[Problem]:
    """Hold the price to be the merit that the suggested plan has more."""
    assert plan.adjusted is not None  # noqa: S101  # as above
    problem: Any = parse(members["suggested/problem.json"], "suggested/problem.json")
    merits = {one["id"]: one["merit"] for one in problem["projects"]}
    lost = sum(merits.get(n, 0) * (suggested[n] - standing.get(n, 0)) for n in suggested)
    if lost != plan.adjusted.price:
        yield _problem("price", plan.id)


def _approved(
    plan: Plan,
    members: Mapping[str, bytes],
    suggested: Mapping[str, int],
    standing: Mapping[str, int],
) -> Iterator[Problem]:
    """Hold what is approved to be what stands, and what was put off to have no amount yet."""
    for one in plan.deferred:
        if standing.get(one.application_no) != one.reserved:
            yield _problem("deferred", one.application_no)
    if plan.approved is None:
        return
    listed: Any = parse(members["approved.json"], "approved.json")
    put_off = {one.application_no: one.reserved for one in plan.deferred if one.state != "taken_up"}
    own = {
        number: {"suggested": suggested[number], "approved": None if number in put_off else yuan}
        for number, yuan in standing.items()
    }
    stated = listed.get("amounts", {})
    for number in sorted(own.keys() | stated.keys()):
        if own.get(number) != stated.get(number):
            yield _problem("approved", number)
    total = sum(yuan for number, yuan in standing.items() if number not in put_off)
    if (plan.approved.total, plan.approved.reserved) != (total, sum(put_off.values())):
        yield _problem("total", "approved")
    if (listed.get("decision"), listed.get("fingerprint")) != (plan.id, plan.fingerprint):
        yield _problem("approved", plan.id)


def _amounts(document: Mapping[str, Any]) -> dict[str, int]:
    return {
        one["application_no"]: one["suggested"] or 0
        for one in document["projects"]
        if one["status"] in _COMPETING
    }


def _problem(code: str, value: str) -> Problem:
    return Problem(f"dossier.{code}", Place(), value)
