"""What would change one project's award: its merit, the budget, a limit that it stands under.

For each the first value that raises the award, who gives way there, and up to where that answer
holds. Exact where the plan is one linear program; else values are tried in order, to a limit that
is stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.insight.difference import Move, losers, moves
from optimizer.insight.parametric import Run, is_one_linear_program, last_true, line_end
from optimizer.insight.price import is_managed
from optimizer.insight.variants import (
    position_of,
    row_named,
    with_at_most,
    with_budget,
    with_merit,
)
from optimizer.model.members import Selector

What = Literal["merit", "budget", "limit"]
#: The highest merit that a score can give, in hundredths of a point.
TOP_MERIT = 10_000
#: Values tried in one go where nothing is known in between.
TRIED = 16
#: Pieces of the value function followed before the run gives up.
_PIECES = 200


@dataclass(frozen=True, slots=True)
class Change:
    """The first value of one number that raises a project's award.

    ``start`` is the value now; ``at`` the first that raises the award to ``award`` yuan (``None``:
    not found up to ``searched_to``); ``until`` the last value up to which that award stays.
    ``gives_way`` are the projects that get less at ``at``. ``exact`` says that nothing below
    ``at`` would do (or, not found, that nothing does). ``unavailable`` is a reason code.
    """

    what: What
    name: str
    start: int
    at: int | None = None
    until: int | None = None
    award: int | None = None
    gives_way: tuple[Move, ...] = ()
    searched_to: int = 0
    exact: bool = False
    unavailable: str | None = None


def changes(
    problem: AllocationProblem,
    solution: Solution,
    project: str,
    *,
    work: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Change]:
    """Yield what would raise the award of ``project``: merit, budget, limits that hold it.

    Nothing is yielded for a project that has its most, or whose lock decides.

    Parameters
    ----------
    problem, solution
        The plan.
    project
        Its application number.
    work
        Deterministic limit of each solve.
    tick
        Called before each solve; may raise :class:`~optimizer.insight.parametric.Stopped`.

    Raises
    ------
    KeyError
        For a project that the problem does not have.
    """
    i = position_of(problem, project)
    top = int(problem.entitled[i] // problem.grid[i] * problem.grid[i])
    if solution.awards is None or solution.awards[i] >= top or project in problem.rules.locks:
        return
    for what, name, start, variant in _numbers(problem, solution, i):
        run = Run(variant, work, tick, {start: solution})
        yield _Search(problem, i, run, what, name, start).answer()


def _numbers(
    problem: AllocationProblem, solution: Solution, i: int
) -> Iterator[tuple[What, str, int, Callable[[int], AllocationProblem]]]:
    """Yield each number that may be moved: its kind, its name, its value now, and the variant."""
    if not _is_equal(problem, i):
        yield "merit", "merit", int(problem.merit[i]), partial(with_merit, problem, i)
    yield "budget", "budget", problem.budget, partial(with_budget, problem)
    for name in _holding(problem, solution, i):
        row = row_named(problem, name)
        if row is not None and row.at_most is not None:
            yield "limit", name, row.at_most, partial(with_at_most, problem, name)


def _is_equal(problem: AllocationProblem, i: int) -> bool:
    column = problem.labels.get("clause")
    if column is None or column.codes[i] < 0:
        return False
    return column.names[column.codes[i]] in problem.rules.equal


def _holding(problem: AllocationProblem, solution: Solution, i: int) -> list[str]:
    """Return the management limits in yuan over the project that have no room for its next step."""
    select = Selector(problem).select
    found = []
    for row in problem.rows:
        if row.at_most is None or row.number is not None or not is_managed(row):
            continue
        members = select(row.members)
        if i in members and solution.awards is not None:
            left = row.at_most - int(solution.awards[members].sum())
            if left < int(problem.grid[i]):
                found.append(row.name)
    return found


def _spread(start: int, stop: int) -> list[int]:
    """Return at most ``TRIED`` positions from ``start`` up to ``stop``, the last one always."""
    count = min(TRIED, stop - start)
    return [start + (stop - start) * k // count - 1 for k in range(1, count + 1)]


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the first value of one number that raises the award of project ``i``."""

    problem: AllocationProblem
    i: int
    run: Run
    what: What
    name: str
    start: int

    def answer(self) -> Change:
        """Return the first value, exactly where that can be known."""
        if not is_one_linear_program(self.problem, self.run.at(self.start)):
            return self._tried(self._values())
        return self._by_merit() if self.what == "merit" else self._by_amount()

    def _award(self, value: int) -> int:
        """Return the project's award at a value; where there is no plan, the award now."""
        awards = self.run.awards(value)
        if awards is None:
            awards = self.run.awards(self.start)
        return 0 if awards is None else int(awards[self.i])

    @property
    def _step(self) -> int:
        """The step in which money is added: of the project's grid, or the coarsest common one."""
        grids = self.problem.grid[self.problem.grid > 1]
        common = int(np.gcd.reduce(grids)) if len(grids) else 1
        return max(int(self.problem.grid[self.i]), common)

    @property
    def _limit(self) -> int:
        """Beyond it nothing can change: the top merit, or what all projects ask together."""
        if self.what == "merit":
            return max(TOP_MERIT, int(self.problem.merit.max()) + 1)
        most = self.problem.entitled // self.problem.grid * self.problem.grid
        return int(most.sum())

    def _values(self) -> list[int]:
        """Return the values that could be tried, rising, where nothing is known in between.

        Just above each merit that others have; steps of money that grow by a quarter.
        """
        if self.what == "merit":
            better = np.unique(self.problem.merit[self.problem.merit >= self.start])
            return sorted({int(w) + 1 for w in better.tolist()} | {self._limit})
        values, away = [], self._step
        while self.start + away < self._limit:
            values.append(self.start + away)
            away += max(away // 4 // self._step, 1) * self._step
        return [*values, max(self._limit, self.start)]

    def _missing(self, searched_to: int, *, exact: bool = False) -> Change:
        return Change(self.what, self.name, self.start, searched_to=searched_to, exact=exact)

    def _found(self, at: int, until: int, searched_to: int, *, exact: bool) -> Change:
        before, after = self.run.awards(self.start), self.run.awards(at)
        gives_way: tuple[Move, ...] = ()
        if before is not None and after is not None:
            gives_way = losers(moves(self.problem, before, after))
        return replace(
            self._missing(searched_to, exact=exact),
            at=at,
            until=until,
            award=self._award(at),
            gives_way=gives_way,
        )

    def _tried(self, values: list[int]) -> Change:
        """Try values in order, far apart at first; say nothing about what lies between them."""
        now, before, hit = self._award(self.start), 0, None
        for _ in range(2):  # the second time between the last miss and the first hit
            end = len(values) if hit is None else hit + 1
            for k in _spread(before, end):
                if self._award(values[k]) > now:
                    hit = k
                    break
                before = k + 1
        if hit is None:
            return self._missing(values[-1] if values else self.start)
        return self._found(values[hit], values[hit], values[-1], exact=False)

    def _by_merit(self) -> Change:
        """Bisect: in one linear program an award never falls while its own merit rises."""
        now, limit = self._award(self.start), self._limit
        if self.start >= limit or self._award(limit) <= now:
            return self._missing(limit, exact=True)
        at = last_true(lambda value: self._award(value) <= now, self.start, limit, 1) + 1
        return self._found(at, self._same_until(at, limit, 1), limit, exact=True)

    def _same_until(self, at: int, limit: int, step: int) -> int:
        award = self._award(at)
        return last_true(lambda value: self._award(value) == award, at, limit, step)

    def _by_amount(self) -> Change:
        """Follow the best value line by line; on a line an award can only move one way."""
        now, limit, step, left = self._award(self.start), self._limit, self._step, self.start
        for _ in range(_PIECES):
            piece = line_end(self.run, left, step, limit) if left + step <= limit else (left, 0)
            if piece is None:
                return self._missing(left)
            end, worth = piece
            if self._award(end) > now or self._award(left + step) > now:
                at = left + step
                if self._award(at) <= now:
                    at = step + last_true(lambda v: self._award(v) <= now, left, end, step)
                return self._found(at, self._same_until(at, limit, step), limit, exact=True)
            if worth == 0:
                return self._missing(limit, exact=True)
            left = end
        return self._missing(left)
