"""Monotone groups: who has the higher merit is paid at no lower a ratio, on the grid.

For every two projects of a group, i of at least the merit of j: i has its most, or one more grid
step would pass the ratio of j, or a limit of its holder has no room for its next step.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.verify.exact import Mask
from optimizer.verify.findings import finding
from optimizer.verify.paper import Paper


def check_monotone(paper: Paper, awards: IntArray) -> Iterator[Problem]:
    """Find everybody who stands behind one of no more merit, with the one furthest ahead."""
    everyone = np.ones(len(awards), dtype=np.bool_)
    groups = paper.groups(everyone)
    held = held_back(paper, awards) if groups else everyone
    free = ~held & (awards < paper.domains.most)
    for group in groups:
        for i, j in _behind(paper, awards, free, group):
            yield finding("monotone", paper.name(i), int(awards[i]), paper.name(j))


def _behind(
    paper: Paper, awards: IntArray, free: Mask, group: IntArray
) -> Iterator[tuple[int, int]]:
    """Yield who could take a step below the best ratio of no more merit, and whose ratio it is.

    ``group`` is by falling merit, so it is gone through from its end: one comparison a project.
    """
    rows = zip(
        group.tolist(),
        paper.problem.merit[group].tolist(),
        awards[group].tolist(),
        paper.problem.entitled[group].tolist(),
        paper.domains.grid[group].tolist(),
        free[group].tolist(),
        strict=True,
    )
    best, given, of = -1, 0, 1
    for _, level in groupby(reversed(list(rows)), key=lambda row: row[1]):
        equals = list(level)
        for i, _, x, entitled, _, _ in equals:
            if x * of > given * entitled:
                best, given, of = i, x, entitled
        for i, _, x, entitled, grid, can in equals:
            if can and (x + grid) * of <= given * entitled:
                yield i, best


def next_steps(paper: Paper, steps: IntArray) -> IntArray:
    """Return each project's next admissible number of steps above ``steps``."""
    least = paper.domains.least // paper.domains.grid
    return np.where(steps == 0, np.maximum(least, 1), steps + 1)


def held_back(paper: Paper, awards: IntArray) -> Mask:
    """Return who has a limit of its holder without room for its next admissible award."""
    lines, steps = paper.lines, paper.steps(awards)
    out = np.zeros(len(awards), dtype=np.bool_)
    holding = np.array([line.holds for line in lines.lines], dtype=np.bool_)
    entries = np.flatnonzero(holding[lines.line_of])
    if len(entries):
        rise = (lines.counts(next_steps(paper, steps)) - lines.counts(steps))[entries]
        slack = (lines.limits - lines.totals(steps))[lines.line_of[entries]]
        full = np.asarray(rise > slack, dtype=np.bool_)
        out[lines.projects[entries[full]]] = True
    return out
