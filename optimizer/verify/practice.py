"""The practice methods done again by hand: by rank, the same ratio for all, by score tier."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem
from optimizer.verify.equal import WHOLE
from optimizer.verify.findings import finding
from optimizer.verify.paper import Paper
from optimizer.verify.rooms import Rooms


def check_practice(
    paper: Paper, problem: AllocationProblem, awards: list[int]
) -> Iterator[Problem]:
    """Compare every award outside ``equal`` with the method's own, stage by stage."""
    rooms = Rooms(paper)
    for number, (_, members) in enumerate(paper.stages):
        equal = [i for i in members if paper.is_equal(i)]
        rooms.take(number, ((i, awards[i]) for i in equal if i not in paper.locked))
        mine = [i for i in members if not paper.is_equal(i) and i not in paper.locked]
        passed = [i for i in mine if not paper.fails(i)]
        if problem.method == "by_rank":
            own = _by_rank(paper, rooms, number, passed)
        else:
            tiers = problem.rules.score_tiers if problem.method == "tiers" else ()
            own = _one_ratio(
                paper, rooms, number, passed, [_tier(paper.merit[i], tiers) for i in passed]
            )
        for i in mine:
            if awards[i] != own.get(i, 0):
                yield finding("practice.amount", paper.ids[i], awards[i], own.get(i, 0))
        rooms.take(number, ((i, awards[i]) for i in mine))


def _by_rank(paper: Paper, rooms: Rooms, number: int, projects: list[int]) -> dict[int, int]:
    """Serve by falling merit, then number: each gets the most that every limit still allows."""
    own = {}
    left = list(rooms.left)
    share = rooms.share[number]
    for i in sorted(projects, key=lambda i: (-paper.merit[i], i)):
        most = paper.most[i]
        for row in rooms.rows_of[i]:
            if paper.limits[row].at_most is not None:
                most = min(most, left[row])
        if share is not None:
            most = min(most, share)
        x = max(most, 0) // paper.grid[i] * paper.grid[i]
        own[i] = x
        for row in rooms.rows_of[i]:
            left[row] -= x
        if share is not None:
            share -= x
    return own


def _tier(merit: int, tiers: tuple[tuple[int, Fraction], ...]) -> Fraction:
    """Return the share of the band that a merit is in (closed below); 0 below all, 1 without."""
    if not tiers:
        return Fraction(1)
    return next(
        (share for least, share in sorted(tiers, reverse=True) if merit >= least), Fraction(0)
    )


def _one_ratio(
    paper: Paper, rooms: Rooms, number: int, projects: list[int], shares: list[Fraction]
) -> dict[int, int]:
    """Pay all by the greatest common ratio, in millionths, that keeps every limit."""

    def at(k: int) -> list[int]:
        return [
            paper.grid[i]
            * (k * c.numerator * paper.entitled[i] // (WHOLE * c.denominator * paper.grid[i]))
            for i, c in zip(projects, shares, strict=True)
        ]

    low, high = 0, WHOLE
    while low < high:
        middle = (low + high + 1) // 2
        if rooms.broken_by(number, projects, at(middle), units=True):
            high = middle - 1
        else:
            low = middle
    return dict(zip(projects, at(low), strict=True))
