"""Years of some size: proven, the same each time, and within the work that is allowed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from optimizer.model.chains.bounding import Bounding, Part, View
from optimizer.model.chains.engine import find_plan, optimise
from optimizer.model.chains.frame import Frame
from optimizer.model.chains.pricing import Goal
from optimizer.model.chains.search import Search
from optimizer.model.feasible import is_feasible
from optimizer.model.levels import Level
from optimizer.model.meter import Meter, meter_of
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import Status
from optimizer.model.worth import Worth
from tests.model.chains.instances import competitive_year


def level_of(program: Program, worth: Worth, work: int | None = None) -> Level:
    best = optimise(program, [worth], meter_of(work))
    assert best.units is not None
    assert is_feasible(program, best.units)
    assert worth.at(best.units) == best.levels[0].value
    return best.levels[0]


@pytest.mark.parametrize(("seed", "coarse"), [(1, False), (5, True)])
def test_two_hundred_projects_are_proven(seed: int, *, coarse: bool) -> None:
    program, worth = competitive_year(200, seed, coarse=coarse)
    level = level_of(program, worth)
    assert 0 <= level.bound - level.value < worth.step()


def test_a_thousand_projects_are_near_the_bound_with_little_work() -> None:
    program, worth = competitive_year(1000, 2, coarse=True)
    level = level_of(program, worth, 5)
    assert (level.bound - level.value) * 1000 <= level.bound


def test_answers_are_the_same_each_time() -> None:
    program, worth = competitive_year(80, 4, coarse=True)
    first, second = (optimise(program, [worth], Meter(parts=40)) for _ in range(2))
    assert first.units is not None
    assert second.units is not None
    assert first.units.tolist() == second.units.tolist()
    assert repr(first.levels) == repr(second.levels)


def test_more_work_is_never_worse() -> None:
    program, worth = competitive_year(120, 3, coarse=True)
    little, more = level_of(program, worth, 1), level_of(program, worth, 60)
    assert little.value <= more.value <= more.bound <= little.bound


def test_the_search_stops_at_its_limit_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    program, worth = competitive_year(120, 4)
    opened: list[Part] = []
    view = Bounding.view

    def counted(self: Bounding, part: Part, is_done: Callable[[Part], bool]) -> View:
        opened.append(part)
        return view(self, part, is_done)

    monkeypatch.setattr(Bounding, "view", counted)
    found = Search(Frame(program), Goal((worth,)), worth.step(), None, Meter(parts=9)).run()
    assert 1 <= len(opened) <= 10
    assert found.units is not None


def test_a_clash_is_proven_and_an_open_question_is_said() -> None:
    program, worth = competitive_year(60, 1)
    everyone, ones = np.arange(program.size), np.ones(program.size, dtype=np.int64)
    most = int(program.upper.sum())
    too_much = ProgramRow("floor", everyone, ones, ">=", most + 1, 10_000)
    clash = replace(program, rows=(*program.rows, too_much))
    assert optimise(clash, [worth], Meter()).status is Status.INFEASIBLE
    assert find_plan(clash, Meter())[0] == "none"


def test_a_floor_that_can_be_met_is_met() -> None:
    program, worth = competitive_year(60, 1)
    budget = program.rows[0]
    floor = replace(budget, name="floor", sense=">=", limit=budget.limit * 3 // 4)
    status, units = find_plan(replace(program, rows=(*program.rows, floor)), Meter())
    assert status == "plan"
    assert units is not None
    assert int(units.sum()) >= floor.limit
    assert worth.at(units) > 0
