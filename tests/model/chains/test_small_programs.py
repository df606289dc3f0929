"""Tiny programs with every feature mixed, against all their points."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from optimizer.model.chains.engine import find_plan, optimise
from optimizer.model.feasible import is_feasible
from optimizer.model.meter import Meter
from optimizer.model.program import Chain, Program, ProgramRow, Sense
from optimizer.model.solver import Status
from optimizer.model.worth import Worth


def _row(rng: np.random.Generator, size: int, name: str) -> ProgramRow:
    kind = rng.integers(0, 6)
    columns = np.flatnonzero(rng.random(size) < 0.7)
    ones = np.ones(len(columns), dtype=np.int64)
    if kind == 0:
        return ProgramRow(name, columns, ones, "<=", int(rng.integers(0, 8)), holds=True)
    if kind == 1:
        count = int(rng.integers(1, 3))
        return ProgramRow(name, columns, 0 * ones, "<=", count, funded=ones, holds=True)
    coefs = rng.integers(-2 if kind == 2 else 1, 4, len(columns))
    sense: Sense = "<=" if kind in {2, 3} else ">="
    funded = rng.integers(0, 3, len(columns)) if kind == 4 else None
    limit = int(rng.integers(0, 12 if sense == "<=" else 6))
    return ProgramRow(name, columns, coefs, sense, limit, funded=funded)


def random_program(seed: int) -> tuple[Program, list[Worth]]:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 6))
    upper = rng.integers(1, 5, size)
    unit = rng.choice([1, 2, 5], size)
    entitled = upper * unit + rng.integers(0, unit)
    lower = np.minimum(rng.integers(1, 4, size), upper) if rng.random() < 0.7 else None
    order = rng.permutation(size)
    inside = order[: int(rng.integers(1, size + 1))]
    chains = []
    while len(inside):
        part, inside = np.split(inside, [int(rng.integers(1, len(inside) + 1))])
        levels = []
        while len(part):
            level, part = np.split(part, [int(rng.integers(1, len(part) + 1))])
            levels.append(np.sort(level))
        chains.append(Chain(tuple(levels)))
    budget = ProgramRow(
        "budget", np.arange(size), unit, "<=", int(rng.integers(0, int(unit @ upper) + 1))
    )
    rows = (budget, *(_row(rng, size, f"row {k}") for k in range(int(rng.integers(0, 4)))))
    program = Program(np.arange(size), unit, upper, rows, lower, entitled, tuple(chains))
    worths = []
    for _ in range(int(rng.integers(1, 3))):
        first = rng.integers(0, 9, size)
        if rng.random() < 0.3:
            split = rng.integers(0, upper + 1)
            worth = Worth((first, rng.integers(0, first + 1)), (split, upper))
        else:
            funded = rng.integers(0, 6, size) if rng.random() < 0.3 else None
            worth = Worth((first,), (upper,), funded)
        worths.append(worth)
    return program, worths


def all_plans(program: Program) -> Iterator[np.ndarray]:
    least = program.lower if program.lower is not None else np.ones(program.size, dtype=np.int64)
    choices = [
        [0, *range(int(low), int(up) + 1)] for low, up in zip(least, program.upper, strict=True)
    ]
    for point in product(*choices):
        units = np.array(point, dtype=np.int64)
        if is_feasible(program, units):
            yield units


@pytest.mark.parametrize("block", range(6))
def test_the_best_plan_is_the_best_of_all_points(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        program, worths = random_program(seed)
        plans = list(all_plans(program))
        best = optimise(program, worths, Meter(parts=3000))
        status, plan = find_plan(program, Meter(parts=3000))
        if not plans:
            assert (best.status, status) == (Status.INFEASIBLE, "none"), seed
            continue
        assert status == "plan", seed
        assert plan is not None
        assert is_feasible(program, plan)
        expected = max(tuple(w.at(u) for w in worths) for u in plans)
        assert best.units is not None, seed
        assert is_feasible(program, best.units)
        assert tuple(level.value for level in best.levels) == expected, seed
        for worth, level in zip(worths, best.levels, strict=True):
            assert level.bound >= level.value
            assert level.bound - level.value < Fraction(worth.step()), seed
