"""Random tiny programs whose rows are two laminar families, with merits that often tie."""

import numpy as np
from hypothesis import strategies as st

from optimizer.model.program import Program, ProgramRow, Sense

GRID = 10


@st.composite
def networks(
    draw: st.DrawFn, *, helpers: bool = False
) -> tuple[Program, list[list[int]], list[bool]]:
    """Draw a program, one or two objectives, and which variables the tie rule reads.

    A budget, two articles of two clauses each, three units; an article and a unit are left out at
    times, limits may be at least. Merits have three values.
    """
    n = draw(st.integers(1, 5))
    steps = [draw(st.integers(0, 4)) for _ in range(n)]
    entitled = [max(s * GRID + draw(st.integers(0, 9)), 1) for s in steps]
    clause = [draw(st.integers(0, 3)) for _ in range(n)]
    unit = [draw(st.integers(0, 2)) for _ in range(n)]
    groups = [list(range(n))]
    groups += [[j for j in range(n) if clause[j] // 2 == a] for a in range(2)]
    groups += [[j for j in range(n) if clause[j] == c] for c in range(4)]
    groups += [[j for j in range(n) if unit[j] == u] for u in range(3)]
    rows = []
    for k, members in enumerate(groups):
        wanted = draw(st.booleans())
        if wanted and members:
            sense: Sense = draw(st.sampled_from(("<=", "<=", "<=", ">=")))
            rows.append(_row(f"row {k}", members, sense, draw(st.integers(0, 7))))
    draw(st.randoms(use_true_random=False)).shuffle(rows)
    merits = st.sampled_from((0, 1, 1, 2))
    costs = [[draw(merits) for _ in range(n)] for _ in range(draw(st.integers(1, 2)))]
    read = st.booleans() if helpers else st.just(value=True)
    own = [draw(read) for _ in range(n)]
    costs = [[c if mine else 0 for c, mine in zip(cost, own, strict=True)] for cost in costs]
    program = Program(
        np.arange(n),
        np.full(n, GRID, dtype=np.int64),
        np.array(steps, dtype=np.int64),
        tuple(rows),
        entitled=np.array(entitled, dtype=np.int64),
    )
    return program, costs, own


def _row(name: str, members: list[int], sense: Sense, limit: int) -> ProgramRow:
    columns = np.array(members, dtype=np.int64)
    return ProgramRow(name, columns, np.ones(len(members), dtype=np.int64), sense, limit, GRID)
