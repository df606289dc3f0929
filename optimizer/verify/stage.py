"""One stage as a linear program on paper: who is open, what a step is worth, what limits leave."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from optimizer.errors import Problem
from optimizer.verify.findings import finding
from optimizer.verify.headroom import Headroom
from optimizer.verify.objective import coefficients
from optimizer.verify.paper import Paper, common_grid


class Stage:
    """One optimised stage and one objective.

    ``mine`` are the stage's projects that the objective counts: those outside equal clauses, and
    equal ones that share the stage with them. ``later`` are open projects of later stages, worth
    nothing here; they stand in only where a floor still asks something of them.

    Right-hand sides are what locks and earlier stages left, on the common grid of the open
    members. ``earlier`` are limits "at least what an earlier objective of this stage reached".
    """

    def __init__(
        self, paper: Paper, rooms: Headroom, number: int, name: str,
        earlier: Mapping[str, tuple[list[int], int]],
    ) -> None:  # fmt: skip
        self.paper = paper
        self.rooms = rooms
        self.earlier = earlier
        self.mine = list(paper.stages[number][1])
        self.step_worth, self.scale = coefficients(paper, self.mine, name)
        self.open = {i for i in self.mine if self._is_open(i)}
        self.later = self._asked_of_later(number)
        # Who can still get a step: only their grids count for what a limit leaves.
        self.standing = {i for i in self.open.union(self.later) if paper.most[i]}
        self.share = rooms.share[number]
        self.share_name = f"stage {paper.positions[number] + 1} share"
        self.rows = {limit.name: row for row, limit in enumerate(paper.limits)}

    def _is_open(self, i: int) -> bool:
        return i not in self.paper.locked and not self.paper.fails(i)

    def _asked_of_later(self, number: int) -> list[int]:
        paper = self.paper
        later = [
            i
            for _, members in paper.stages[number + 1 :]
            for i in members
            if self._is_open(i) and paper.most[i]
        ]
        asked = {
            i
            for row, limit in enumerate(paper.limits)
            if limit.at_least is not None and self.rooms.needed[row] > 0
            for i in limit.members
        }
        return [i for i in later if i in asked]

    def open_worth(self) -> list[int]:
        """Return what a step is worth, of the open projects that can get one."""
        pairs = zip(self.mine, self.step_worth, strict=True)
        return [c for i, c in pairs if i in self.open and i in self.standing]

    def right_side(self, row: int, *, at_most: bool) -> int:
        """Return what a limit leaves to the open projects; a floor: what it still wants of them."""
        members = self.paper.limits[row].members
        step = common_grid((i for i in members if i in self.standing), self.paper.grid)
        if at_most:
            left = self.rooms.left[row]
            if row == 0 and self.share is not None and not self.later:
                left = min(left, self.share)
            return left // step * step
        return -(-self.rooms.needed[row] // step) * step

    def share_side(self) -> int:
        """Return what the stage's own share of the budget leaves, on its common grid."""
        step = common_grid(self.open & self.standing, self.paper.grid)
        return (self.share or 0) // step * step

    def bound(self, stated: Mapping[str, Fraction]) -> Fraction:
        """Return the exact bound that multipliers give; they are known and rightly signed."""
        scale = lcm(*(value.denominator for value in stated.values()))
        whole = {name: int(value * scale) for name, value in stated.items() if value}
        worth = [c * scale for c in self.step_worth]
        total = 0
        for name, (step_worth, reached) in self.earlier.items():
            y = whole.pop(name, 0)
            total += y * reached
            worth = [w - y * c for w, c in zip(worth, step_worth, strict=True)]
        of_share = whole.pop(self.share_name, 0)
        total += of_share * self.share_side()
        price_of: dict[int, int] = {}
        for name, y in whole.items():
            row = self.rows[name]
            total += y * self.right_side(row, at_most=y > 0)
            price_of[row] = y
        total += sum(
            self._best(i, w, of_share, price_of) for i, w in zip(self.mine, worth, strict=True)
        )
        total += sum(self._best(i, 0, 0, price_of) for i in self.later)
        return Fraction(total, scale)

    def _best(self, i: int, worth: int, of_share: int, price_of: Mapping[int, int]) -> int:
        """Return the best that (worth - prices) x steps can be for one project by itself."""
        paper = self.paper
        if i in paper.locked:
            return worth * (paper.locked[i] // paper.grid[i])
        if not self._is_open(i):
            return 0
        price = of_share + sum(price_of.get(row, 0) for row in self.rooms.rows_of[i])
        return max(0, worth - price * paper.grid[i]) * (paper.most[i] // paper.grid[i])

    def wrong(self, stated: Mapping[str, Fraction]) -> list[Problem]:
        """Return a finding for every multiplier without its limit, or with the wrong sign."""
        problems = []
        for name, value in sorted(stated.items()):
            if name in self.earlier:
                at_most, at_least = False, True
            elif name == self.share_name and self.share is not None:
                at_most, at_least = True, False
            elif name in self.rows:
                limit = self.paper.limits[self.rows[name]]
                at_most, at_least = limit.at_most is not None, limit.at_least is not None
            else:
                problems.append(finding("proof.unknown_limit", name, str(value)))
                continue
            if (value > 0 and not at_most) or (value < 0 and not at_least):
                problems.append(finding("proof.sign", name, str(value)))
        return problems
