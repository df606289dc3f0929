"""The generated years in the forms that our own solver takes: bare arrays, and a problem."""

from __future__ import annotations

import numpy as np

from benchmarks.instances import ARTICLE_OF, ARTICLES, CLAUSES, GRID, Instance, IntArray
from optimizer.formats.problem import (
    NO_LIMIT,
    AllocationProblem,
    Label,
    LabelLimits,
    Row,
)
from optimizer.model.reduction.network import NO_UNIT, Network, forest


def network_of(year: Instance, merit: IntArray | None = None) -> Network:
    """Return ``year`` as a network, with ``merit`` (shape (n,)) instead of its own if given."""
    clauses = np.eye(len(CLAUSES), dtype=np.bool_)
    articles = np.arange(len(ARTICLES))[:, None] == ARTICLE_OF
    everyone = np.ones((1, len(CLAUSES)), dtype=np.bool_)
    cap = np.concatenate([year.clause_cap, year.article_cap, [year.budget]])
    tree = forest(np.vstack([clauses, articles, everyone]), cap, year.clause, year.steps)
    if tree is None:
        raise AssertionError("clauses, articles and the budget nest")
    unit = np.where(year.unit_cap[year.unit] >= 0, year.unit, NO_UNIT)
    worth = year.merit if merit is None else merit
    unit_cap = np.maximum(year.unit_cap, 0)
    return Network(year.clause, worth, year.steps, unit, unit_cap, tree.pools)


def problem_of(year: Instance) -> AllocationProblem:
    """Return ``year`` as an allocation problem in yuan, limits of units as columns."""
    digits = len(str(year.size))
    units = len(year.unit_cap)
    clause_order = np.argsort(np.array(CLAUSES))
    article_order = np.argsort(np.array(ARTICLES))
    limit = np.where(year.unit_cap >= 0, year.unit_cap * GRID, NO_LIMIT)
    pools = [
        *(("clause", n, c) for n, c in zip(CLAUSES, year.clause_cap.tolist(), strict=True)),
        *(("article", n, c) for n, c in zip(ARTICLES, year.article_cap.tolist(), strict=True)),
    ]
    return AllocationProblem(
        ids=np.array([f"{i:0{digits}d}" for i in range(year.size)], dtype=object),
        entitled=year.steps * GRID,
        grid=np.full(year.size, GRID),
        merit=year.merit,
        budget=year.budget * GRID,
        labels={
            "clause": _label(CLAUSES, clause_order, year.clause),
            "article": _label(ARTICLES, article_order, ARTICLE_OF[year.clause]),
            "unit": Label(tuple(f"U{u:07d}" for u in range(units)), year.unit),
        },
        rows=tuple(Row(f"{kind} {n}", {kind: (n,)}, at_most=c * GRID) for kind, n, c in pools),
        label_limits=(LabelLimits("unit", limit, "unit "),),
    )


def _label(names: tuple[str, ...], order: IntArray, codes: IntArray) -> Label:
    return Label(tuple(names[k] for k in order.tolist()), np.argsort(order)[codes])
