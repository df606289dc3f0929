"""Every limit of a problem written out in lines: one direction each, integers only.

A line asks that ``sum of per_step * steps + once * [funded]`` over its projects is at most, or at
least, its limit; ``steps`` is the award in grid steps. Certificates speak of a line by its name
and the sign of its multiplier: above 0 at most, below 0 at least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Row
from optimizer.verify.domains import Domains
from optimizer.verify.exact import Integers, by_segment, fit, product
from optimizer.verify.members import ID, NOBODY, Roster
from optimizer.verify.numbers import spread

BUDGET = "budget"
#: Labels whose limits in yuan are those of one holder: they cut single projects of an equal
#: clause, and never the ratio of all; and they may hold a member of a monotone group back.
HOLDERS = frozenset({"unit", "group", ID})


@dataclass(frozen=True, slots=True)
class Line:
    """One direction of one limit; ``row`` is the name that people know it by.

    ``holds`` marks at-most limits of one holder. ``signed`` says that some coefficient is
    negative: then more of somebody makes room, and the line alone stops nobody.
    """

    name: str
    row: str
    at_most: bool
    limit: int
    holds: bool = False
    signed: bool = False
    unit: str = "yuan"


@dataclass(frozen=True)
class Lines:
    """All lines, their entries end to end: line ``k`` has those from ``start[k]``.

    ``projects``, ``per_step`` and ``once`` have one entry each; ``once`` is ``None`` where no line
    counts who is funded.
    """

    lines: tuple[Line, ...]
    start: IntArray
    projects: IntArray
    per_step: Integers
    once: Integers | None

    @cached_property
    def line_of(self) -> IntArray:
        """The line of each entry."""
        return np.repeat(np.arange(len(self.lines)), np.diff(self.start))

    @cached_property
    def limits(self) -> Integers:
        """The limit of each line."""
        return fit(np.array([line.limit for line in self.lines], dtype=object))

    @cached_property
    def at_most(self) -> Integers:
        """Which lines are at-most limits (bool)."""
        return np.array([line.at_most for line in self.lines], dtype=np.bool_)

    @cached_property
    def by_name(self) -> dict[tuple[str, bool], int]:
        """The line of each name and direction (true: at most).

        An at-least line has a name of its own beside that: a certificate needs it where both
        directions of one limit have a multiplier, since their coefficients may differ.
        """
        ordered = reversed(tuple(enumerate(self.lines)))
        named = {(x.name, x.at_most): k for k, x in ordered}
        for (name, at_most), k in tuple(named.items()):
            if not at_most:
                named.setdefault((f"{name} (at least)", False), k)
        return named

    def counts(self, steps: Integers) -> Integers:
        """Return what each entry counts where the projects have ``steps`` grid steps."""
        mine = steps[self.projects]
        counted = product(self.per_step, mine)
        if self.once is not None:
            counted = counted + np.where(np.asarray(mine > 0, dtype=np.bool_), self.once, 0)
        return counted

    def totals(self, steps: Integers) -> Integers:
        """Return what each line counts where the projects have ``steps`` grid steps."""
        return by_segment(self.counts(steps), self.start)

    def of_project(self, i: int) -> IntArray:
        """Return the entries of one project."""
        order, bounds = self._by_project
        return order[bounds[i] : bounds[i + 1]]

    @cached_property
    def _by_project(self) -> tuple[IntArray, IntArray]:
        order = np.argsort(self.projects, kind="stable")
        size = int(self.projects.max()) + 1 if len(order) else 0
        return order, np.searchsorted(self.projects[order], np.arange(size + 2))


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries of one line."""

    line: Line
    projects: IntArray
    per_step: Integers
    once: Integers | None = None


def write_out(
    problem: AllocationProblem,
    roster: Roster,
    domains: Domains,
    shares: Iterable[tuple[str, int, IntArray]] = (),
) -> Lines:
    """Write down every line of a problem, the budget first.

    ``shares`` are those of stages: name, yuan, and the projects of the stage.
    """
    everyone = roster.everyone
    written = [_Entries(Line(BUDGET, BUDGET, at_most=True, limit=problem.budget), everyone,
                        domains.grid)]  # fmt: skip
    for row in problem.rows:
        members = roster.chosen(row.members)
        if row.number is None:
            written += _yuan(row, members, domains.grid)
            if row.at_most_share is not None or row.at_least_share is not None:
                written += _yuan_shares(row, members, domains.grid)
        else:
            written += _numbers(problem, row, members, domains)
    written += _most_projects(problem, roster)
    for name, yuan, projects in shares:
        line = Line(name, name, at_most=True, limit=yuan, unit="stage")
        written.append(_Entries(line, projects, domains.grid[projects]))
    return _end_to_end(written)


