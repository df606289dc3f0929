"""Larger random problems with the shape of a real year, for a second solver route and speed."""

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Label, Row, Rules

WAN = 10_000


def _label(values: list[str]) -> Label:
    names = tuple(sorted(set(values)))
    code = {name: k for k, name in enumerate(names)}
    return Label(names, np.array([code[v] for v in values], dtype=np.int64))


def year(
    n: int,
    seed: int,
    *,
    coarse: bool = False,
    floors: bool = False,
    objective: tuple[str, ...] = ("merit_yuan",),
    unit_cap: int = 500 * WAN,
) -> AllocationProblem:
    """Return ``n`` projects in seven clauses of three articles, about 0.7 n units, 1万元 grid."""
    dice = np.random.default_rng(seed)
    merit = dice.integers(50, 100, n) * 100 if coarse else dice.integers(5_000, 10_000, n)
    entitled = dice.integers(10, 500, n) * WAN
    numbers = dice.integers(0, 7, n).tolist()
    clauses = [f"{9 + k // 3}.{k % 3 + 1}" for k in numbers]
    articles = [str(9 + k // 3) for k in numbers]
    units = [f"U{k:06d}" for k in dice.integers(0, max(1, n * 7 // 10), n).tolist()]
    half = _half(entitled)
    rows = [
        Row(f"clause {c}", {"clause": (c,)}, at_most=half // 5, at_least=WAN if floors else None)
        for c in sorted(set(clauses))
    ]
    rows += [
        Row(f"article {a}", {"article": (a,)}, at_most=half // 2) for a in sorted(set(articles))
    ]
    rows += [Row(f"unit {u}", {"unit": (u,)}, at_most=unit_cap) for u in sorted(set(units))]
    return AllocationProblem(
        ids=np.array([f"{i:07d}" for i in range(n)], dtype=object),
        entitled=entitled,
        grid=np.full(n, WAN, dtype=np.int64),
        merit=merit,
        budget=half * 4 // 5 // WAN * WAN,
        labels={"article": _label(articles), "clause": _label(clauses), "unit": _label(units)},
        rows=tuple(rows),
        rules=Rules(),
        objective=objective,
    )


def _half(entitled: IntArray) -> int:
    return int(entitled.sum()) // 2 // WAN * WAN
