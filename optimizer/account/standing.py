"""Where a plan stands against its limits: who could take a step more, and what stops the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Row
from optimizer.model import exact
from optimizer.model.program import Mask
from optimizer.model.rules.budget import BUDGET
from optimizer.model.setting import Setting, prepare


@dataclass(frozen=True)
class Standing:
    """A plan beside its limits. ``awards`` are yuan, shape (n,)."""

    problem: AllocationProblem
    setting: Setting
    awards: IntArray

    @cached_property
    def up(self) -> IntArray:
        """Yuan from each award to the next amount that the project may get."""
        grid = self.problem.grid
        return np.where(self.awards == 0, np.maximum(self.setting.least, grid), grid)

    @cached_property
    def down(self) -> IntArray:
        """Yuan from each award to the next lower amount that the project may get."""
        grid = self.problem.grid
        return np.where(self.awards <= self.setting.least, self.awards, grid)

    @cached_property
    def sums(self) -> exact.Integers:
        """What each limit counts of the awards."""
        return self.setting.limits.sums(self.awards)

    @cached_property
    def _entries(self) -> tuple[IntArray, IntArray]:
        """Entries of the table of limits by project, and where those of each project start."""
        members = self.setting.limits.members
        order = np.argsort(members, kind="stable")
        starts = np.searchsorted(members[order], np.arange(len(self.awards) + 1))
        return order, starts

    def counted(self, i: int, amount: int) -> dict[int, int]:
        """Return what each limit counts of project ``i`` alone at an amount."""
        order, starts = self._entries
        limits = self.setting.limits
        mine = order[starts[i] : starts[i + 1]]
        of = np.searchsorted(limits.starts, mine, side="right") - 1
        steps = amount // int(self.problem.grid[i])
        found: dict[int, int] = {}
        for k, entry in zip(of.tolist(), mine.tolist(), strict=True):
            once = 0 if limits.funded is None or not steps else int(limits.funded[entry])
            found[k] = int(limits.coefs[entry]) * steps + once
        return found

    def broken_by(self, changes: dict[int, int]) -> list[int]:
        """Return the limits that other amounts (yuan by project) would break or leave worse."""
        delta: dict[int, int] = {}
        for i, amount in changes.items():
            before = self.counted(i, int(self.awards[i]))
            for k, after in self.counted(i, amount).items():
                delta[k] = delta.get(k, 0) + after - before.get(k, 0)
        limits = self.setting.limits
        broken = []
        for k, change in sorted(delta.items()):
            now, limit = int(self.sums[k]) + change, int(limits.limit[k])
            if (limits.at_most[k] and change > 0 and now > limit) or (
                not limits.at_most[k] and change < 0 and now < limit
            ):
                broken.append(k)
        return broken

    def stopped(self, rise: IntArray) -> list[tuple[int, IntArray]]:
        """Return for each limit without room for a rise (yuan, shape (n,)) whom it stops.

        Limits in the order of the table; projects rising.
        """
        limits, awards = self.setting.limits, self.awards
        change = limits.terms(awards + rise) - limits.terms(awards)
        of = np.repeat(np.arange(len(limits.names)), limits.lengths)
        now = self.sums[of] + change
        over = np.where(
            limits.at_most[of],
            (change > 0) & (now > limits.limit[of]),
            (change < 0) & (now < limits.limit[of]),
        ).astype(np.bool_)
        over &= (rise > 0)[limits.members]
        found = []
        for k in np.unique(of[over]).tolist():
            mine = limits.members[(of == k) & over] if len(limits.names) < _FEW else None
            if mine is None:
                part = slice(*limits.starts[k : k + 2].tolist())
                mine = limits.members[part][over[part]]
            found.append((k, np.sort(mine)))
        return found

    @cached_property
    def short(self) -> Mask:
        """Which projects get less than the most of their grid."""
        return np.asarray(
            self.awards < self.problem.entitled // self.problem.grid * self.problem.grid
        )

    def kind(self, k: int) -> str:
        """Return what a limit is, as a code: ``unit_limit``, ``article_pool`` ..."""
        name = self.setting.limits.rows[k]
        if name == BUDGET:
            return "budget"
        row = self.row(k)
        if row is None:
            return "stage_share" if name.startswith("stage ") else "most_projects"
        return kind_of(row)

    def row(self, k: int) -> Row | None:
        """Return the row that a limit comes from, ``None`` for the rules' own."""
        return self._rows.get(self.setting.limits.rows[k])

    @cached_property
    def _rows(self) -> dict[str, Row]:
        return {row.name: row for row in self.problem.rows}


#: How the rows of what falls due in a year are named.
YEAR_ROW = "year "
#: Limits up to which a look through all entries for each is as quick as any other way.
_FEW = 64


def kind_of(row: Row) -> str:
    """Return what a row is: of a unit or group, of a clause or article, of a year, or custom."""
    labels = set(row.members)
    if row.number is not None:
        return "year_budget" if row.name.startswith(YEAR_ROW) else "custom_limit"
    if row.at_most_share is not None or row.at_least_share is not None:
        return "custom_limit"
    if labels & {"unit", "id"}:
        return "unit_limit"
    if "group" in labels:
        return "group_limit"
    if labels in ({"clause"}, {"clause", "article"}):
        return "clause_pool"
    return "article_pool" if labels == {"article"} else "custom_limit"


def standing(problem: AllocationProblem, awards: IntArray) -> Standing:
    """Return the standing of a plan."""
    return Standing(problem, prepare(problem), awards)
