"""Random programs whose rows are nested pools and disjoint units."""

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.exact import Integers
from optimizer.model.program import Program, ProgramRow


def network_program(
    draw: np.random.Generator, size: int, *, worths: int, steps: int, units: int
) -> tuple[Program, Integers]:
    """Return a program of ``size`` projects and the worth of a step of each.

    Few ``worths``, few ``steps`` and many ``units`` to a project make ties of every kind.
    """
    clause = draw.integers(0, 5, size)
    article = np.array([0, 0, 1, 1, 2])[clause]
    upper = draw.integers(0, steps, size, endpoint=True)
    rows = [_row("budget", np.arange(size), upper, draw, holds=False)]
    groups: list[tuple[str, IntArray, bool]] = [
        *((f"clause {c}", np.flatnonzero(clause == c), False) for c in range(5)),
        *((f"article {a}", np.flatnonzero(article == a), False) for a in range(2)),
    ]
    unit = draw.integers(0, units, size)
    scope = clause < draw.integers(1, 6)
    groups += [(f"unit {u}", np.flatnonzero((unit == u) & scope), True) for u in range(units)]
    rows += [
        _row(name, members, upper, draw, holds=holds)
        for name, members, holds in groups
        if len(members) and draw.random() < 0.7
    ]
    order = draw.permutation(len(rows)).tolist()
    program = Program(np.arange(size), np.full(size, 10), upper, tuple(rows[k] for k in order))
    return program, draw.integers(0, worths, size) * 10


def _row(
    name: str, members: IntArray, upper: IntArray, draw: np.random.Generator, *, holds: bool
) -> ProgramRow:
    limit = int(draw.uniform(0.1, 1.2) * upper[members].sum())
    coefs = np.ones(len(members), dtype=np.int64)
    return ProgramRow(name, members, coefs, "<=", limit, 10, holds=holds)
