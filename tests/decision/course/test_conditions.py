"""What must hold before a step: each condition, held and broken."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer.decision.course.computed import Computed, compute, draft_of
from optimizer.decision.course.conditions import CONDITIONS, Case, unmet
from optimizer.decision.course.frozen import Frozen
from optimizer.decision.course.plan import Deferral, Draft, Meeting, Plan, Step
from optimizer.decision.course.states import READY, STEPS, State
from optimizer.formats.outcome_document import outcome_document
from optimizer.wording import LANGUAGES, say
from tests.support.completed_year import BUNDLED, complete


@pytest.fixture(scope="module")
def document(computed: Computed) -> dict[str, Any]:
    return outcome_document(computed.outcome)


@pytest.fixture
def case(draft: Draft, meetings: tuple[Meeting, ...], document: dict[str, Any]) -> Case:
    plan = Plan("d1", State.REVIEWED, 1, draft, meetings)
    frozen = Frozen(2026, draft.rules, "li", "2026-07-01T00:00:00.000000+00:00")
    return Case(plan, copy.deepcopy(document), frozen)


def codes(case: Case, *needs: str) -> list[str]:
    return [reason.code.removeprefix("course.blocked.") for reason in unmet(case, needs)]


def with_draft(case: Case, **changes: Any) -> Case:  # noqa: ANN401  # fields of a draft
    return replace(case, plan=replace(case.plan, draft=replace(case.plan.draft, **changes)))


def test_a_completed_year_is_ready_for_its_meetings(case: Case) -> None:
    assert unmet(case, READY) == []


def test_the_table_names_conditions_that_are_there() -> None:
    assert {name for rule in STEPS for name in rule.needs} == set(CONDITIONS)


def test_the_bundled_year_is_blocked_by_what_nobody_has_checked(case: Case) -> None:
    computed = compute(BUNDLED, "baseline", {})
    draft = draft_of(computed, BUNDLED, "baseline", {}, ())
    open_case = replace(
        case,
        plan=replace(case.plan, draft=draft),
        outcome=outcome_document(computed.outcome),
    )
    (reason,) = unmet(open_case, READY)
    assert reason.code == "course.blocked.unchecked"
    assert reason.params["applications"] == ("2026-0008", "2026-0036", "2026-0197")


def test_the_choice_between_clauses_of_one_project_must_be_confirmed(case: Case) -> None:
    (reason,) = unmet(with_draft(case, confirmed=()), ("open",))
    assert reason.params["applications"] == ("2026-0197",)


def test_a_missing_amount_basis_blocks_a_project_with_money_and_no_other(case: Case) -> None:
    projects = case.outcome["projects"]
    mark = {"code": "entitlement.open.no_amount_basis", "params": {}, "citation": {}}
    nothing = next(one for one in projects if one["status"] == "none")
    nothing["marks"].append(mark)
    assert codes(case, "open") == []
    funded = next(one for one in projects if one["suggested"])
    funded["marks"].append(mark)
    assert codes(case, "open") == ["no_amount_basis"]
    item = Deferral(funded["application_no"], 1, "x", "joint_review")
    assert codes(replace(case, plan=replace(case.plan, deferred=(item,))), "open") == []


def test_a_rank_exception_without_a_cause_blocks(case: Case) -> None:
    case.outcome["exceptions"].append(
        {"application_no": "2026-0001", "witness": "2026-0002", "count": 1, "cause": "unknown"}
    )
    assert codes(case, "exceptions") == ["exceptions"]


def test_without_certificate_or_independent_check_nothing_goes_on(case: Case) -> None:
    files = {key: one for key, one in case.plan.draft.files.items() if key != "certificate.json"}
    assert codes(with_draft(case, files=files), "certificate") == ["certificate"]
    case.outcome["checks"]["independent_check"] = "failed"
    assert codes(case, "check") == ["check"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda folder: (folder / "scores.xlsx").write_bytes(b"other"), "scores.xlsx"),
        (lambda folder: (folder / "ledger.xlsx").unlink(), "ledger.xlsx"),
        (lambda folder: (folder / "applications.agreements.csv").write_text("x"), "applications."),
    ],
)
def test_a_file_that_changed_since_makes_the_plan_out_of_date(
    case: Case, tmp_path: Path, change: Callable[[Path], object], named: str
) -> None:
    folder = complete(tmp_path / "2026")
    here = with_draft(case, source=str(folder))
    (folder / "applications.xlsx").write_bytes(
        (Path(case.plan.draft.source) / "applications.xlsx").read_bytes()
    )
    assert codes(here, "current") == []
    (folder / "by_rank.toml").write_text("another scenario is no input", encoding="utf-8")
    assert codes(here, "current") == []
    change(folder)
    (reason,) = unmet(here, ("current",))
    assert str(reason.params["files"]).find(named) > 0


def test_a_draft_law_decides_nothing_outside_an_exercise(case: Case) -> None:
    assert codes(with_draft(case, exercise=False), "law_in_force") == ["policy_draft"]
    in_force = with_draft(case, exercise=False, policy_status="in_force")
    assert codes(in_force, "law_in_force") == []
    expired = with_draft(case, exercise=False, policy_status="expired")
    assert codes(expired, "law_in_force") == ["policy_expired"]


def test_rules_other_than_the_frozen_ones_need_a_notice_in_time(case: Case) -> None:
    other = {**case.plan.draft.rules, "weights": "sha256:other"}
    assert codes(with_draft(case, rules=other), "rules_frozen") == ["rules_changed"]
    assert codes(with_draft(case, rules=other, noticed=("weights",)), "rules_frozen") == []
    assert codes(replace(case, frozen=None), "rules_frozen") == ["no_call"]


def test_a_what_if_is_never_submitted_without_a_notice_and_a_changed_law_never(case: Case) -> None:
    weights = with_draft(case, what_if=("weights",))
    assert codes(weights, "rules_frozen") == ["what_if"]
    noticed = replace(weights, plan=with_draft(weights, noticed=("weights",)).plan)
    assert codes(noticed, "rules_frozen") == []
    law = with_draft(case, what_if=("policy",), noticed=("policy",))
    assert codes(law, "rules_frozen") == ["what_if"]


def test_a_step_without_sign_in_keeps_a_plan_from_its_approval(case: Case) -> None:
    step = Step("draft", "single:officer", "single", "2026-07-01T00:00:00+00:00", "draft")
    assert codes(replace(case, plan=replace(case.plan, steps=(step,))), "signed_in") == ["single"]


def test_meetings_are_asked_for_in_their_turn(case: Case, meetings: tuple[Meeting, ...]) -> None:
    assert codes(case, "meetings_over", "meeting_recorded") == ["meeting_open", "not_recorded"]
    over = tuple(replace(one, state="confirmed") for one in meetings)
    done = replace(case, plan=replace(case.plan, meetings=over))
    assert codes(done, "meetings_over", "meeting_waits", "meeting_recorded") == (
        ["no_more_meetings"] * 2
    )


def test_every_reason_has_its_sentence_in_both_languages(case: Case) -> None:
    broken = with_draft(
        replace(case, frozen=None), source="nowhere", exercise=False, confirmed=(), files={}
    )
    for reason in unmet(broken, tuple(CONDITIONS)):
        for lang in LANGUAGES:
            assert say(reason.code, lang, **reason.params)
