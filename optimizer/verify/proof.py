"""The certificate: nothing better exists, shown by multipliers and no solver.

Any multipliers of the right sign bound every plan from above (weak duality), so the auditor need
not know how they were found: bound = sum y_k b_k + sum over projects of the best that
(worth - prices) x steps can be within its own domain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm

from optimizer.errors import Problem
from optimizer.formats.solution import Solution
from optimizer.verify.findings import finding
from optimizer.verify.objective import READ, coefficients, step_of, worth
from optimizer.verify.paper import Paper, common_grid
from optimizer.verify.rooms import Rooms


def check_proof(
    paper: Paper, solution: Solution, awards: list[int], objectives: tuple[str, ...]
) -> Iterator[Problem]:
    """Check objective, bound and status: one entry a stage with projects outside ``equal``."""
    rooms = Rooms(paper)
    entry = 0
    for number, (_, members) in enumerate(paper.stages):
        equal = [i for i in members if paper.is_equal(i)]
        rooms.take(number, ((i, awards[i]) for i in equal if i not in paper.locked))
        mine = [i for i in members if not paper.is_equal(i)]
        for name in objectives if mine else ():
            if name in READ:
                stage = _Stage(paper, rooms, number, name)
                yield from _check_entry(stage, solution, awards, entry)
            entry += 1
        rooms.take(number, ((i, awards[i]) for i in mine if i not in paper.locked))
    for what, stated in (
        ("objective", len(solution.objective)),
        ("bound", len(solution.bound)),
        ("objective_scale", len(solution.objective_scale)),
        ("multipliers", len(solution.certificate.multipliers)),
    ):
        if stated != entry:
            yield finding("proof.entries", what, stated, entry)


class _Stage:
    """One optimised stage: its projects, what a step of each is worth, what the limits have left.

    The right-hand sides are what locks, earlier stages and the stage's own equal clauses left,
    on the common grid of the projects that are still open.
    """

    def __init__(self, paper: Paper, rooms: Rooms, number: int, name: str) -> None:
        self.paper = paper
        self.rooms = rooms
        self.mine = [i for i in paper.stages[number][1] if not paper.is_equal(i)]
        self.open = [i for i in self.mine if i not in paper.locked and not paper.fails(i)]
        self.step_worth, self.scale = coefficients(paper, self.mine, name)
        self.still_open = frozenset(self.open)
        self.share = rooms.share[number]

    def right_side(self, row: int, *, at_most: bool) -> int:
        """Return what a limit leaves to the open projects; a floor: what it still wants of them."""
        inside = [i for i in self.paper.limits[row].members if i in self.still_open]
        step = common_grid(inside, self.paper.grid)
        if at_most:
            left = self.rooms.left[row]
            if row == 0 and self.share is not None:
                left = min(left, self.share)
            return left // step * step
        return -(-self.rooms.needed[row] // step) * step

    def bound(self, prices: Mapping[int, Fraction]) -> Fraction:
        """Return the exact bound that the multipliers give, by rows of ``paper.limits``."""
        scale = lcm(*(price.denominator for price in prices.values()))
        whole = {row: int(price * scale) for row, price in prices.items() if price}
        total = sum(y * self.right_side(row, at_most=y > 0) for row, y in whole.items())
        for i, c in zip(self.mine, self.step_worth, strict=True):
            steps = self.paper.most[i] // self.paper.grid[i]
            if i in self.still_open:
                price = sum(whole.get(row, 0) for row in self.rooms.rows_of[i])
                total += max(0, c * scale - price * self.paper.grid[i]) * steps
            elif i in self.paper.locked:
                total += c * scale * (self.paper.locked[i] // self.paper.grid[i])
        return Fraction(total, scale)


def _check_entry(
    stage: _Stage, solution: Solution, awards: list[int], entry: int
) -> Iterator[Problem]:
    """Check one entry of objective, scale, bound and multipliers."""
    where = "solution"
    at = entry + 1
    own = worth(stage.paper, stage.mine, stage.step_worth, awards)
    if _at(solution.objective, entry) != own:
        yield finding("proof.objective", where, _at(solution.objective, entry), own, entry=at)
    if _at(solution.objective_scale, entry) != stage.scale:
        yield finding(
            "proof.scale", where, _at(solution.objective_scale, entry), stage.scale, entry=at
        )
    if entry >= len(solution.certificate.multipliers):
        return
    stated = solution.certificate.multipliers[entry]
    prices, problems = _prices(stage.paper, stated)
    yield from problems
    if problems:
        return
    bound = stage.bound(prices)
    if _at(solution.bound, entry) != bound.numerator // bound.denominator:
        yield finding("proof.bound", where, _at(solution.bound, entry), str(bound), entry=at)
    if own > bound:
        yield finding("proof.above_bound", where, own, str(bound), entry=at)
    step = step_of(stage.step_worth)
    if solution.status == "optimal" and bound - own >= step:
        yield finding("proof.not_optimal", where, own, str(bound), step=step, entry=at)


def _prices(
    paper: Paper, stated: Mapping[str, Fraction]
) -> tuple[dict[int, Fraction], list[Problem]]:
    """Return multipliers by row, and those that name no limit or have the wrong sign."""
    rows = {limit.name: row for row, limit in enumerate(paper.limits)}
    prices: dict[int, Fraction] = {}
    problems = []
    for name, value in sorted(stated.items()):
        row = rows.get(name)
        if row is None:
            problems.append(finding("proof.unknown_limit", name, str(value)))
            continue
        limit = paper.limits[row]
        wrong = (value > 0 and limit.at_most is None) or (value < 0 and limit.at_least is None)
        if wrong:
            problems.append(finding("proof.sign", name, str(value)))
        prices[row] = Fraction(value)
    return prices, problems


def _at(values: tuple[int, ...], entry: int) -> int | None:
    return values[entry] if entry < len(values) else None