def _yuan(row: Row, members: IntArray, grid: IntArray) -> Iterator[_Entries]:
    if row.at_most is not None:
        holds = not HOLDERS.isdisjoint(row.members)
        line = Line(row.name, row.name, at_most=True, limit=row.at_most, holds=holds)
        yield _Entries(line, members, grid[members])
    if row.at_least is not None:
        line = Line(row.name, row.name, at_most=False, limit=row.at_least)
        yield _Entries(line, members, grid[members])


def _shares(row: Row) -> Iterator[tuple[bool, int, int]]:
    """Yield direction, numerator and denominator of each share that a row asks for."""
    for at_most, share in ((True, row.at_most_share), (False, row.at_least_share)):
        if share is not None:
            yield at_most, share.numerator, share.denominator


def _yuan_shares(row: Row, members: IntArray, grid: IntArray) -> Iterator[_Entries]:
    for at_most, part, whole in _shares(row):
        weight = np.full(len(grid), -part, dtype=object)
        weight[members] += whole
        yield _signed(row, np.arange(len(grid)), fit(weight * grid), None, at_most=at_most)


def _signed(
    row: Row, projects: IntArray, per_step: Integers, once: Integers | None, *, at_most: bool
) -> _Entries:
    """Return a line "the members less their share of all" with the limit 0."""
    negative = bool((per_step < 0).any()) or (once is not None and bool((once < 0).any()))
    line = Line(
        f"share of {row.name}", row.name, at_most=at_most, limit=0, signed=negative, unit="share"
    )
    return _Entries(line, projects, per_step, once)


def _numbers(
    problem: AllocationProblem, row: Row, members: IntArray, domains: Domains
) -> Iterator[_Entries]:
    column = problem.numbers.get(row.number or "")
    if column is None:
        column = np.full(len(problem.ids), None, dtype=object)
    given = np.array([value is not None for value in column.tolist()], dtype=np.bool_)
    counted = members[given[members]]
    if row.at_most is not None or row.at_least is not None:
        split = spread(domains, counted, fit(column[counted]))
        for at_most, limit in ((True, row.at_most), (False, row.at_least)):
            if limit is not None:
                step = split.up if at_most else split.down
                line = Line(
                    row.name, row.name, at_most=at_most, limit=limit * split.scale,
                    signed=bool((step < 0).any() or (split.once < 0).any()), unit="number",
                )  # fmt: skip
                yield _Entries(line, counted, step, split.once)
    everyone = np.flatnonzero(given)
    for at_most, part, whole in _shares(row):
        weight = np.full(len(column), -part, dtype=object)
        weight[members] += whole
        split = spread(domains, everyone, fit(weight[everyone] * column[everyone]))
        step = split.up if at_most else split.down
        yield _signed(row, everyone, step, split.once, at_most=at_most)


def _most_projects(problem: AllocationProblem, roster: Roster) -> Iterator[_Entries]:
    if problem.rules.most_projects is None:
        return
    label, count = problem.rules.most_projects
    for value, members in roster.by_value(label).items():
        if len(members):
            name = f"most_projects {value}"
            line = Line(name, name, at_most=True, limit=count, holds=True, unit="projects")
            yield _Entries(
                line, members, np.zeros(len(members), dtype=np.int64), np.ones_like(members)
            )


def _end_to_end(written: Sequence[_Entries]) -> Lines:
    lengths = np.array([len(entries.projects) for entries in written], dtype=np.int64)
    start = np.zeros(len(written) + 1, dtype=np.int64)
    start[1:] = np.cumsum(lengths)
    once = None
    if any(entries.once is not None for entries in written):
        parts = (
            np.zeros(len(entries.projects), dtype=np.int64)
            if entries.once is None
            else entries.once
            for entries in written
        )
        once = np.concatenate([NOBODY, *parts])
    return Lines(
        lines=tuple(entries.line for entries in written),
        start=start,
        projects=np.concatenate([NOBODY, *(entries.projects for entries in written)]),
        per_step=np.concatenate([NOBODY, *(entries.per_step for entries in written)]),
        once=once,
    )
