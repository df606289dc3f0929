"""Random people take random steps: what may never happen does not, whatever the order."""

import functools
import json
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from optimizer.decision import rights, service
from optimizer.decision.course import adjust
from optimizer.decision.course.computed import Computed, amounts_of, compute, planned
from optimizer.decision.course.kept import read_plan
from optimizer.decision.course.permits import next_action
from optimizer.decision.course.plan import Plan
from optimizer.decision.course.states import ACTIONS, State
from optimizer.decision.record.verify import check_store
from optimizer.decision.service import Decisions
from optimizer.decision.store import open_store
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError
from optimizer.formats.outcome import Outcome
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from tests.support.completed_year import CONFIRMED, complete

START = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
OFFICER, REVIEWER, LEADER = Role.OFFICER, Role.REVIEWER, Role.LEADER
PEOPLE = [
    Person("li", frozenset({OFFICER})),
    Person("wang", frozenset({OFFICER})),
    Person("zhao", frozenset({REVIEWER})),
    Person("qian", frozenset({LEADER})),
    Person("wu", frozenset({LEADER})),
    # Two who may do nearly everything: only their earlier duties hold them back.
    Person("sun", frozenset({OFFICER, REVIEWER, LEADER})),
    Person("zhou", frozenset({OFFICER, REVIEWER, LEADER})),
    Person("audit", frozenset({Role.AUDITOR})),
    Person("root", frozenset({Role.ADMINISTRATOR})),
    Person("single:leader", frozenset({LEADER}), "single"),
]
#: Steps drawn, likely ones more often: otherwise hardly any plan gets past its review.
LIKELY = ["draft", "review", "submit", "record", "confirm", "record", "confirm", "approve", "skip"]
#: Who may not have done both, written down from the matrix and not read from the program.
APART = [
    *combinations(("draft", "review", "record", "approve"), 2),
    ("confirm", "draft"),
    ("confirm", "record"),
    ("confirm", "approve"),
]


@pytest.fixture(scope="module")
def year_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return complete(tmp_path_factory.mktemp("machine") / "2026")


