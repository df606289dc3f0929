"""Adjusted amounts: locks of a whole plan, with their price and the displaced; never an edit."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.decision.course.adjust import Change, preview
from optimizer.decision.course.amounts import approved_amounts
from optimizer.decision.course.computed import Computed, amounts_of, outcome_files
from optimizer.decision.course.plan import Adjusted, Deferral, Draft, Meeting, Minutes, Plan
from optimizer.decision.course.states import State
from optimizer.errors import RefusedError
from optimizer.formats.canonical import canonical_json
from optimizer.formats.outcome_document import outcome_document
from optimizer.formats.strict_json import parse
from optimizer.verify.file import check_file

MINUTES = Minutes("第1次", "2026-07-01", "纪〔2026〕1号")


@pytest.fixture(scope="module")
def document(computed: Computed) -> dict[str, Any]:
    return outcome_document(computed.outcome)


@pytest.fixture(scope="module")
def plan(draft: Draft, meetings: tuple[Meeting, ...]) -> Plan:
    first = replace(meetings[0], state="recorded", minutes=MINUTES, recorded_by="wang")
    return Plan("d1", State.SUBMITTED, 1, draft, (first, *meetings[1:]))


@pytest.fixture(scope="module")
def funded(document: dict[str, Any]) -> dict[str, Any]:
    """Return a competitive project that gets much."""
    found = [one for one in document["projects"] if one["clause"] == "11" and one["suggested"]]
    return max(found, key=lambda one: one["suggested"])


def lower(one: dict[str, Any], reason: str = "重复建设") -> Change:
    half = one["suggested"] // 2 // 10_000 * 10_000
    return Change(one["application_no"], half, reason)


def test_kept_amounts_leave_everybody_else_alone(
    computed: Computed, plan: Plan, document: dict[str, Any], funded: dict[str, Any]
) -> None:
    change = lower(funded)
    found = preview(computed.year, plan, (document, document), [change], "keep")
    assert found.displaced == ()
    assert found.suggested == document["totals"]["suggested"] - funded["suggested"] + change.to
    assert found.price == funded["merit"] * (funded["suggested"] - change.to)
    (adjustment,) = found.adjustments
    assert (adjustment.from_, adjustment.to) == (funded["suggested"], change.to)
    assert adjustment.minutes == MINUTES.number


def test_allocated_again_the_money_goes_on_and_the_displaced_are_named(
    computed: Computed, plan: Plan, document: dict[str, Any], funded: dict[str, Any]
) -> None:
    kept = preview(computed.year, plan, (document, document), [lower(funded)], "keep")
    again = preview(computed.year, plan, (document, document), [lower(funded)], "again")
    assert 0 <= again.price <= kept.price
    assert again.displaced
    before = amounts_of(document)
    assert all(moved.from_ == before[moved.application_no] for moved in again.displaced)
    gained = sum(moved.to - moved.from_ for moved in again.displaced)
    assert again.suggested == kept.suggested + gained


def test_the_adjusted_plan_passes_the_independent_check_like_any_other(
    computed: Computed, plan: Plan, document: dict[str, Any], funded: dict[str, Any]
) -> None:
    change = lower(funded, '会议认为 "重复" \\ 建设\n第二行')
    found = preview(computed.year, plan, (document, document), [change], "again")
    assert found.outcome is not None
    files = outcome_files(found.outcome)
    assert check_file(files["outcome.json"], "outcome.json", computed.year) == ()
    assert found.outcome.fingerprint != plan.draft.fingerprint
    locks = parse(files["outcome.json"], "x")["scenario"]["lock"]
    assert locks == [
        {
            "application_no": change.application_no,
            "to": change.to,
            "reason": f"{MINUTES.number} {change.reason}",
        }
    ]


@pytest.mark.parametrize(
    ("to", "code"), [(10**9, "model.lock.above_most"), (12_345, "model.lock.off_grid")]
)
def test_no_amount_goes_above_what_may_be_given_or_off_the_grid(
    computed: Computed,
    plan: Plan,
    document: dict[str, Any],
    funded: dict[str, Any],
    to: int,
    code: str,
) -> None:
    change = Change(funded["application_no"], to, "x")
    with pytest.raises(RefusedError, match=code):
        preview(computed.year, plan, (document, document), [change], "keep")


def test_what_does_not_fit_beside_the_kept_amounts_is_refused_with_the_clash(
    computed: Computed, plan: Plan, document: dict[str, Any]
) -> None:
    cut = next(one for one in document["projects"] if one["status"] == "partial")
    change = Change(cut["application_no"], cut["entitled"] // 10_000 * 10_000, "x")
    with pytest.raises(RefusedError, match="does_not_fit") as caught:
        preview(computed.year, plan, (document, document), [change], "keep")
    assert f"lock {cut['application_no']}" in str(caught.value.problems[0].params["members"])


def test_what_may_not_be_supported_is_put_off_or_has_no_reason_is_not_adjusted(
    computed: Computed, plan: Plan, document: dict[str, Any], funded: dict[str, Any]
) -> None:
    refused = next(one for one in document["projects"] if one["status"] == "refused")
    item = Deferral(funded["application_no"], funded["suggested"], "x", "joint_review")
    refusals: tuple[tuple[Plan, list[Change], str], ...] = (
        (plan, [Change(refused["application_no"], 10_000, "x")], "not_adjustable"),
        (replace(plan, deferred=(item,)), [lower(funded)], "adjust_deferred"),
        (plan, [lower(funded, "")], "reason_needed"),
        (plan, [lower(funded), lower(funded)], "adjusted_twice"),
        (plan, [], "adjusted_twice"),
        (replace(plan, meetings=plan.meetings[1:]), [lower(funded)], "no_meeting_recorded"),
    )
    for one, changes, code in refusals:
        with pytest.raises(RefusedError, match=code):
            preview(computed.year, one, (document, document), changes, "keep")


def test_an_amount_as_suggested_takes_the_adjustment_back(
    computed: Computed, plan: Plan, document: dict[str, Any], funded: dict[str, Any]
) -> None:
    once = preview(computed.year, plan, (document, document), [lower(funded)], "keep")
    adjusted = replace(plan, adjustments=once.adjustments)
    back = Change(funded["application_no"], funded["suggested"], "as it was")
    found = preview(computed.year, adjusted, (document, document), [back], "keep")
    assert (found.adjustments, found.outcome, found.price) == ((), None, 0)


def test_an_item_put_off_keeps_its_money_when_the_rest_is_allocated_again(
    computed: Computed, plan: Plan, document: dict[str, Any], funded: dict[str, Any]
) -> None:
    other = next(
        one
        for one in document["projects"]
        if one["clause"] == "6" and one["suggested"] and one["status"] == "full"
    )
    item = Deferral(other["application_no"], other["suggested"], "x", "joint_review")
    waiting = replace(plan, deferred=(item,))
    found = preview(computed.year, waiting, (document, document), [lower(funded)], "again")
    assert found.outcome is not None
    now = amounts_of(outcome_document(found.outcome))
    assert now[other["application_no"]] == other["suggested"]


def test_the_approved_amounts_stand_beside_the_suggested_ones(
    computed: Computed, plan: Plan, document: dict[str, Any], funded: dict[str, Any]
) -> None:
    found = preview(computed.year, plan, (document, document), [lower(funded)], "keep")
    assert found.outcome is not None
    adjusted = Adjusted(
        found.outcome.fingerprint, {}, "keep", found.overrides, found.price, (), found.suggested
    )
    other = next(
        n for n, yuan in amounts_of(document).items() if yuan and n != funded["application_no"]
    )
    item = Deferral(other, amounts_of(document)[other], "x", "joint_review")
    plan = replace(plan, adjusted=adjusted, deferred=(item,))
    approved, data = approved_amounts(plan, document, outcome_document(found.outcome))
    amounts = parse(data, "approved.json")["amounts"]
    assert amounts[funded["application_no"]] == {
        "suggested": funded["suggested"],
        "approved": lower(funded).to,
    }
    assert amounts[other]["approved"] is None
    assert approved.total + approved.reserved == found.suggested
    assert canonical_json(parse(data, "x")) == data
    later, _ = approved_amounts(
        plan, document, outcome_document(found.outcome), taken_up=item.application_no
    )
    assert (later.total, later.reserved) == (found.suggested, 0)
