"""The door of decisions on both stores: rights, duties, conditions, amounts, and who was first."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimizer.decision import service
from optimizer.decision.course.computed import Computed, amounts_of, compute
from optimizer.decision.course.inputs import digest_of
from optimizer.decision.course.permits import possible
from optimizer.decision.course.plan import Plan, plan_document
from optimizer.decision.course.prepare import prepared
from optimizer.decision.course.states import ACTIONS, State
from optimizer.decision.record.verify import check_store
from optimizer.decision.rights import RIGHTS
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError
from tests.support.completed_year import BUNDLED, CONFIRMED, complete

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LI, WANG = (Person(name, frozenset({Role.OFFICER})) for name in ("li", "wang"))
ZHAO = Person("zhao", frozenset({Role.REVIEWER}))
ZHOU, WU = (Person(name, frozenset({Role.LEADER})) for name in ("zhou", "wu"))
AUDITOR = Person("sun", frozenset({Role.AUDITOR}))
ADMINISTRATOR = Person("root", frozenset({Role.ADMINISTRATOR}))
ROOT = Path(__file__).resolve().parents[2]
MINUTES: dict[str, Any] = {"session": "第1次", "date": "2026-11-01", "minutes_no": "纪〔2026〕1号"}


@pytest.fixture(scope="session")
def year_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return complete(tmp_path_factory.mktemp("service") / "2026")


@pytest.fixture(scope="session")
def computed(year_folder: Path) -> Computed:
    return compute(year_folder, "baseline", {})


@pytest.fixture
def door(store: Store, computed: Computed, monkeypatch: pytest.MonkeyPatch) -> Decisions:
    """Return the door of a fresh store; the year is computed once for all tests."""
    monkeypatch.setattr(service, "compute", lambda *_: computed)
    return Decisions(store)


def drafted(door: Decisions, folder: Path, who: Person = LI, key: str = "d1") -> Plan:
    return door.draft(
        who, NOW, key, year=folder, scenario="baseline", overrides={}, confirmed=CONFIRMED
    )


def submitted(door: Decisions, folder: Path, key: str = "d1") -> Plan:
    drafted(door, folder, key=key)
    door.act(ZHAO, NOW, key, "review")
    return door.act(LI, NOW, key, "submit")


def held(door: Decisions, key: str = "d1") -> Plan:
    """Record and confirm the meetings that are left; the optional one is left out."""
    plan = door.plan(LI, NOW, key)
    while (meeting := plan.meeting) is not None:
        if meeting.optional:
            plan = door.act(WANG, NOW, key, "skip", comment="not concerned")
        else:
            door.act(WANG, NOW, key, "record", **MINUTES)
            plan = door.act(ZHAO, NOW, key, "confirm")
    return plan


def events(store: Store) -> list[dict[str, Any]]:
    with store.read() as work:
        return list(work.events())


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.problems[0].code.removeprefix("course.")


def test_a_year_goes_from_import_to_approval_with_a_return_an_item_put_off_and_an_adjustment(
    store: Store, year_folder: Path
) -> None:
    door = Decisions(store)
    drafted(door, year_folder)
    door.act(ZHAO, NOW, "d1", "return", comment="explain the pools")
    assert drafted(door, year_folder).round == 2
    door.act(ZHAO, NOW, "d1", "review")
    door.act(LI, NOW, "d1", "submit")
    door.act(WANG, NOW, "d1", "record", attachment=b"scan", attachment_name="1.pdf", **MINUTES)
    before = amounts_of(door.outcome(LI, NOW, "d1"))
    lowered, put_off = sorted(before, key=lambda number: (before[number], number))[-2:]
    to = before[lowered] - 10_000
    changes = [{"application_no": lowered, "to": to, "reason": "built twice"}]
    shown = door.preview(ZHOU, NOW, "d1", changes)
    assert shown.displaced == ()
    door.act(WANG, NOW, "d1", "adjust", changes=changes)
    door.act(WANG, NOW, "d1", "defer", application_no=put_off, comment="site visit")
    assert refused(lambda: door.act(ZHAO, NOW, "d1", "confirm")) == "confirm_unseen"
    adjusted = door.plan(ZHAO, NOW, "d1").adjusted
    assert adjusted is not None
    assert adjusted.price == shown.price
    door.act(ZHAO, NOW, "d1", "confirm", fingerprint=adjusted.fingerprint)
    held(door)
    plan = door.act(ZHOU, NOW, "d1", "approve")
    assert plan.state is State.APPROVED
    document = door.approved(AUDITOR, NOW, "d1")
    assert document is not None
    amounts = document["amounts"]
    assert amounts[lowered] == {"suggested": before[lowered], "approved": to}
    assert amounts[put_off] == {"suggested": before[put_off], "approved": None}
    untouched = set(before) - {lowered, put_off}
    assert all(amounts[one]["approved"] == before[one] for one in untouched)
    door.act(WANG, NOW, "d1", "undefer", application_no=put_off, comment="visited", **MINUTES)
    door.act(ZHAO, NOW, "d1", "confirm", application_no=put_off)
    door.act(ZHOU, NOW, "d1", "approve", application_no=put_off)
    document = door.approved(AUDITOR, NOW, "d1")
    assert document is not None
    assert document["amounts"][put_off]["approved"] == before[put_off]
    kept = [one for one in events(store) if one["plan"] == "d1" and one["action"] != "refused"]
    plan = door.plan(LI, NOW, "d1")
    assert [one["action"] for one in kept] == [step.action for step in plan.steps]


def test_the_files_are_kept_as_they_were_and_the_outcome_comes_from_them(
    store: Store, year_folder: Path
) -> None:
    plan = drafted(Decisions(store), year_folder)
    with store.read() as work:
        for name, digest in plan.draft.inputs.items():
            assert work.content(digest) == (year_folder / name).read_bytes()
            assert digest == digest_of(work.content(digest))
        for digest in (*plan.draft.files.values(), plan.draft.policy_file):
            assert work.content(digest)
    assert "baseline.toml" in plan.draft.inputs
    assert "by_rank.toml" not in plan.draft.inputs


def test_the_record_keeps_what_a_returned_plan_had_decided(store: Store, year_folder: Path) -> None:
    door = Decisions(store)
    submitted(door, year_folder)
    door.act(WANG, NOW, "d1", "record", **MINUTES)
    before = amounts_of(door.outcome(LI, NOW, "d1"))
    number = max(before, key=lambda one: (before[one], one))
    changes = [{"application_no": number, "to": before[number] - 10_000, "reason": "twice"}]
    door.act(WANG, NOW, "d1", "adjust", changes=changes)
    door.act(ZHOU, NOW, "d1", "return", comment="again")
    assert drafted(door, year_folder).adjustments == ()
    told = {one["action"]: one["details"]["changed"] for one in events(store)[1:]}
    (adjustment,) = told["adjust"]["adjustments"]
    assert (adjustment["from"], adjustment["to"]) == (before[number], before[number] - 10_000)
    assert told["record"]["meetings"][0]["minutes"]["number"] == MINUTES["minutes_no"]
    assert told["return"] == {"state": "returned"}
    with store.read() as work:
        assert check_store(work)[1] == ()


def test_every_action_is_refused_to_every_role_without_the_right_and_recorded(
    door: Decisions, store: Store, year_folder: Path
) -> None:
    submitted(door, year_folder)
    asked = []
    for action in (one for one in ACTIONS if one != "draft"):
        for role in set(Role) - RIGHTS[action]:
            person = Person(f"x-{role}", frozenset({role}))
            asked.append((person.name, action))
            assert refused(lambda: door.act(person, NOW, "d1", action)) == "no_right"  # noqa: B023
    recorded = [
        (one["who"], one["details"]["asked"]) for one in events(store) if one["action"] == "refused"
    ]
    assert recorded == asked
    assert refused(lambda: door.plans(ADMINISTRATOR, NOW)) == "no_right"
    assert refused(lambda: drafted(door, year_folder, ZHAO, "d2")) == "no_right"


def test_who_returns_what_lies_before_the_leadership_is_of_the_leadership(
    door: Decisions, year_folder: Path
) -> None:
    submitted(door, year_folder)
    assert refused(lambda: door.act(ZHAO, NOW, "d1", "return", comment="x")) == "no_right"
    plan = door.act(ZHOU, NOW, "d1", "return", comment="pools too tight")
    assert plan.state is State.RETURNED


def test_duties_exclude_one_another_over_the_whole_plan(door: Decisions, year_folder: Path) -> None:
    several = Person("li", frozenset({Role.OFFICER, Role.REVIEWER, Role.LEADER}))
    submitted(door, year_folder)
    assert refused(lambda: door.act(several, NOW, "d1", "record", **MINUTES)) == "duties_clash"
    door.act(WANG, NOW, "d1", "record", **MINUTES)
    assert refused(lambda: door.act(WANG, NOW, "d1", "confirm")) == "duties_clash"
    assert refused(lambda: door.act(several, NOW, "d1", "confirm")) == "duties_clash"
    door.act(ZHAO, NOW, "d1", "confirm")
    held(door)
    assert refused(lambda: door.act(several, NOW, "d1", "approve")) == "duties_clash"
    reviewer = replace(ZHAO, roles=frozenset({Role.REVIEWER, Role.LEADER}))
    assert refused(lambda: door.act(reviewer, NOW, "d1", "approve")) == "duties_clash"
    assert possible(door.plan(LI, NOW, "d1"), ZHOU) == ("approve", "return")


def test_the_bundled_year_is_not_submitted_before_it_is_checked(store: Store) -> None:
    door = Decisions(store)
    door.draft(LI, NOW, "d1", year=BUNDLED, scenario="baseline", overrides={})
    door.act(ZHAO, NOW, "d1", "review")
    (reason,) = door.blockers(LI, NOW, "d1")
    assert reason.code == "course.blocked.unchecked"
    assert refused(lambda: door.act(LI, NOW, "d1", "submit")) == "blocked.unchecked"


def test_a_file_that_changes_before_the_approval_stops_it(
    door: Decisions, year_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "2026"
    folder.mkdir()
    for path in year_folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    submitted(door, folder)
    held(door)
    (folder / "scores.xlsx").write_bytes(b"other scores")
    assert refused(lambda: door.act(ZHOU, NOW, "d1", "approve")) == "blocked.out_of_date"


def test_a_stale_page_changes_nothing(door: Decisions, year_folder: Path) -> None:
    page = drafted(door, year_folder)
    door.act(ZHAO, NOW, "d1", "review", seen=page.revision)
    with pytest.raises(RefusedError) as caught:
        door.act(LI, NOW, "d1", "withdraw", seen=page.revision, comment="x")
    (problem,) = caught.value.problems
    assert problem.code == "course.someone_was_first"
    assert (problem.params["who"], problem.params["at"]) == ("zhao", "2026-11-02 09:30:00")


def test_of_two_approvals_at_once_exactly_one_wins_and_the_other_is_told(
    door: Decisions, store: Store, year_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(door, year_folder)
    held(door)
    together = threading.Barrier(2)

    def both(*arguments: Any) -> Any:  # noqa: ANN401  # as the function it stands for
        found = prepared(*arguments)
        together.wait(20)  # both have read the plan before either writes
        return found

    monkeypatch.setattr(service, "prepared", both)

    def approve(who: Person) -> str:
        try:
            return door.act(who, NOW, "d1", "approve").state.value
        except RefusedError as error:
            return f"{error.problems[0].code} {error.problems[0].params['who']}"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve, (ZHOU, WU)))
    plan = door.plan(LI, NOW, "d1")
    winner = plan.steps[-1].by
    assert answers == ["approved", f"course.someone_was_first {winner}"]
    assert [step.action for step in plan.steps].count("approve") == 1
    last = [one for one in events(store) if one["action"] in ("approve", "refused")]
    assert sorted(one["action"] for one in last) == ["approve", "refused"]
    monkeypatch.setattr(service, "prepared", prepared)
    assert refused(lambda: door.act(WU, NOW, "d1", "approve")) == "someone_was_first"


def test_of_two_processes_that_approve_at_once_exactly_one_wins(
    door: Decisions, where: str, year_folder: Path
) -> None:
    submitted(door, year_folder)
    held(door)
    leaders = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.approving", where, name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("zhou", "wu")
    ]
    for one in leaders:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in leaders:
        assert one.stdin is not None
        one.stdin.write("now\n")
        one.stdin.flush()
    answers = sorted(one.communicate(timeout=60)[0].strip() for one in leaders)
    winner = door.plan(LI, NOW, "d1").steps[-1].by
    assert answers == ["approved", f"course.someone_was_first {winner}"]


def test_of_two_first_drafts_under_one_name_one_wins(door: Decisions, year_folder: Path) -> None:
    drafted(door, year_folder, LI)
    assert refused(lambda: drafted(door, year_folder, WANG)) == "someone_was_first"


def test_one_user_alone_tries_everything_and_approves_nothing(
    door: Decisions, year_folder: Path
) -> None:
    def hat(role: Role) -> Person:
        return Person("single", frozenset({role}), "single")

    officer, reviewer, leader = map(hat, (Role.OFFICER, Role.REVIEWER, Role.LEADER))
    drafted(door, year_folder, officer)
    door.act(reviewer, NOW, "d1", "review")
    door.act(officer, NOW, "d1", "submit")
    assert refused(lambda: door.act(officer, NOW, "d1", "record", **MINUTES)) == "duties_clash"
    held(door)
    assert refused(lambda: door.act(leader, NOW, "d1", "approve")) == "blocked.single"
    assert refused(lambda: door.act(ZHOU, NOW, "d1", "approve")) == "blocked.single"


def test_the_first_draft_freezes_the_call_and_an_officer_may_until_a_plan_is_submitted(
    door: Decisions, store: Store, year_folder: Path
) -> None:
    plan = drafted(door, year_folder)
    assert [one["action"] for one in events(store)] == ["issue", "draft"]
    frozen = door.issue_call(WANG, NOW, year_folder)
    assert frozen.rules == plan.draft.rules
    door.act(ZHAO, NOW, "d1", "review")
    door.act(LI, NOW, "d1", "submit")
    assert refused(lambda: door.issue_call(WANG, NOW, year_folder)) == "call_issued"


def test_a_plan_under_other_rules_than_the_frozen_ones_is_not_submitted(
    door: Decisions, computed: Computed, year_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(door, year_folder, key="d0")
    rules = {**computed.rules, "weights": "sha256:other"}
    monkeypatch.setattr(service, "compute", lambda *_: replace(computed, rules=rules))
    drafted(door, year_folder)
    door.act(ZHAO, NOW, "d1", "review")
    assert refused(lambda: door.act(LI, NOW, "d1", "submit")) == "blocked.rules_changed"
    noticed = replace(computed, rules=rules, noticed=("weights",))
    monkeypatch.setattr(service, "compute", lambda *_: noticed)
    drafted(door, year_folder, key="d2")
    door.act(ZHAO, NOW, "d2", "review")
    assert door.act(LI, NOW, "d2", "submit").state is State.SUBMITTED


@pytest.mark.parametrize("text", ["'; DROP TABLE plan; --", "{0} %s {{7*7}}", "../../x", "=1+1"])
def test_what_people_type_is_kept_as_text(door: Decisions, year_folder: Path, text: str) -> None:
    drafted(door, year_folder)
    plan = door.act(ZHAO, NOW, "d1", "review", comment=text)
    assert door.plan(LI, NOW, "d1").steps[-1].comment == text
    assert plan_document(plan)["steps"][-1]["comment"] == text
    assert refused(lambda: door.plan(LI, NOW, text)) == "bad_id"


def test_a_name_that_is_none_is_refused_and_recorded_without_harm(
    door: Decisions, store: Store
) -> None:
    for name in ("nothing", "a\x00b", "x" * 500, ""):
        refused(lambda: door.plan(LI, NOW, name))  # noqa: B023
    assert [one["action"] for one in events(store)] == ["refused"] * 4
