"""Every award against every limit: grids, ceilings, the budget, rows, locks, pass mark, shares."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem
from optimizer.verify.findings import finding
from optimizer.verify.paper import Limit, Paper


def unread(problem: AllocationProblem) -> Iterator[Problem]:
    """Name every rule of the problem that this audit does not read: nothing passes unseen."""
    rules = problem.rules
    present = {
        "minimum_award": rules.minimum_award is not None,
        "indivisible": bool(rules.indivisible),
        "most_projects": rules.most_projects is not None,
        "monotone": bool(rules.monotone),
        "diminishing": bool(rules.diminishing),
    }
    for name, on in present.items():
        if on:
            yield finding("rule.unread", name)
    for row in problem.rows:
        if row.number is not None:
            yield finding("rule.unread", row.name)


def check_awards(paper: Paper, awards: list[int]) -> Iterator[Problem]:
    """Check each award by itself: integer on its grid, within its most, its lock, the pass mark."""
    for i, x in enumerate(awards):
        if x < 0:
            yield finding("award.negative", paper.ids[i], x, 0)
        elif x > paper.most[i]:
            yield finding("award.above_most", paper.ids[i], x, paper.most[i])
        if x % paper.grid[i] and not paper.is_equal(i):
            yield finding("award.off_grid", paper.ids[i], x, paper.grid[i])
        if i in paper.locked:
            if x != paper.locked[i]:
                yield finding("award.lock", paper.ids[i], x, paper.locked[i])
        elif x and paper.fails(i):
            yield finding("award.below_pass_mark", paper.ids[i], paper.merit[i], paper.pass_mark)


def check_limits(paper: Paper, awards: list[int]) -> Iterator[Problem]:
    """Check the budget and every row over the sum of its members' awards."""
    everything = sum(awards)
    for limit in paper.limits:
        total = sum(awards[i] for i in limit.members)
        if limit.at_most is not None and total > limit.at_most:
            yield finding("limit.exceeded", limit.name, total, limit.at_most)
        if limit.at_least is not None and total < limit.at_least:
            yield finding("limit.not_reached", limit.name, total, limit.at_least)
        yield from _shares(limit, total, everything)


def _shares(limit: Limit, total: int, everything: int) -> Iterator[Problem]:
    most, least = limit.at_most_share, limit.at_least_share
    if most is not None and total > most * everything:
        yield finding("limit.exceeded", limit.name, total, int(most * everything))
    if least is not None and total < least * everything:
        yield finding("limit.not_reached", limit.name, total, -int(-least * everything // 1))


def check_stage_shares(paper: Paper, awards: list[int]) -> Iterator[Problem]:
    """Check that a stage with a share of the budget stays within it."""
    for stage, members in paper.stages:
        if stage.share is None:
            continue
        total, own = sum(awards[i] for i in members), int(stage.share * paper.budget)
        if total > own:
            yield finding("stage.share", ", ".join(stage.clauses), total, own)
