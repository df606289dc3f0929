"""The solver's integer models run in a child process, which may die without harm."""

import subprocess

import numpy as np
import pytest

from optimizer.model.integer import engine, process
from optimizer.model.integer.question import Question, pose
from optimizer.model.meter import Meter
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import Status
from optimizer.model.worth import linear


def hard_to_meet() -> Program:
    """Return a program whose only plan is not near its relaxation: 7 a + 11 b + 13 c = 59."""
    coefs = np.array([7, 11, 13])
    row = ProgramRow("row", np.arange(3), coefs, "=", 59)
    upper, least = np.array([9, 9, 9]), np.array([2, 2, 1])
    return Program(np.arange(3), np.ones(3, dtype=np.int64), upper, (row,), lower=least)


def question() -> Question:
    program = hard_to_meet()
    return pose(program, linear(np.array([3, 5, 4]), program.upper), (), ())


def test_a_plan_of_the_child_process_keeps_the_program() -> None:
    units = process.plan_of_solver(question())
    assert units is not None
    assert question().allows(units)


def test_a_child_process_out_of_memory_gives_no_plan() -> None:
    assert process.plan_of_solver(question(), memory=2**26) is None


def test_a_child_process_out_of_time_gives_no_plan() -> None:
    assert process.plan_of_solver(question(), seconds=0) is None


def test_a_child_process_killed_in_the_middle_gives_no_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Doomed(subprocess.Popen[bytes]):
        def communicate(
            self, given: bytes | None = None, timeout: float | None = None
        ) -> tuple[bytes, bytes]:
            self.kill()
            return super().communicate(given, timeout)

    monkeypatch.setattr(subprocess, "Popen", Doomed)
    assert process.plan_of_solver(question()) is None


@pytest.mark.parametrize("found", [True, False])
def test_a_search_without_a_plan_asks_the_child_process(
    monkeypatch: pytest.MonkeyPatch, *, found: bool
) -> None:
    plan = process.plan_of_solver(question()) if found else None
    monkeypatch.setattr(engine, "plan_of_solver", lambda _: plan)
    monkeypatch.setattr("optimizer.model.integer.search.Search.offer", lambda *_: None)
    program = hard_to_meet()
    worth = linear(np.array([3, 5, 4]), program.upper)
    best = engine.optimise(program, [worth], Meter(parts=1))
    assert best.status is (Status.OPTIMAL if found else Status.NONE)
    assert engine.find_plan(program, Meter(parts=1))[0] is best.status
