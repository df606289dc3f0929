"""Who was first: stale pages, and two at once in threads and processes."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from optimizer.decision import service
from optimizer.decision.course.prepare import prepared
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from optimizer.decision.types import Person
from optimizer.errors import RefusedError
from tests.support.door import (
    LI,
    NOW,
    ROOT,
    WANG,
    WU,
    ZHAO,
    ZHOU,
    drafted,
    events,
    held,
    refused,
    submitted,
)


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
    with ExitStack() as processes:
        leaders = [
            processes.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.support.approving", where, name],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for name in ("zhou", "wu")
        ]
        ready = [one.stdout.readline() for one in leaders if one.stdout is not None]
        for one in leaders:
            if one.stdin is not None:
                one.stdin.write("now\n")
                one.stdin.flush()
        answers = sorted(one.communicate(timeout=60)[0].strip() for one in leaders)
    assert ready == ["ready\n"] * 2
    winner = door.plan(LI, NOW, "d1").steps[-1].by
    assert answers == ["approved", f"course.someone_was_first {winner}"]


def test_of_two_first_drafts_under_one_name_one_wins(door: Decisions, year_folder: Path) -> None:
    drafted(door, year_folder, LI)
    assert refused(lambda: drafted(door, year_folder, WANG)) == "someone_was_first"
