"""FROZEN: what a practised PuLP user would write for the same data, and nothing cleverer.

The yardstick of every ratio, so it is not to be improved or slowed down: changing this file makes
the figures of before incomparable. One variable a project in grid steps, one ``lpSum`` a limit,
the faster of HiGHS and CBC by measurement. Grid data on a network has a grid optimum, so the
variables are continuous.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pulp

from benchmarks.instances import ARTICLE_OF, ARTICLES, CLAUSES, Instance, IntArray

Backend = Literal["HiGHS", "CBC"]


def model(year: Instance, merit: IntArray) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """Return the model of ``year`` with the worth ``merit`` a step, shape (n,)."""
    problem = pulp.LpProblem("allocation", pulp.LpMaximize)
    x = [
        problem.add_variable(f"x_{i}", lowBound=0, upBound=steps)
        for i, steps in enumerate(year.steps.tolist())
    ]
    problem += pulp.lpSum(w * x_i for w, x_i in zip(merit.tolist(), x, strict=True))
    problem += pulp.lpSum(x) <= year.budget
    by_clause: list[list[pulp.LpVariable]] = [[] for _ in CLAUSES]
    by_article: list[list[pulp.LpVariable]] = [[] for _ in ARTICLES]
    by_unit: dict[int, list[pulp.LpVariable]] = {u: [] for u in year.limited.tolist()}
    article = ARTICLE_OF[year.clause].tolist()
    for x_i, c, a, u in zip(x, year.clause.tolist(), article, year.unit.tolist(), strict=True):
        by_clause[c].append(x_i)
        by_article[a].append(x_i)
        if u in by_unit:
            by_unit[u].append(x_i)
    for members, cap in zip(by_clause, year.clause_cap.tolist(), strict=True):
        problem += pulp.lpSum(members) <= cap
    for members, cap in zip(by_article, year.article_cap.tolist(), strict=True):
        problem += pulp.lpSum(members) <= cap
    caps = year.unit_cap.tolist()
    for unit, members in by_unit.items():
        problem += pulp.lpSum(members) <= caps[unit]
    return problem, x


def solve(year: Instance, merit: IntArray, backend: Backend) -> IntArray:
    """Return the best award of each project in grid steps, rounded from the solver's floats."""
    problem, x = model(year, merit)
    solver = (
        pulp.HiGHS(msg=False, threads=1) if backend == "HiGHS" else pulp.PULP_CBC_CMD(msg=False)
    )
    problem.solve(solver)
    if pulp.LpStatus[problem.status] != "Optimal":
        raise RuntimeError(pulp.LpStatus[problem.status])
    return np.array([round(x_i.value()) for x_i in x], dtype=np.int64)