@pytest.fixture
def quick(year_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Computed:
    """Compute every plan once: the machine asks for the same few again and again."""
    computed = compute(year_folder, "baseline", {})
    known: dict[tuple[Any, ...], Outcome] = {}

    def once(year: Year, scenario: Scenario) -> Outcome:
        key = tuple((lock.application_no, lock.to) for lock in scenario.locks)
        if key not in known:
            known[key] = planned(year, scenario)
        return known[key]

    monkeypatch.setattr(service, "compute", lambda *_: computed)
    monkeypatch.setattr(service, "read_kept", lambda _: computed.year)
    monkeypatch.setattr(adjust, "planned", once)
    return computed


class Course(RuleBasedStateMachine):
    """One decision in a store of its own."""

    folder: Path
    computed: Computed
    approved: ClassVar[list[str]]  # one entry a look at an approved plan

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="fund-machine-"))
        self.now = START
        self.store = open_store(self.place, now=self.now)
        self.door = Decisions(self.store)
        self.suggested = amounts_of(_document(self.computed))
        self.changeable = sorted(n for n, yuan in self.suggested.items() if yuan)[:3]

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.place)

    @rule(who=st.sampled_from(PEOPLE), action=st.sampled_from([*LIKELY, *ACTIONS]), data=st.data())
    def any_step(self, who: Person, action: str, data: st.DataObject) -> None:
        self.step(who, action, data)

    def step(self, who: Person, action: str, data: st.DataObject) -> None:
        self.now += timedelta(seconds=1)
        before, events = self.plan(), self.count()
        try:
            self._take(who, action, data, before)
        except RefusedError:
            assert self.plan() == before
            assert self.count() == events + 1  # the refusal itself
        else:
            assert self.count() > events

    @rule(data=st.data())
    def expected(self, data: st.DataObject) -> None:
        """Take the step that the plan waits for, by somebody who has the right to it."""
        plan = self.plan()
        action = "draft" if plan is None else next_action(plan)
        may = [one for one in PEOPLE if rights.may(one, action)]
        if may:
            self.step(data.draw(st.sampled_from(may)), action, data)

    def _take(self, who: Person, action: str, data: st.DataObject, before: Plan | None) -> None:
        if action == "draft":
            self.door.draft(
                who, self.now, "d", year=self.folder, scenario="baseline", overrides={},
                confirmed=CONFIRMED,
            )  # fmt: skip
            return
        details: dict[str, Any] = {}
        if action in ("record", "undefer"):
            details = {"session": "1", "date": "2026-11-01", "minutes_no": "m1"}
        if action in ("skip", "defer", "return", "withdraw", "undefer"):
            details["comment"] = "because"
        if action in ("defer", "undefer"):
            details["application_no"] = data.draw(st.sampled_from(self.changeable))
        if action == "adjust":
            number = data.draw(st.sampled_from(self.changeable))
            part = data.draw(st.sampled_from((0, 1, 2, 3)))
            to = self.suggested[number] * part // 2 // 10_000 * 10_000
            details["changes"] = [{"application_no": number, "to": to, "reason": "why"}]
        if action == "confirm" and before is not None and before.adjusted is not None:
            details["fingerprint"] = before.adjusted.fingerprint
        self.door.act(who, self.now, "d", action, **details)

    def plan(self) -> Plan | None:
        with self.store.read() as work:
            kept = work.get("plan", "d")
        return None if kept is None else read_plan(kept)

    def count(self) -> int:
        with self.store.read() as work:
            return work.head()[0]

    @invariant()
    def nobody_has_duties_that_exclude_one_another(self) -> None:
        plan = self.plan()
        for name in {step.by for step in plan.steps} if plan else ():
            mine = {step.duty for step in plan.steps if step.by == name} if plan else set()
            assert not [pair for pair in APART if mine.issuperset(pair)], (name, mine)

    @invariant()
    def the_chain_holds_and_plans_are_as_their_last_event_left_them(self) -> None:
        with self.store.read() as work:
            assert not check_store(work)[1]

    @invariant()
    def what_is_approved_was_decided_by_a_chain_of_people(self) -> None:
        plan = self.plan()
        if plan is None or plan.state is not State.APPROVED:
            return
        self.approved.append(plan.id)
        round_ = [step for step in plan.steps if step.round == plan.round]
        assert {"draft", "review", "submit", "approve"} <= {step.action for step in round_}
        assert all(step.sign_in != "single" for step in plan.steps)
        for meeting in plan.meetings:
            assert meeting.state == "confirmed" or (meeting.optional and meeting.reason)
            assert meeting.state != "confirmed" or meeting.recorded_by != meeting.confirmed_by

    @invariant()
    def amounts_stay_within_what_may_be_given(self) -> None:
        plan = self.plan()
        if plan is None:
            return
        adjusted = {one.application_no: one for one in plan.adjustments}
        for one in adjusted.values():
            assert one.suggested == self.suggested[one.application_no]
            assert one.reason
            assert one.minutes
        if plan.approved is None:
            return
        reader = Person("audit", frozenset({Role.AUDITOR}))
        listed = self.door.approved(reader, self.now, "d")
        assert listed is not None
        projects = {p["application_no"]: p for p in _document(self.computed)["projects"]}
        total = 0
        for number, one in listed["amounts"].items():
            assert one["suggested"] == self.suggested[number]
            if one["approved"] is None:
                assert any(d.application_no == number for d in plan.deferred)
                continue
            most = [projects[number][k] for k in ("entitled", "verified", "requested")]
            assert 0 <= one["approved"] <= min(yuan for yuan in most if yuan is not None)
            wanted = adjusted[number].to if number in adjusted else self.suggested[number]
            assert one["approved"] == wanted
            total += one["approved"]
        assert total == plan.approved.total
        assert total + plan.approved.reserved <= self.computed.outcome.totals["suggested"] + sum(
            max(one.to - one.suggested, 0) for one in adjusted.values()
        )


@functools.cache
def _read(data: bytes) -> Any:  # noqa: ANN401  # any JSON value

    return json.loads(data)


def _document(computed: Computed) -> Any:  # noqa: ANN401  # an outcome as data
    return _read(computed.files["outcome.json"])


def run(computed: Computed, folder: Path, examples: int, steps: int) -> None:
    seen: list[str] = []
    machine = type("Bound", (Course,), {"computed": computed, "folder": folder, "approved": seen})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert seen  # otherwise nothing was shown of what an approval needs


def test_random_people_never_get_a_plan_where_it_may_not_go(
    quick: Computed, year_folder: Path
) -> None:
    run(quick, year_folder, examples=8, steps=45)


@pytest.mark.long
def test_many_random_people_never_get_a_plan_where_it_may_not_go(
    quick: Computed, year_folder: Path
) -> None:
    run(quick, year_folder, examples=100, steps=60)
