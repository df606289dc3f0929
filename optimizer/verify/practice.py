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
    """Compare every award of a stage with scored projects with the method's own."""
    rooms = Headroom(paper)
    for number, (_, members) in enumerate(paper.stages):
        if any(not paper.is_equal(i) for i in members):
            mine = [i for i in members if i not in paper.locked and not paper.fails(i)]
            if problem.method == "by_rank":
                own = _by_rank(paper, rooms, number, mine)
            else:
                tiers = problem.rules.score_tiers if problem.method == "tiers" else ()
                shares = [_tier(paper, i, tiers) for i in mine]
                own = _one_ratio(paper, rooms, number, mine, shares)
            for i in members:
                if i not in paper.locked and awards[i] != own.get(i, 0):
                    yield finding("practice.amount", paper.ids[i], awards[i], own.get(i, 0))
        rooms.take(number, ((i, awards[i]) for i in members if i not in paper.locked))


def _by_rank(paper: Paper, rooms: Headroom, number: int, projects: list[int]) -> dict[int, int]:
    """Serve by falling merit, then number: each gets the most that every limit still allows."""
    own: dict[int, int] = {}
    left = rooms.copy()
    for i in sorted(projects, key=lambda i: (-paper.merit[i], i)):
        grid = paper.grid[i]
        low, high = 0, paper.most[i] // grid
        while low < high:
            middle = (low + high + 1) // 2
            if not left.broken_by(number, [i], [middle * grid], units=True):
                low = middle
            else:
                high = middle - 1
        own[i] = low * grid
        left.take(number, [(i, own[i])])
    return own


def _tier(paper: Paper, i: int, tiers: tuple[tuple[int, Fraction], ...]) -> Fraction:
    """Return the share of the band a merit is in (closed below); 1 where nothing is scored."""
    if not tiers or paper.is_equal(i):
        return Fraction(1)
    bands = sorted(tiers, reverse=True)
    return next((share for least, share in bands if paper.merit[i] >= least), Fraction(0))


def _one_ratio(
    paper: Paper, rooms: Headroom, number: int, projects: list[int], shares: list[Fraction]
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
