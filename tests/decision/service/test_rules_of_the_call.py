"""The rules of a call, and what blocks a plan on the way, through the door."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.decision import service
from optimizer.decision.course.computed import Computed
from optimizer.decision.course.states import State
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from tests.support.completed_year import BUNDLED
from tests.support.door import (
    LI,
    NOW,
    WANG,
    ZHAO,
    ZHOU,
    copied,
    drafted,
    events,
    held,
    refused,
    submitted,
)


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
    folder = copied(year_folder, tmp_path / "2026")
    submitted(door, folder)
    held(door)
    (folder / "scores.xlsx").write_bytes(b"other scores")
    assert refused(lambda: door.act(ZHOU, NOW, "d1", "approve")) == "blocked.out_of_date"


def test_the_first_draft_freezes_the_call_and_nobody_changes_it_once_there_are_scores(
    door: Decisions, store: Store, year_folder: Path, tmp_path: Path
) -> None:
    plan = drafted(door, year_folder)
    assert [one["action"] for one in events(store)] == ["issue", "draft"]
    assert door.issue_call(WANG, NOW, year_folder).rules == plan.draft.rules
    other = copied(year_folder, tmp_path / "other")
    file = other / "year.toml"
    text = file.read_text(encoding="utf-8").replace('pass_mark = "60"', 'pass_mark = "65"')
    file.write_text(text, encoding="utf-8")
    assert refused(lambda: door.issue_call(WANG, NOW, other)) == "call_issued"
    notice = '\n[[supplementary_notice]]\nnumber = "5"\ndate = 2026-05-20\nreason = "higher"\n'
    file.write_text(text + notice, encoding="utf-8")
    assert door.issue_call(WANG, NOW, other).rules != plan.draft.rules


def test_before_there_are_scores_a_call_may_be_issued_anew(
    store: Store, year_folder: Path, tmp_path: Path
) -> None:
    door = Decisions(store)
    early = copied(year_folder, tmp_path / "early")
    (early / "scores.xlsx").unlink()
    first = door.issue_call(LI, NOW, early)
    file = early / "year.toml"
    text = file.read_text(encoding="utf-8").replace('pass_mark = "60"', 'pass_mark = "65"')
    file.write_text(text, encoding="utf-8")
    assert door.issue_call(LI, NOW, early).rules != first.rules


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
