"""The practice methods done again by hand: by rank, the same ratio for all, by score tier."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.verify.completion import can_complete
from optimizer.verify.equal import WHOLE
from optimizer.verify.exact import Integers, Mask
from optimizer.verify.findings import finding, notice
from optimizer.verify.monotone import next_steps
from optimizer.verify.paper import Paper

#: Where something may be completed in many ways, so many trials (projects x entries) are made.
MOST_TRIALS = 2 * 10**8


def check_practice(paper: Paper, awards: IntArray) -> Iterator[Problem]:
    """Find every award that the method would not give, in stages with scored projects.

    Limits that the plan breaks are found elsewhere; here it is shown that nobody could get more:
    a further step breaks a limit, or leaves no way seen to meet a limit that still asks for more.
    """
    for number, served in enumerate(paper.stages):
        if not paper.is_scored(number):
            continue
        mine = served.projects[paper.domains.is_open[served.projects]]
        if paper.problem.method == "by_rank":
            yield from _by_rank(paper, number, mine, awards)
        else:
            yield from _one_ratio(paper, number, mine, awards)


def _in_rank_order(paper: Paper, projects: IntArray) -> IntArray:
    return projects[np.lexsort((projects, -paper.problem.merit[projects]))]


def _by_rank(paper: Paper, number: int, mine: IntArray, awards: IntArray) -> Iterator[Problem]:
    """By falling merit, then number, each has the most that every limit still allows."""
    order = _in_rank_order(paper, mine)
    settled = paper.settled(number, awards)
    asks = any(line.signed or not line.at_most for line in paper.lines.lines)
    if asks and len(order) * len(paper.lines.projects) > MOST_TRIALS:
        yield notice(finding("practice.not_checked", "by_rank", own=len(order)))
        return
    rooms = _Rooms(paper, settled)
    more = next_steps(paper, paper.steps(awards)) * paper.domains.grid
    given = settled.copy()
    later = paper.domains.is_open & (paper.stage_of >= number)
    for i in order.tolist():
        x = int(more[i])
        later[i] = False
        if x <= paper.domains.most[i] and rooms.fit(i, x):
            given[i] = x
            if not asks or can_complete(paper, given, later):
                yield finding("practice.amount", paper.name(i), int(awards[i]), x)
        given[i] = awards[i]
        rooms.take(i, int(awards[i]))


class _Rooms:
    """What every at-most limit has left, while projects take their part one after another."""

    def __init__(self, paper: Paper, settled: IntArray) -> None:
        lines = paper.lines
        left = lines.limits - lines.totals(paper.steps(settled))
        self._left: list[int] = left.tolist()
        self._paper = paper
        self._stops = [line.at_most and not line.signed for line in lines.lines]
        self._line: list[int] = lines.line_of.tolist()
        self._per_step: list[int] = lines.per_step.tolist()
        self._once = None if lines.once is None else lines.once.tolist()

    def _counts(self, i: int, x: int) -> Iterator[tuple[int, int]]:
        """Yield every line of project ``i``, with what it counts at ``x`` yuan."""
        steps = x // int(self._paper.domains.grid[i])
        for e in self._paper.lines.of_project(i).tolist():
            once = 0 if self._once is None or not steps else self._once[e]
            yield self._line[e], self._per_step[e] * steps + once

    def fit(self, i: int, x: int) -> bool:
        """Say whether every limit has room for ``x`` yuan."""
        return all(not self._stops[k] or n <= self._left[k] for k, n in self._counts(i, x))

    def take(self, i: int, x: int) -> None:
        """Take ``x`` yuan for project ``i``."""
        for k, count in self._counts(i, x) if x else ():
            self._left[k] -= count


def _one_ratio(paper: Paper, number: int, mine: IntArray, awards: IntArray) -> Iterator[Problem]:
    """All are paid by one ratio, in millionths, and the next one would not fit."""
    settled = paper.settled(number, awards)
    pay = _OneRatio(paper, mine, settled)
    k = pay.greatest_ratio(awards)
    own = pay.at(k)
    for i in mine[np.flatnonzero(own[mine] != awards[mine])].tolist():
        yield finding("practice.amount", paper.name(i), int(awards[i]), int(own[i]))
    if k < WHOLE:
        beyond = pay.at(k + 1)
        later = paper.domains.is_open & (paper.stage_of > number)
        if can_complete(paper, settled + beyond, later):
            for i in mine[np.flatnonzero(beyond[mine] > awards[mine])].tolist():
                yield finding("practice.amount", paper.name(i), int(awards[i]), int(beyond[i]))


class _OneRatio:
    """What one ratio for all pays; with score tiers each project has its tier's part of it."""

    def __init__(self, paper: Paper, mine: IntArray, settled: IntArray) -> None:
        self._paper = paper
        self._mine = mine
        self._settled = settled
        tiers = paper.problem.rules.score_tiers if paper.problem.method == "tiers" else ()
        shares = (
            [_tier(paper, i, tiers) for i in mine.tolist()] if tiers else [Fraction(1)] * len(mine)
        )
        entitled = paper.problem.entitled[mine].tolist()
        self._per_ratio = _objects(c.numerator * a for c, a in zip(shares, entitled, strict=True))
        self._unit = _objects(c.denominator * WHOLE for c in shares)

    def at(self, k: int) -> IntArray:
        """Return the awards at ``k`` millionths, 0 outside."""
        domains, mine = self._paper.domains, self._mine
        grid = domains.grid[mine]
        own = (k * self._per_ratio // (self._unit * grid) * grid).astype(np.int64)
        paid = np.zeros(len(domains.grid), dtype=np.int64)
        paid[mine] = np.where(own >= domains.least[mine], own, 0)
        for group, count in self._counted():
            ranked = _in_rank_order(self._paper, group[paid[group] > 0])
            paid[ranked[max(count, 0) :]] = 0
        return paid

    def _counted(self) -> Iterator[tuple[IntArray, int]]:
        """Yield the projects of each value of most projects, and how many may still be funded."""
        rule = self._paper.problem.rules.most_projects
        if rule is None:
            return
        inside = np.zeros(len(self._settled), dtype=np.bool_)
        inside[self._mine] = True
        for members in self._paper.roster.by_value(rule[0]).values():
            funded = int((self._settled[members] > 0).sum())
            yield members[inside[members]], rule[1] - funded

    def greatest_ratio(self, awards: IntArray) -> int:
        """Return the greatest ratio that gives nobody more than the award."""
        domains, mine = self._paper.domains, self._mine
        passed_over: Mask = np.zeros(len(awards), dtype=np.bool_)
        for group, count in self._counted():
            if int((awards[group] > 0).sum()) >= count:
                passed_over[group[awards[group] == 0]] = True
        x = awards[mine]
        more = np.where(x == 0, domains.least[mine], x + domains.grid[mine])
        can = np.asarray(self._per_ratio > 0, dtype=np.bool_) & ~passed_over[mine]
        ratios = (more[can] * self._unit[can] - 1) // self._per_ratio[can]
        return int(min([WHOLE, *ratios.tolist()]))


def _objects(values: Iterator[int]) -> Integers:
    return np.array([*values, None], dtype=object)[:-1]


def _tier(paper: Paper, i: int, tiers: tuple[tuple[int, Fraction], ...]) -> Fraction:
    """Return the share of the band a merit is in (closed below); 1 where nothing is scored."""
    if paper.domains.equal[i]:
        return Fraction(1)
    bands = sorted(tiers, reverse=True)
    merit = int(paper.problem.merit[i])
    return next((share for least, share in bands if merit >= least), Fraction(0))
