"""The course of a plan as one pure function: every row of the table, and what it refuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from optimizer.decision.course.acts import Act
from optimizer.decision.course.meetings import chain
from optimizer.decision.course.plan import (
    Adjusted,
    Adjustment,
    Draft,
    Minutes,
    Moved,
    Plan,
    plan_document,
    plan_from,
)
from optimizer.decision.course.states import ACTIONS, STEPS, State, steps_from
from optimizer.decision.course.transition import transition
from optimizer.decision.types import Duty, Person, Role
from optimizer.errors import DataError, RefusedError
from optimizer.formats.canonical import canonical_json
from optimizer.formats.strict_json import parse

NOW = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
OFFICER = Person("li", frozenset({Role.OFFICER}))
SHA = "sha256:" + "0" * 64
DRAFT = Draft(
    year=2026, exercise=True, policy_version="p", policy_status="draft", policy_file=SHA,
    source="somewhere", scenario="baseline", overrides={"rules.pass_mark": "60"}, fingerprint=SHA,
    inputs={"year.toml": SHA}, files={"outcome.json": SHA}, rules={"weights": SHA}, suggested=1_000,
)  # fmt: skip
CHAIN = chain(
    (
        {"name": "panel"},
        {"key": "joint", "name": "会审"},
        {"key": "bureau", "name": "局长办公会", "optional": "true"},
        {"key": "government", "name": "区政府常务会"},
    )
)
MINUTES = Minutes("第12次", "2026-06-30", "纪〔2026〕12号")


def walk(*acts: Act, person: Person = OFFICER) -> Plan:
    plan: Plan | None = None
    for act in acts:
        plan = transition(plan, act, person, NOW, key="d1")
    assert plan is not None
    return plan


BEGIN = Act("draft", draft=DRAFT, meetings=CHAIN)
SUBMITTED = (BEGIN, Act("review"), Act("submit"))
HELD = (Act("record", minutes=MINUTES), Act("confirm"))


def test_a_plan_goes_from_draft_to_approval_through_its_meetings_in_order() -> None:
    plan = walk(*SUBMITTED, *HELD, Act("skip", "nothing to add"), *HELD, Act("approve"))
    assert plan.state is State.APPROVED
    assert [one.state for one in plan.meetings] == ["confirmed", "skipped", "confirmed"]
    assert [step.action for step in plan.steps][:3] == ["draft", "review", "submit"]
    assert plan.steps[1].duty == Duty.REVIEW.value
    assert plan.steps[0].at == "2026-07-01T08:30:00.000000+00:00"


def test_every_action_that_the_table_does_not_name_in_a_state_is_refused() -> None:
    plans = {
        State.DRAFTED: walk(BEGIN),
        State.REVIEWED: walk(BEGIN, Act("review")),
        State.SUBMITTED: walk(*SUBMITTED),
        State.APPROVED: walk(*SUBMITTED, *HELD, Act("skip", "x"), *HELD, Act("approve")),
        State.RETURNED: walk(BEGIN, Act("return", "x")),
        State.WITHDRAWN: walk(BEGIN, Act("withdraw", "x")),
    }
    for state, plan in plans.items():
        assert plan.state is state
        for action in set(ACTIONS) - {rule.action for rule in steps_from(state)}:
            with pytest.raises(RefusedError) as caught:
                transition(plan, Act(action, "x", minutes=MINUTES), OFFICER, NOW)
            expected = (
                "course.someone_was_first" if plan.steps[-1].action == action else "course.not_now"
            )
            assert caught.value.problems[0].code == expected


def test_no_step_but_a_draft_begins_a_plan() -> None:
    for action in set(ACTIONS) - {"draft"}:
        with pytest.raises(RefusedError, match=r"course\.no_plan"):
            transition(None, Act(action), OFFICER, NOW, key="d1")


def test_a_row_that_wants_words_is_refused_without_them() -> None:
    for rule in STEPS:
        if rule.words and rule.source is State.SUBMITTED:
            with pytest.raises(RefusedError, match=r"course\.reason_needed"):
                transition(walk(*SUBMITTED), Act(rule.action), OFFICER, NOW)


def test_meetings_keep_their_order_and_only_an_optional_one_is_left_out() -> None:
    plan = walk(*SUBMITTED)
    refusals = (
        (Act("record", meeting="government", minutes=MINUTES), "meeting_not_its_turn"),
        (Act("skip", "x"), "meeting_not_optional"),
        (Act("confirm"), "no_meeting_recorded"),
        (Act("defer", "x", application_no="1"), "no_meeting_recorded"),
    )
    for act, code in refusals:
        with pytest.raises(RefusedError, match=code):
            transition(plan, act, OFFICER, NOW)


def test_a_meeting_that_returns_the_plan_does_so_when_its_record_is_confirmed() -> None:
    back = Act("record", minutes=replace(MINUTES, result="returned", comment="pools too small"))
    assert walk(*SUBMITTED, back).state is State.SUBMITTED
    assert walk(*SUBMITTED, back, Act("confirm")).state is State.RETURNED


def test_a_new_draft_after_a_return_keeps_the_steps_and_starts_the_meetings_again() -> None:
    plan = walk(*SUBMITTED, *HELD, Act("return", "again"), BEGIN)
    assert (plan.state, plan.round) == (State.DRAFTED, 2)
    assert {one.state for one in plan.meetings} == {"waiting"}
    assert len(plan.steps) == 7
    assert plan.steps[-1].round == 2


def test_an_item_put_off_is_taken_up_later_by_three_steps() -> None:
    put_off = Act("defer", "site visit open", application_no="2026-0001", reserved=500)
    approved = (
        *SUBMITTED, Act("record", minutes=MINUTES), put_off, Act("confirm"),
        Act("skip", "x"), *HELD, Act("approve"),
    )  # fmt: skip
    plan = walk(*approved)
    assert plan.deferred[0].reserved == 500
    item = "2026-0001"
    for early in (Act("confirm", application_no=item), Act("approve", application_no=item)):
        with pytest.raises(RefusedError, match="item_not_now"):
            transition(plan, early, OFFICER, NOW)
    later = walk(
        *approved,
        Act("undefer", "visited", minutes=MINUTES, application_no=item),
        Act("confirm", application_no=item),
        Act("approve", application_no=item),
    )
    assert later.deferred[0].state == "taken_up"


def test_an_item_is_put_off_once_and_may_be_taken_back_in_the_same_meeting() -> None:
    put_off = Act("defer", "x", application_no="1", reserved=500)
    plan = walk(*SUBMITTED, Act("record", minutes=MINUTES), put_off)
    with pytest.raises(RefusedError, match="deferred_twice"):
        transition(plan, put_off, OFFICER, NOW)
    assert not transition(plan, Act("undefer", application_no="1"), OFFICER, NOW).deferred
    with pytest.raises(RefusedError, match="not_deferred"):
        transition(plan, Act("undefer", application_no="2"), OFFICER, NOW)


def test_a_document_is_read_back_as_the_same_plan_and_gives_the_same_bytes() -> None:
    adjustment = Adjustment("1", 10, 10, 5, "less", "12", "joint")
    adjusted = Adjusted(SHA, {}, "keep", {"lock": "[]"}, 500, (Moved("2", 1, 2),), 995)
    change = Act("adjust", adjustments=(adjustment,), adjusted=adjusted)
    plan = walk(*SUBMITTED, Act("record", minutes=MINUTES), change)
    written = canonical_json(plan_document(plan))
    read = plan_from(parse(written, "x"), revision=3)
    assert read == plan
    assert read.revision == 3
    assert canonical_json(plan_document(read)) == written
    assert plan_document(plan)["adjustments"][0]["from"] == 10


@pytest.mark.parametrize("spoil", ["missing", "unknown", "type", "state", "format"])
def test_a_document_that_is_not_a_plan_in_every_part_is_refused(spoil: str) -> None:
    document = plan_document(walk(BEGIN))
    if spoil == "missing":
        del document["steps"]
    elif spoil == "unknown":
        document["more"] = 1
    elif spoil == "type":
        document["round"] = True
    elif spoil == "state":
        document["state"] = "lost"
    else:
        document["format"] = "decision/2"
    with pytest.raises(DataError):
        plan_from(document)


def test_one_person_under_several_hats_has_a_name_for_each() -> None:
    plan = walk(BEGIN, person=Person("single:officer", frozenset({Role.OFFICER}), "single"))
    assert plan.is_single
    assert plan.steps[-1].by == "single:officer"
