"""Larger years by prices first: next to the bound, the same each time, and their trees hold."""

from fractions import Fraction

import numpy as np
import pytest

from optimizer.model.feasible import is_feasible
from optimizer.model.integer.engine import optimise
from optimizer.model.meter import Meter
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import Status
from optimizer.model.worth import Worth, linear


def year(size: int, seed: int) -> tuple[Program, list[Worth]]:
    """Return a year on a grid of 10,000 yuan: least awards, pools, unit limits, most projects."""
    rng = np.random.default_rng(seed)
    entitled, merit = rng.integers(50, 501, size), rng.integers(6000, 9901, size)
    clause, unit = rng.integers(0, 10, size), rng.integers(0, size // 3, size)
    everyone = np.arange(size)

    def limit(name: str, columns: np.ndarray, most: int, *, holds: bool = False) -> ProgramRow:
        return ProgramRow(name, columns, np.ones_like(columns), "<=", most, holds=holds)

    rows = [limit("budget", everyone, int(entitled.sum()) // 3)]
    for c in range(10):
        mine = np.flatnonzero(clause == c)
        share = 25 if c % 2 else 60
        rows.append(limit(f"clause {c}", mine, int(entitled[mine].sum()) * share // 100))
    for u in np.unique(unit).tolist():
        mine = np.flatnonzero(unit == u)
        if rng.random() < 0.15:
            rows.append(limit(f"unit {u}", mine, int(entitled[mine].sum()) // 2, holds=True))
        if len(mine) > 2:
            one, none = np.ones_like(mine), np.zeros_like(mine)
            rows.append(ProgramRow(f"most {u}", mine, none, "<=", 2, 1, one, holds=True))
    grid = np.full(size, 10_000)
    program = Program(everyone, grid, entitled, tuple(rows), lower=-(-entitled // 2))
    return program, [linear(merit * 10_000, entitled)]


def test_a_year_of_hundreds_is_proven() -> None:
    program, worths = year(200, 3)
    (level,) = optimise(program, worths, Meter()).levels
    assert level.bound - level.value < worths[0].step()


@pytest.mark.parametrize("size", [1_500, 7_000])
def test_a_large_year_ends_next_to_its_bound_and_alike_each_time(size: int) -> None:
    program, worths = year(size, 1)
    first, again = (optimise(program, worths, Meter(parts=1)) for _ in range(2))
    assert first.status is Status.OPTIMAL
    assert first.units is not None
    assert is_feasible(program, first.units)
    assert again.units is not None
    assert (first.units == again.units).all()
    (level,) = first.levels
    assert level.value == worths[0].at(first.units)
    assert 0 <= level.bound - level.value <= Fraction(level.value, 10**5)
    assert again.levels[0].bound == level.bound
