"""Tiny random programs with every kind of row, and every point of them in plain loops."""

import random
from collections.abc import Iterator
from itertools import product

import numpy as np

from optimizer.model.program import Program, ProgramRow, Sense
from optimizer.model.worth import Worth


def generator(seed: int) -> random.Random:
    """Return a generator that draws the same each time."""
    return random.Random(seed)  # noqa: S311  nothing here is secret


def draw(rng: random.Random) -> tuple[Program, list[Worth]]:
    """Draw a program of at most five variables with up to four rows, and one or two objectives."""
    n = rng.randint(1, 5)
    upper = [rng.randint(0, 4) for _ in range(n)]
    lower = np.array([rng.randint(1, max(1, u)) for u in upper])
    rows = tuple(_row(rng, upper) for _ in range(rng.randint(1, 4)))
    program = Program(
        np.arange(n),
        np.ones(n, dtype=np.int64),
        np.array(upper),
        rows,
        lower=lower if rng.random() < 0.7 else None,
    )
    return program, [_worth(rng, upper) for _ in range(rng.randint(1, 2))]


def _row(rng: random.Random, upper: list[int]) -> ProgramRow:
    columns = [j for j in range(len(upper)) if rng.random() < 0.7] or [0]
    negative = rng.random() < 0.3
    coefs = [rng.randint(-3 if negative else 0, 4) for _ in columns]
    funded = [rng.randint(-2 if negative else 0, 3) for _ in columns]
    total = sum(abs(a) * upper[j] for a, j in zip(coefs, columns, strict=True))
    senses: tuple[Sense, ...] = ("<=", "<=", "<=", ">=", "=")
    sense = rng.choice(senses)
    limit = 0
    if sense == "=" or rng.random() < 0.8:
        # Most rows allow a point drawn at random, so that most programs have one.
        point = [rng.randint(0, u) for u in upper]
        limit = sum(a * point[j] for a, j in zip(coefs, columns, strict=True))
    else:
        limit = rng.randint(-2 if negative else 0, total // 2 + 2)
    counts = np.array(funded) if rng.random() < 0.4 else None
    names = (np.array(columns), np.array(coefs))
    return ProgramRow("row", *names, sense, limit, 1, counts, holds=rng.random() < 0.6)


def _worth(rng: random.Random, upper: list[int]) -> Worth:
    n = len(upper)
    funded = None if rng.random() < 0.6 else np.array([rng.randint(0, 5) for _ in range(n)])
    if rng.random() < 0.6:
        steps = np.array([rng.randint(0, 9) for _ in range(n)])
        return Worth((steps,), (np.array(upper),), funded)
    first = np.array([rng.randint(0, u) for u in upper])
    second = np.array([rng.randint(e, u) for e, u in zip(first.tolist(), upper, strict=True)])
    high = np.array([rng.randint(3, 9) for _ in range(n)])
    return Worth((high, np.array([rng.randint(0, 3) for _ in range(n)])), (first, second), funded)


def points(program: Program) -> Iterator[tuple[int, ...]]:
    """Yield every point of the domains that keeps every row."""
    least = [1] * program.size if program.lower is None else program.lower.tolist()
    domains = [
        [0, *range(max(low, 1), high + 1)]
        for low, high in zip(least, program.upper.tolist(), strict=True)
    ]
    for point in product(*domains):
        if all(_keeps(row, point) for row in program.rows):
            yield point


def _keeps(row: ProgramRow, point: tuple[int, ...]) -> bool:
    columns: list[int] = row.columns.tolist()
    count: int = sum(a * point[j] for a, j in zip(row.coefs.tolist(), columns, strict=True))
    if row.funded is not None:
        funded = zip(row.funded.tolist(), columns, strict=True)
        count += sum(f for f, j in funded if point[j] > 0)
    if row.sense == "<=":
        return count <= row.limit
    return count >= row.limit if row.sense == ">=" else count == row.limit


def value(worth: Worth, column: int, steps: int) -> int:
    """Return what a variable is worth at some steps."""
    if steps == 0:
        return 0
    total = 0 if worth.funded is None else int(worth.funded[column])
    for step, end, before in zip(worth.steps, worth.ends, (None, *worth.ends), strict=False):
        start = 0 if before is None else int(before[column])
        total += int(step[column]) * max(0, min(steps, int(end[column])) - start)
    return total
