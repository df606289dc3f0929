"""Years of competitive clauses as programs: clauses, panels, pools, unit limits, least awards."""

import numpy as np

from optimizer.model.program import Chain, Program, ProgramRow
from optimizer.model.worth import Worth, linear

GRID = 10_000


def competitive_year(
    size: int, seed: int, *, coarse: bool = False, share: float = 0.15
) -> tuple[Program, Worth]:
    """Return a program of 7 clauses with 2 panels each in 5 articles, and its merit by yuan.

    ``coarse`` rounds merits to whole points; ``share`` of the units have a limit.
    """
    rng = np.random.default_rng(seed)
    clause, panel = rng.integers(0, 7, size), rng.integers(0, 2, size)
    entitled = rng.integers(20, 501, size) * GRID
    merit = rng.integers(6000, 9901, size)
    if coarse:
        merit = merit // 100 * 100
    most = entitled // GRID
    article = np.array([0, 1, 1, 1, 2, 3, 4])[clause]
    owner = rng.integers(0, max(1, size // 2), size)
    limit = int(most.sum() * rng.uniform(0.2, 0.6))
    rows = [_row("budget", np.arange(size), limit)]
    for k in range(5):
        members = np.flatnonzero(article == k)
        if len(members):
            limit = int(most[members].sum() * rng.uniform(0.2, 0.9))
            rows.append(_row(f"article {k}", members, limit))
    for k in range(max(1, size // 2)):
        if rng.random() > share:
            continue
        members, limit = np.flatnonzero(owner == k), int(rng.choice([50, 100, 200, 300, 500, 800]))
        if len(members) and most[members].sum() > limit:
            rows.append(_row(f"unit {k}", members, limit, holds=True))
    least = np.maximum(-(-entitled // (2 * GRID)), 10)
    chains = []
    for k in range(14):
        members = np.flatnonzero((clause == k // 2) & (panel == k % 2))
        levels = sorted(set(merit[members].tolist()), reverse=True)
        if levels:
            chains.append(Chain(tuple(members[merit[members] == w] for w in levels)))
    program = Program(
        np.arange(size), np.full(size, GRID), most, tuple(rows), least, entitled, tuple(chains)
    )
    return program, linear(merit, most)


def _row(name: str, members: np.ndarray, limit: int, *, holds: bool = False) -> ProgramRow:
    ones = np.ones(len(members), dtype=np.int64)
    return ProgramRow(name, members, ones, "<=", limit, GRID, holds=holds)
