"""Random years as integer arrays, seeded: what both sides of a comparison are given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

GRID = 10_000
CLAUSES = (  # of a year such as the measures have
    *("5.1", "5.2", "5.3", "6", "7", "8", "9.1", "9.2"),
    *("9.3", "10", "11", "12", "13", "14", "15.1", "15.2"),
)
ARTICLES = ("5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15")
#: Article of each clause, as a position in ``ARTICLES``.
ARTICLE_OF = np.array([ARTICLES.index(name.split(".")[0]) for name in CLAUSES], dtype=np.int64)
SHARES = (0.15, 0.5, 1.0)
SEEDS = (1, 2, 3, 4, 5)
CRITERIA = 5
_MOST_OF_A_UNIT = 5


@dataclass(frozen=True)
class Instance:
    """A year: ``n`` projects of units in clauses, all amounts in grid steps of ``GRID`` yuan.

    ``clause``, ``unit``, ``steps`` and ``merit`` have shape (n,); ``clause_cap`` one entry a
    clause, ``article_cap`` one an article, ``unit_cap`` one a unit, -1 for a unit without limit.
    ``criteria`` (shape (n, CRITERIA)) are scores in hundredths of a point of each criterion.
    """

    clause: IntArray
    unit: IntArray
    steps: IntArray
    merit: IntArray
    criteria: IntArray
    budget: int
    clause_cap: IntArray
    article_cap: IntArray
    unit_cap: IntArray

    @property
    def size(self) -> int:
        """Number of projects."""
        return len(self.clause)

    @cached_property
    def limited(self) -> IntArray:
        """Units with a limit, rising."""
        return np.flatnonzero(self.unit_cap >= 0)


def instance(size: int, share: float, seed: int) -> Instance:
    """Return a random year.

    Units have 1 to 5 projects, projects 50 to 500 grid steps and merits of 60 to 99 points. The
    budget is a third of what is asked; about half of the pools bind; ``share`` of the units have a
    limit, of .3 to .9 of what they ask.
    """
    draw = np.random.default_rng((seed, size, round(100 * share)))
    sizes = draw.integers(1, _MOST_OF_A_UNIT, size=size, endpoint=True)
    units = int(np.searchsorted(np.cumsum(sizes), size)) + 1
    unit = np.repeat(np.arange(units), sizes[:units])[:size]
    unit = unit[draw.permutation(size)]
    weights = draw.uniform(0.5, 1.5, len(CLAUSES))
    clause = draw.choice(len(CLAUSES), size=size, p=weights / weights.sum())
    steps = draw.integers(50, 500, size=size, endpoint=True)
    criteria = draw.integers(6000, 9900, size=(size, CRITERIA), endpoint=True)
    asked = _sums(clause, steps, len(CLAUSES))
    by_article = _sums(ARTICLE_OF[clause], steps, len(ARTICLES))
    by_unit = _sums(unit, steps, units)
    has = draw.random(units) < share
    cap = np.maximum((by_unit * draw.uniform(0.3, 0.9, units)).astype(np.int64), 1)
    return Instance(
        clause=clause.astype(np.int64),
        unit=unit.astype(np.int64),
        steps=steps,
        merit=draw.integers(6000, 9900, size=size, endpoint=True),
        criteria=criteria,
        budget=int(steps.sum()) // 3,
        clause_cap=(asked * draw.uniform(0.2, 0.6, len(CLAUSES))).astype(np.int64),
        article_cap=(by_article * draw.uniform(0.2, 0.7, len(ARTICLES))).astype(np.int64),
        unit_cap=np.where(has, cap, -1),
    )


def weightings(count: int, seed: int) -> IntArray:
    """Return ``count`` integer weightings of the criteria that add up to 100, shape (count, 5)."""
    draw = np.random.default_rng((seed, count))
    cuts = np.sort(draw.integers(0, 100, size=(count, CRITERIA - 1), endpoint=True), axis=1)
    edges = np.hstack([np.zeros((count, 1), dtype=np.int64), cuts, np.full((count, 1), 100)])
    return np.diff(edges, axis=1)


def _sums(codes: IntArray, values: IntArray, size: int) -> IntArray:
    return np.bincount(codes, weights=values, minlength=size).astype(np.int64)
