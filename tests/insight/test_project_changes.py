"""What would change an award equals a look at every value, one by one."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, Label, Lock, Row, Rules
from optimizer.insight.project_changes import TOP_MERIT, Change, changes
from optimizer.insight.variants import with_at_most, with_budget, with_merit
from optimizer.model.solve import solve

GRID = 10_000


def problem_of(rng: np.random.Generator, n: int = 7) -> AllocationProblem:
    """Return a small year of one linear program: two articles with a pool, units with limits."""
    articles, units = rng.integers(0, 2, n), rng.integers(0, 3, n)
    entitled = rng.integers(1, 6, n) * GRID
    return AllocationProblem(
        ids=np.array([f"p{i}" for i in range(n)], dtype=object),
        entitled=entitled,
        grid=np.full(n, GRID, dtype=np.int64),
        merit=rng.integers(9990, 9998, n),
        budget=int(entitled.sum() // GRID // 2) * GRID,
        labels={
            "article": Label(("6", "9"), articles),
            "unit": Label(("A", "B", "C"), units),
        },
        rows=(
            Row("article 9", {"article": ("9",)}, at_most=int(rng.integers(2, 9)) * GRID),
            Row("unit A", {"unit": ("A",)}, at_most=int(rng.integers(2, 7)) * GRID),
        ),
    )


def first_rise(
    variant: Callable[[int], AllocationProblem], i: int, now: int, values: range
) -> int | None:
    """Return the first value that raises the award, looked for one by one."""
    for value in values:
        awards = solve(variant(value)).awards
        assert awards is not None
        if awards[i] > now:
            return value
    return None


@pytest.mark.parametrize("seed", range(12))
def test_the_first_value_found_is_the_first_of_all(seed: int) -> None:
    problem = problem_of(np.random.default_rng(seed))
    solution = solve(problem)
    assert solution.awards is not None
    demand = int(problem.entitled.sum())
    short = np.flatnonzero(solution.awards < problem.entitled).tolist()
    for i in short[:2]:
        now = int(solution.awards[i])
        found = {c.name: c for c in changes(problem, solution, str(problem.ids[i]))}
        merits = range(int(problem.merit[i]) + 1, TOP_MERIT + 1)
        by_merit = first_rise(partial(with_merit, problem, i), i, now, merits)
        assert found["merit"].at == by_merit
        budgets = range(problem.budget + GRID, demand + GRID, GRID)
        by_budget = first_rise(partial(with_budget, problem), i, now, budgets)
        assert (found["budget"].at, found["budget"].exact) == (by_budget, True)
        if "article 9" in found:
            start = found["article 9"].start
            pools = range(start + GRID, demand + GRID, GRID)
            by_pool = first_rise(partial(with_at_most, problem, "article 9"), i, now, pools)
            assert found["article 9"].at == by_pool


def test_the_answer_names_who_gives_way_and_the_range() -> None:
    problem = AllocationProblem(
        ids=np.array(["a", "b"], dtype=object),
        entitled=np.array([3 * GRID, 2 * GRID]),
        grid=np.array([GRID, GRID]),
        merit=np.array([8000, 7000]),
        budget=3 * GRID,
    )
    by_merit, by_budget = changes(problem, solve(problem), "b")
    # At equal merit the tie rule shares: 1.2 steps of 2 rounded down, 1.8 of 3 rounded up.
    assert (by_merit.at, by_merit.award, by_merit.until) == (8000, GRID, 8000)
    assert [(m.project, m.before, m.after) for m in by_merit.gives_way] == [
        ("a", 3 * GRID, 2 * GRID)
    ]
    assert (by_budget.at, by_budget.award, by_budget.until) == (4 * GRID, GRID, 4 * GRID)


def test_with_integer_rules_values_are_tried_in_order_and_nothing_more_is_claimed() -> None:
    problem = AllocationProblem(
        ids=np.array(["a", "b"], dtype=object),
        entitled=np.array([10 * GRID, 6 * GRID]),
        grid=np.array([GRID, GRID]),
        merit=np.array([8000, 7000]),
        budget=6 * GRID,
        rules=Rules(indivisible=True),
    )
    solution = solve(problem)
    assert solution.awards is not None
    assert solution.awards.tolist() == [0, 6 * GRID]
    by_budget = next(c for c in changes(problem, solution, "a") if c.what == "budget")
    assert (by_budget.at, by_budget.award, by_budget.exact) == (10 * GRID, 10 * GRID, False)


def test_a_locked_project_and_one_in_full_have_no_answer() -> None:
    problem = problem_of(np.random.default_rng(1))
    locked = replace(problem, rules=Rules(locks={"p0": Lock("refuse")}))
    assert list(changes(locked, solve(locked), "p0")) == []
    rich = with_budget(problem, 10**9)
    solution = solve(rich)
    assert solution.awards is not None
    full = int(np.flatnonzero(solution.awards == rich.entitled)[0])
    assert list(changes(rich, solution, f"p{full}")) == []


def test_an_unknown_project_is_refused() -> None:
    problem = problem_of(np.random.default_rng(1))
    with pytest.raises(KeyError):
        list(changes(problem, solve(problem), "q"))


def test_a_change_not_found_says_up_to_where_was_searched() -> None:
    change = Change("budget", "budget", 10, searched_to=50, exact=True)
    assert (change.at, change.until, change.award) == (None, None, None)
