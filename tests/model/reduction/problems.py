"""Random linear allocation problems with many ties: clauses in articles, units, scores."""

import numpy as np

from optimizer.formats.problem import (
    NO_LIMIT,
    AllocationProblem,
    IntArray,
    Label,
    LabelLimits,
    Row,
    Rules,
    Stage,
)

GRID = 10
ARTICLE = {"6": "6", "9.1": "9", "9.2": "9", "13": "13", "14": "14"}


def linear_problem(
    draw: np.random.Generator, size: int, *, columns: bool = False
) -> AllocationProblem:
    """Return a problem whose stages are networks, small steps and few scores among them.

    With ``columns`` it has one stage, and its limits of units are columns.
    """
    clause = draw.choice(sorted(ARTICLE), size)
    article = np.array([ARTICLE[str(name)] for name in clause])
    unit = np.array([f"U{k}" for k in draw.integers(0, 1 + size // 2, size)])
    steps = draw.integers(0, int(draw.choice((3, 40))), size, endpoint=True)
    labels = {"clause": _label(clause), "article": _label(article), "unit": _label(unit)}
    rows: list[Row] = []
    blocks: list[LabelLimits] = []
    for label, column in labels.items():
        share = draw.uniform(0, 1)
        if columns and label == "unit":
            blocks = _columns(draw, column, steps, share)
            continue
        for code, name in enumerate(column.names):
            if draw.random() < share:
                asked = int(steps[column.codes == code].sum()) * GRID
                limit = int(draw.uniform(0.1, 1) * asked)
                rows.append(Row(f"{label} {name}", {label: (name,)}, at_most=limit))
    stages = (Stage(("6", "9.1")), Stage(("13",))) if not columns and draw.random() < 0.3 else ()
    return AllocationProblem(
        ids=np.array([f"{i:04d}" for i in range(size)], dtype=object),
        entitled=steps * GRID + draw.integers(0, GRID, size),
        grid=np.full(size, GRID),
        merit=draw.integers(0, int(draw.choice((3, 30, 4000))), size),
        labels=labels,
        budget=int(draw.uniform(0.1, 1) * steps.sum()) * GRID,
        rows=tuple(rows),
        rules=Rules(stages=stages, pass_mark=int(draw.integers(0, 2)) or None),
        objective=(str(draw.choice(("merit_yuan", "merit_projects"))),),
        label_limits=tuple(blocks),
    )


def _columns(
    draw: np.random.Generator, unit: Label, steps: IntArray, share: float
) -> list[LabelLimits]:
    """Return limits of units over all clauses, or over 6 and over 13 apart."""
    asked = np.bincount(unit.codes, weights=steps, minlength=len(unit.names)) * GRID
    scopes = ({},) if draw.random() < 0.5 else ({"clause": ("6", "9.1")}, {"clause": ("13",)})
    blocks = []
    for scope in scopes:
        limit = (asked * draw.uniform(0.1, 1, len(asked))).astype(np.int64)
        limit[draw.random(len(asked)) > share] = NO_LIMIT
        blocks.append(LabelLimits("unit", limit, f"unit {scope} ", scope))
    return blocks


def _label(values: np.ndarray) -> Label:
    names, codes = np.unique(values, return_inverse=True)
    return Label(tuple(names.tolist()), _int(codes))


def _int(values: np.ndarray) -> IntArray:
    return values.astype(np.int64)
