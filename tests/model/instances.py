"""Random tiny allocation problems for the comparison with brute force."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from optimizer.formats.problem import AllocationProblem, Label, Lock, Row, Rules, Stage

SCORED = ("13", "14", "6")
EQUAL = ("5", "7")


def label(values: list[str]) -> Label:
    names = tuple(sorted(set(values)))
    return Label(names, np.array([names.index(v) for v in values], dtype=np.int64))


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    equal: bool = False,
    floors: bool = False,
    locks: bool = False,
    grids: tuple[int, ...] = (10,),
    methods: tuple[str, ...] = ("optimum",),
    objectives: tuple[tuple[str, ...], ...] = (("merit_yuan",), ("merit_projects",)),
) -> AllocationProblem:
    """Draw a problem of at most five projects, few steps each, scores that often tie."""
    n = draw(st.integers(1, 5))
    clauses = [draw(st.sampled_from(EQUAL + SCORED if equal else SCORED)) for _ in range(n)]
    is_equal = [c in EQUAL for c in clauses]
    grid = [1 if e else draw(st.sampled_from(grids)) for e in is_equal]
    steps = [draw(st.integers(0, 4)) for _ in range(n)]
    extra = [draw(st.sampled_from((0, 0, 3))) for _ in range(n)]
    entitled = [s * g + (e if g > 3 else 0) for s, g, e in zip(steps, grid, extra, strict=True)]
    merit = [0 if e else draw(st.integers(0, 4)) for e in is_equal]
    units = [draw(st.sampled_from(("U1", "U2", "U3"))) for _ in range(n)]
    unit = max(grid)
    amounts = st.integers(0, 12).map(lambda k: k * unit // 2)
    rows = [
        Row(f"clause {c}", {"clause": (c,)}, at_most=draw(amounts))
        for c in sorted(set(clauses))
        if draw(st.booleans())
    ]
    rows += [
        Row(f"unit {u}", {"unit": (u,)}, at_most=draw(amounts))
        for u in sorted(set(units))
        if draw(st.booleans())
    ]
    scored = sorted({c for c in clauses if c in SCORED})
    if floors and scored:
        c = draw(st.sampled_from(scored))
        rows.append(Row("floor", {"clause": (c,)}, at_least=draw(st.integers(1, 4)) * unit // 2))
    fixed = {}
    if locks:
        for i in range(n):
            one_step = Lock(grid[i] if steps[i] else 0)
            kinds = (None, None, None, Lock("full"), Lock("refuse"), one_step)
            lock = draw(st.sampled_from(kinds))
            if lock is not None:
                fixed[f"{i:04d}"] = lock
    stages: tuple[Stage, ...] = ()
    if equal:
        stages = (Stage(EQUAL), Stage(SCORED))
    elif draw(st.booleans()):
        share = draw(st.sampled_from((None, Fraction(1, 2))))
        stages = (Stage(("13",), share),)
    tiers = ((3, Fraction(1)), (1, Fraction(1, 2)))
    return AllocationProblem(
        ids=np.array([f"{i:04d}" for i in range(n)], dtype=object),
        entitled=np.array(entitled, dtype=np.int64),
        grid=np.array(grid, dtype=np.int64),
        merit=np.array(merit, dtype=np.int64),
        budget=draw(st.integers(0, 25)) * unit // 2,
        labels={"clause": label(clauses), "unit": label(units)},
        rows=tuple(rows),
        rules=Rules(
            equal=EQUAL if equal else (),
            stages=stages,
            locks=fixed,
            pass_mark=draw(st.sampled_from((None, None, 1, 2))),
            score_tiers=tiers,
        ),
        objective=draw(st.sampled_from(objectives)),
        method=draw(st.sampled_from(methods)),
    )
