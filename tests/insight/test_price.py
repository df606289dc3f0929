"""What a lock, a limit or a rule costs: the plan solved without it, beside the plan."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, Label, Lock, Row, Rules
from optimizer.insight.difference import Move
from optimizer.insight.marginal import marginal
from optimizer.insight.parametric import Stopped
from optimizer.insight.price import Price, prices
from optimizer.model.solve import solve

GRID = 10_000


def problem_of(**changed: Any) -> AllocationProblem:  # noqa: ANN401
    """Return two projects, of which the budget pays for one."""
    given: Mapping[str, Any] = {
        "ids": np.array(["a", "b"], dtype=object),
        "entitled": np.array([2 * GRID, 2 * GRID]),
        "grid": np.array([GRID, GRID]),
        "merit": np.array([8000, 7000]),
        "budget": 2 * GRID,
        "labels": {
            "clause": Label(("6", "9.1"), np.array([0, 1])),
            "size": Label(("small",), np.array([-1, 0])),
        },
    }
    return AllocationProblem(**{**given, **changed})


def priced(problem: AllocationProblem) -> dict[str, Price]:
    return {price.name: price for price in prices(problem, solve(problem))}


def test_a_lock_costs_the_merit_of_whom_it_displaces() -> None:
    found = priced(problem_of(rules=Rules(locks={"b": Lock("full")})))
    assert found["b"].merit == (8000 - 7000) * 2 * GRID
    assert set(found["b"].moves) == {Move("a", 0, 2 * GRID), Move("b", 2 * GRID, 0)}
    assert found["b"].exact


def test_a_limit_costs_what_the_plan_without_it_gains() -> None:
    small = Row("small", {"size": ("small",)}, at_least=GRID)
    unit = Row("unit x", {"id": ("a",)}, at_most=2 * GRID)
    found = priced(problem_of(rows=(small, unit)))
    assert set(found) == {"small"}
    assert found["small"].merit == (8000 - 7000) * GRID


def test_equal_pay_without_merit_has_no_price() -> None:
    problem = problem_of(
        grid=np.array([1, GRID]), merit=np.array([0, 7000]), rules=Rules(equal=("6",))
    )
    assert priced(problem)["equal"].unavailable == "no_merit"


def test_the_run_can_be_stopped_between_two_prices() -> None:
    def stop(done: int, total: int) -> None:
        assert (done, total) == (0, 1)
        raise Stopped

    problem = problem_of(rules=Rules(locks={"b": Lock("full")}))
    with pytest.raises(Stopped):
        list(prices(problem, solve(problem), progress=stop))


def test_one_more_step_of_the_budget_goes_to_the_next_in_merit_up_to_where_it_is_full() -> None:
    problem = problem_of(budget=GRID)
    found = marginal(problem, solve(problem))
    assert found.merit == 8000 * GRID
    assert found.moves == (Move("a", GRID, 2 * GRID),)
    assert (found.until, found.exact) == (2 * GRID, True)


def test_more_money_than_everybody_asks_for_is_worth_nothing() -> None:
    problem = problem_of(budget=4 * GRID)
    found = marginal(problem, solve(problem))
    assert (found.merit, found.moves) == (0, ())
