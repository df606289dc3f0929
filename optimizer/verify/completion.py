"""Whether a start can surely be completed to a plan that keeps every limit.

Later projects are given what limits still ask for, one limit after another, project by project.
That may fail where a cleverer way would not, so a "no" is no proof; a "yes" is.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.exact import Integers, Mask
from optimizer.verify.paper import Paper


def broken_lines(paper: Paper, steps: Integers) -> Mask:
    """Return which lines these steps break."""
    lines = paper.lines
    totals = lines.totals(steps)
    over = np.asarray(totals > lines.limits, dtype=np.bool_)
    under = np.asarray(totals < lines.limits, dtype=np.bool_)
    return np.where(lines.at_most, over, under)


def can_complete(paper: Paper, awards: IntArray, later: Mask) -> bool:
    """Say whether ``awards`` keep every limit, at the latest once some of ``later`` get more.

    ``later`` marks open projects that still have nothing. Members of monotone groups are left out
    here, as their order would have to be kept too, and of equal clauses, which share a ratio.
    """
    steps = paper.steps(awards)
    for _ in range(2):
        broken = broken_lines(paper, steps)
        if not broken.any():
            return True
        if not _mendable(paper, broken):
            return False
        free = later & (paper.group < 0) & ~paper.domains.equal
        steps = _filled(paper, steps, np.flatnonzero(broken), free)
    return not broken_lines(paper, steps).any()


def _mendable(paper: Paper, broken: Mask) -> bool:
    lines = paper.lines
    return not any(lines.at_most[k] for k in np.flatnonzero(broken).tolist())


def _filled(paper: Paper, steps: IntArray, asked: IntArray, later: Mask) -> IntArray:
    """Return ``steps`` with what the lines ``asked`` still need, the narrowest line first."""
    lines, domains = paper.lines, paper.domains
    steps = steps.copy()
    sizes = np.diff(lines.start)
    free = later.copy()
    for k in sorted(asked.tolist(), key=lambda line: int(sizes[line])):
        need = int(lines.limits[k]) - int(lines.totals(steps)[k])
        for e in range(int(lines.start[k]), int(lines.start[k + 1])):
            i = int(lines.projects[e])
            worth = int(lines.per_step[e])
            if need <= 0:
                break
            if not free[i] or worth <= 0:
                continue
            least, most = (int(v[i]) // int(domains.grid[i]) for v in (domains.least, domains.most))
            want = min(max(-(-need // worth), least), most)
            got = min(want, _room(paper, steps, i))
            if got >= least:
                steps[i] = got
                need -= got * worth
                free[i] = False
    return steps


def _room(paper: Paper, steps: IntArray, i: int) -> int:
    """Return the most steps that every at-most line has room for, for a project with nothing."""
    lines = paper.lines
    totals = lines.totals(steps)
    room = int(paper.domains.most[i]) // int(paper.domains.grid[i])
    for e in lines.of_project(i).tolist():
        k = int(lines.line_of[e])
        if lines.at_most[k]:
            left = int(lines.limits[k]) - int(totals[k])
            left -= 0 if lines.once is None else int(lines.once[e])
            per_step = int(lines.per_step[e])
            room = min(room, left // per_step) if per_step > 0 else (room if left >= 0 else 0)
    return max(room, 0)
