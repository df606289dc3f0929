"""What a solve costs is one count that stages, objectives and engines share."""

import json
from fractions import Fraction

import numpy as np
import pytest

from optimizer.formats.problem_json import problem_from_json
from optimizer.model import solve as solving
from optimizer.model.chains.engine import optimise
from optimizer.model.meter import COST, Meter, meter_of
from optimizer.model.worth import linear
from tests.model.chains.instances import competitive_year


def test_a_share_spends_of_the_whole() -> None:
    whole = Meter(100, 10)
    half = whole.share(0.5)
    half.spend(60)
    half.part()
    assert half.is_spent
    assert (whole.left, whole.parts) == (40, 9)


def test_parts_aside_count_only_there_and_costs_count_everywhere() -> None:
    whole = Meter(100, 10)
    aside = whole.aside(0.5, 1)
    aside.part()
    aside.spend(10)
    assert aside.is_over
    assert (whole.left, whole.parts) == (90, 10)


def test_without_a_word_cost_is_the_limit_and_with_one_parts_are() -> None:
    assert meter_of(None).left == COST
    assert meter_of(7).parts == 7
    assert not meter_of(7).is_spent


@pytest.mark.parametrize("cost", [1, 200_000])
def test_a_list_of_objectives_ends_near_its_cost_with_plan_and_bound(cost: int) -> None:
    program, worth = competitive_year(120, 3)
    count = linear(np.ones(program.size, dtype=np.int64), program.upper)
    first, second = Meter(cost), Meter(cost)
    best, again = (optimise(program, [count, worth], meter) for meter in (first, second))
    assert best.units is not None
    assert again.units is not None
    assert (best.units == again.units).all()
    assert first.left == second.left
    # Each objective looks at the whole at any cost, and ends the piece of work it is at.
    assert cost - first.left < 4 * cost + 2_000_000
    assert all(level.bound >= Fraction(level.value) for level in best.levels)


def test_whether_there_is_any_plan_is_asked_at_a_limited_cost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    projects = [{"id": str(i), "entitled": 20, "grid": 2, "merit": 5 + i} for i in range(4)]
    row = {"name": "all", "at_least": 41, "at_most": 41, "members": {"id": ["0", "1", "2", "3"]}}
    rest = {"id": "x", "entitled": 3, "grid": 3, "merit": 1}
    row["members"]["id"].append("x")  # type: ignore[index]
    third = {"name": "third", "at_most": 2, "members": {"id": ["x"]}}
    problem = problem_from_json(
        json.dumps(
            {"format": "allocation-problem/1", "objective": ["merit_yuan"], "budget": 60,
             "projects": [*projects, rest], "rows": [row, third]}
        )
    )  # fmt: skip
    assert solving.solve(problem).status == "infeasible"
    spent: list[Meter] = []

    def little(_: int | None = None) -> Meter:
        spent.append(Meter(1))
        return spent[-1]

    monkeypatch.setattr(solving, "asking_meter", little)
    assert [solving.solve(problem).status for _ in range(2)] == ["stopped", "stopped"]
    assert len(spent) == 2
    assert spent[0].is_spent
    assert spent[0].left == spent[1].left
