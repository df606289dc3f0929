"""Every award against every limit: grids, domains, the budget, rows, locks, pass mark, shares."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.verify.domains import NOT_LOCKED
from optimizer.verify.exact import Mask
from optimizer.verify.findings import finding
from optimizer.verify.lines import Line
from optimizer.verify.paper import Paper


def check_awards(paper: Paper, awards: IntArray) -> Iterator[Problem]:
    """Check each award by itself: on its grid, within its domain, its lock, the pass mark."""
    domains, merit = paper.domains, paper.problem.merit
    for i in _where(awards < 0):
        yield finding("award.negative", paper.name(i), int(awards[i]), 0)
    for i in _where(awards > domains.most):
        yield finding("award.above_most", paper.name(i), int(awards[i]), int(domains.most[i]))
    for i in _where(awards % domains.grid != 0):
        yield finding("award.off_grid", paper.name(i), int(awards[i]), int(domains.grid[i]))
    unlocked = domains.locked == NOT_LOCKED
    for i in _where(~unlocked & (awards != domains.locked)):
        yield finding("award.lock", paper.name(i), int(awards[i]), int(domains.locked[i]))
    funded = unlocked & (awards > 0)
    for i in _where(funded & domains.fails):
        mark = paper.problem.rules.pass_mark
        yield finding("award.below_pass_mark", paper.name(i), int(merit[i]), mark)
    short = funded & (awards < domains.least)
    for i in _where(short & domains.whole & ~domains.out):
        yield finding("award.in_part", paper.name(i), int(awards[i]), int(domains.most[i]))
    for i in _where((short & ~domains.whole) | (funded & domains.out)):
        yield finding("award.below_minimum", paper.name(i), int(awards[i]), int(domains.least[i]))


def _where(mask: Mask) -> list[int]:
    return list(np.flatnonzero(mask).tolist())


def check_limits(paper: Paper, awards: IntArray) -> Iterator[Problem]:
    """Check every line of every limit over the awards of its projects."""
    lines = paper.lines
    totals = lines.totals(paper.steps(awards))
    over = lines.at_most & np.asarray(totals > lines.limits, dtype=np.bool_)
    under = ~lines.at_most & np.asarray(totals < lines.limits, dtype=np.bool_)
    for k in _where(over | under):
        yield _broken(lines.lines[k], int(totals[k]))


def _broken(line: Line, count: int) -> Problem:
    if line.unit == "stage":
        return finding("stage.share", line.row, count, line.limit)
    if line.unit == "yuan":
        if line.at_most:
            return finding("limit.exceeded", line.row, count, line.limit)
        return finding("limit.not_reached", line.row, count, line.limit)
    if line.at_most:
        return finding("limit.count_exceeded", line.name, count, line.limit)
    return finding("limit.count_not_reached", line.name, count, line.limit)
