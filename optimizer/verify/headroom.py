"""What every limit has left, while locks and the stages take their part one after another."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from optimizer.verify.paper import Paper


class Headroom:
    """The room left in each limit, by its position in ``paper.limits`` (the budget is 0).

    Locked awards are taken at the start: a lock goes before every rule but the law.

    Parameters
    ----------
    paper
        The problem laid out.
    """

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.rows_of: list[list[int]] = [[0] for _ in paper.ids]
        for row, limit in enumerate(paper.limits[1:], start=1):
            for i in limit.members:
                self.rows_of[i].append(row)
        self.left = [0 if x.at_most is None else x.at_most for x in paper.limits]
        self.needed = [0 if x.at_least is None else x.at_least for x in paper.limits]
        self.share = [
            None if stage.share is None else int(stage.share * paper.budget)
            for stage, _ in paper.stages
        ]
        for number, (_, members) in enumerate(paper.stages):
            self.take(number, ((i, paper.locked[i]) for i in members if i in paper.locked))

    def copy(self) -> Headroom:
        """Return rooms that can be taken from without changing these."""
        other = copy(self)
        other.left, other.needed, other.share = list(self.left), list(self.needed), list(self.share)
        return other

    def take(self, number: int, awards: Iterable[tuple[int, int]]) -> None:
        """Take awards (position, yuan) of stage ``number`` out of every limit they count in."""
        total = 0
        for i, x in awards:
            if x:
                total += x
                for row in self.rows_of[i]:
                    self.left[row] -= x
                    self.needed[row] -= x
        share = self.share[number]
        if share is not None:
            self.share[number] = share - total

    def unit_limits_of(self, i: int) -> list[int]:
        """Return the limits on the unit of project ``i``: what it may get at most."""
        limits = self.paper.limits
        return [row for row in self._caps_of(i) if limits[row].of_unit]

    def broken_by(
        self,
        number: int,
        projects: list[int],
        awards: list[int],
        *,
        units: bool = False,
        floors: bool = True,
    ) -> set[int]:
        """Return the rows (0 is the budget) that these further awards would break.

        Limits on units are left out unless ``units``: in equal clauses they cut a member, and
        never the ratio of all. With ``floors`` the budget also has to hold what floors still need.
        """
        total: dict[int, int] = {}
        for i, x in zip(projects, awards, strict=True):
            for row in self.rows_of[i]:
                total[row] = total.get(row, 0) + x
        broken = {
            row
            for row, x in total.items()
            if (units or not self.paper.limits[row].of_unit)
            and self.paper.limits[row].at_most is not None
            and x > self.left[row]
        }
        everything = total.get(0, 0)
        share = self.share[number]
        if share is not None and everything > share:
            broken.add(0)
        if everything + (self._owed(total) if floors else 0) > self.left[0]:
            broken.add(0)
        return broken

    def floors_in_reach(self, number: int, projects: list[int], awards: list[int]) -> bool:
        """Say whether, after these awards, later projects can surely still meet every floor.

        The floors are filled one after another, narrowest first, project by project; that may
        fail where a cleverer filling would not, so a "no" is no proof.
        """
        after = self.copy()
        after.take(number, zip(projects, awards, strict=True))
        paper = self.paper
        settled = {i for _, members in paper.stages[:number] for i in members}.union(projects)
        rows = [row for row, x in enumerate(paper.limits) if x.at_least is not None]
        for row in sorted(rows, key=lambda r: len(paper.limits[r].members)):
            for i in paper.limits[row].members:
                if after.needed[row] <= 0:
                    break
                if i in settled or i in paper.locked or paper.fails(i):
                    continue
                x = min(paper.most[i], -(-after.needed[row] // paper.grid[i]) * paper.grid[i])
                x = min([x, *(after.left[r] for r in self._caps_of(i))])
                after.take(number, [(i, max(x, 0) // paper.grid[i] * paper.grid[i])])
                settled.add(i)
            if after.needed[row] > 0:
                return False
        return True

    def _caps_of(self, i: int) -> list[int]:
        return [row for row in self.rows_of[i] if self.paper.limits[row].at_most is not None]

    def _owed(self, taken: dict[int, int]) -> int:
        """Return what the floors of pools still need from the budget; nested floors count once."""
        tops: list[tuple[frozenset[int], int]] = []
        limits = self.paper.limits
        floors = [row for row, x in enumerate(limits) if x.at_least is not None]
        for row in sorted(floors, key=lambda r: len(limits[r].members)):
            members = frozenset(limits[row].members)
            inside = sum(need for top, need in tops if top <= members)
            need = max(self.needed[row] - taken.get(row, 0), inside, 0)
            tops = [(top, n) for top, n in tops if not top <= members]
            tops.append((members, need))
        return sum(need for _, need in tops)
