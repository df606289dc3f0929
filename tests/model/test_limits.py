"""The table of limits counts exactly, whatever the members, numbers and sizes."""

import random
import time

import numpy as np
import pytest

from optimizer.formats.problem import AllocationProblem, Label, Row, Rules
from optimizer.model.setting import prepare
from optimizer.model.solve import solve
from optimizer.model.stage_program import build_program


def units(n: int, of_each: int) -> AllocationProblem:
    names = tuple(f"U{k:06d}" for k in range(n // of_each))
    return AllocationProblem(
        ids=np.array([f"{i:07d}" for i in range(n)], dtype=object),
        entitled=np.full(n, 30),
        grid=np.full(n, 10),
        merit=np.arange(n),
        budget=15 * n // 10 * 10,
        labels={"unit": Label(names, np.arange(n) // of_each)},
        rows=tuple(Row(f"unit {name}", {"unit": (name,)}, at_most=25) for name in names),
        rules=Rules(most_projects=("unit", 1)),
    )


@pytest.mark.parametrize("largest", [9, 2**53 - 1])
def test_sums_are_exact_beyond_64_bits(largest: int) -> None:
    rng = random.Random(largest)  # noqa: S311  a seeded generator, not a secret
    n = 20
    numbers = [rng.choice([None, rng.randint(-largest, largest)]) for _ in range(n)]
    grid = np.array([rng.choice([1, 2, 10]) for _ in range(n)])
    problem = AllocationProblem(
        ids=np.array([f"{i:02d}" for i in range(n)], dtype=object),
        entitled=np.array([rng.randint(1, largest) for _ in range(n)]),
        grid=grid,
        merit=np.zeros(n, dtype=np.int64),
        budget=5,
        numbers={"n": np.array(numbers, dtype=object)},
        rows=(Row("n", number="n", at_most=3, at_least=-3),),
    )
    setting = prepare(problem)
    limits = setting.limits
    steps = np.array([rng.randint(0, int(m // g)) for m, g in zip(setting.most, grid, strict=True)])
    sums = limits.sums(steps * grid).tolist()
    assert sums[0] == sum((steps * grid).tolist())
    scale = int(limits.limit[1]) // 3
    for k, up in ((1, True), (2, False)):
        expected = 0
        for i, value in enumerate(numbers):
            most = int(setting.most[i] // grid[i])
            if value and most:
                each = -(-scale * value // most) if up else scale * value // most
                expected += each * int(steps[i])
        assert sums[k] == expected


def test_rows_of_many_units_cost_no_more_than_their_number() -> None:
    """Ten times as many units take about ten times as long; a hundred would be the square."""
    took = []
    for n in (2_000, 20_000):
        problem = units(n, 2)
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            setting = prepare(problem)
            program = build_program(setting, setting.open, setting.lock_amounts)
            best = min(best, time.perf_counter() - start)
        assert len(program.rows) == n + 1
        took.append(best)
    assert took[1] < 35 * took[0]


def test_a_program_row_is_divided_by_what_its_open_members_have_in_common() -> None:
    problem = units(4, 2)
    setting = prepare(problem)
    rows = build_program(setting, setting.open, setting.lock_amounts).rows
    found = {row.name: (row.limit, row.unit, row.coefs.tolist()) for row in rows}
    assert found["unit U000000"] == (2, 10, [1, 1])
    assert found["most_projects U000001"] == (1, 1, [0, 0])


def test_numbers_far_apart_still_reach_the_solver() -> None:
    """Coefficients keep six digits of the least, so the greatest may be beyond what it takes."""
    problem = AllocationProblem(
        ids=np.array(["1", "2", "3"], dtype=object),
        entitled=np.array([5_000_000, 10_000, 10_000]),
        grid=np.array([1, 10_000, 10_000]),
        merit=np.array([9, 5, 1]),
        budget=20_000,
        numbers={"jobs": np.array([1, 300, -1], dtype=object)},
        rows=(Row("jobs", number="jobs", at_least=300, at_most=300),),
    )
    solution = solve(problem)
    assert solution.awards is not None
    assert solution.awards.tolist() == [0, 10_000, 0]
    assert solution.status == "optimal"
