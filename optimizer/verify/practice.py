"""The practice methods done again by hand: by rank, the same ratio for all, by score tier."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem
from optimizer.verify.equal import WHOLE
from optimizer.verify.findings import finding
from optimizer.verify.headroom import Headroom
from optimizer.verify.paper import Paper


def check_practice(
    paper: Paper, problem: AllocationProblem, awards: list[int]
) -> Iterator[Problem]:
    """Find every award that the method would not give, in stages with scored projects.

    Limits that the plan breaks are found elsewhere; here it is shown that nobody could get more:
    a further step breaks a limit, or leaves no way seen to meet a floor that is still open.
    """
    rooms = Headroom(paper)
    for number, (_, members) in enumerate(paper.stages):
        if any(not paper.is_equal(i) for i in members):
            mine = [i for i in members if i not in paper.locked and not paper.fails(i)]
            for i in sorted(set(members) - set(mine) - set(paper.locked)):
                if awards[i]:
                    yield finding("practice.amount", paper.ids[i], awards[i], 0)
            if problem.method == "by_rank":
                yield from _by_rank(paper, rooms, number, mine, awards)
            else:
                tiers = problem.rules.score_tiers if problem.method == "tiers" else ()
                ratios = [_tier(paper, i, tiers) for i in mine]
                yield from _one_ratio(paper, rooms, number, mine, (ratios, awards))
        rooms.take(number, ((i, awards[i]) for i in members if i not in paper.locked))


def _fits(rooms: Headroom, number: int, projects: list[int], awards: list[int]) -> bool:
    """Say whether these awards surely fit: no limit is broken, every floor is in reach."""
    if rooms.broken_by(number, projects, awards, units=True, floors=False):
        return False
    return rooms.floors_in_reach(number, projects, awards)


def _by_rank(
    paper: Paper, rooms: Headroom, number: int, projects: list[int], awards: list[int]
) -> Iterator[Problem]:
    """By falling merit, then number, each has the most that every limit still allows."""
    served: list[int] = []
    for i in sorted(projects, key=lambda i: (-paper.merit[i], i)):
        more = awards[i] + paper.grid[i]
        before = [awards[j] for j in served]
        served.append(i)
        if more <= paper.most[i] and _fits(rooms, number, served, [*before, more]):
            yield finding("practice.amount", paper.ids[i], awards[i], more)


def _tier(paper: Paper, i: int, tiers: tuple[tuple[int, Fraction], ...]) -> Fraction:
    """Return the share of the band a merit is in (closed below); 1 where nothing is scored."""
    if not tiers or paper.is_equal(i):
        return Fraction(1)
    bands = sorted(tiers, reverse=True)
    return next((share for least, share in bands if paper.merit[i] >= least), Fraction(0))


def _one_ratio(
    paper: Paper,
    rooms: Headroom,
    number: int,
    projects: list[int],
    plan: tuple[list[Fraction], list[int]],
) -> Iterator[Problem]:
    """All are paid by one ratio, in millionths, and the next one would not fit."""
    shares, awards = plan

    def at(k: int) -> list[int]:
        return [
            paper.grid[i]
            * (k * c.numerator * paper.entitled[i] // (WHOLE * c.denominator * paper.grid[i]))
            for i, c in zip(projects, shares, strict=True)
        ]

    def most_ratio(i: int, share: Fraction) -> int:
        """Return the greatest ratio that gives no more than the award."""
        per_ratio = share.numerator * paper.entitled[i]
        beyond = (awards[i] + paper.grid[i]) * WHOLE * share.denominator
        return min(WHOLE, (beyond - 1) // per_ratio) if per_ratio else WHOLE

    k = min((most_ratio(i, c) for i, c in zip(projects, shares, strict=True)), default=WHOLE)
    for i, own in zip(projects, at(k), strict=True):
        if awards[i] != own:
            yield finding("practice.amount", paper.ids[i], awards[i], own)
    if k < WHOLE and _fits(rooms, number, projects, at(k + 1)):
        for i, own in zip(projects, at(k + 1), strict=True):
            if awards[i] < own:
                yield finding("practice.amount", paper.ids[i], awards[i], own)
