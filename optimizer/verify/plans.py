"""All plans as good as the one in hand, one by one, where few projects can still differ.

The way for small problems whose limits are no network: every choice of the free projects is tried
against every limit, the objectives and the order of monotone groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.exact import Integers, Mask
from optimizer.verify.face import Face
from optimizer.verify.monotone import check_monotone
from optimizer.verify.proof import Entry

#: Choices of the free projects together that are tried.
MOST_PLANS = 20_000


class Plans:
    """The plans as good as the one in hand: one row a plan, one column a free project.

    Parameters
    ----------
    face
        The facts that hold for all of them.
    entries
        The objectives of the stage.
    """

    def __init__(self, face: Face, entries: Sequence[Entry]) -> None:
        self._face = face
        self.free = np.flatnonzero(face.free)
        self.own: list[int] = face.steps[self.free].tolist()
        options = [self._options(i) for i in self.free.tolist()]
        choices = np.indices([len(u) for u in options]).reshape(len(options), -1)
        tables = [u[of] for u, of in zip(options, choices, strict=True)]
        kept = self._within_limits(tables)
        for entry in entries:
            kept &= self._reaching(entry, tables)
        rows = np.stack([table[kept] for table in tables], axis=1).tolist()
        self.rows: list[list[int]] = [row for row in rows if self._in_order(row)]

    def _options(self, i: int) -> IntArray:
        face = self._face
        least = max(int(face.program.least[i]), int(face.low[i]))
        some = np.arange(least, int(face.high[i]) + 1)
        return np.concatenate([[0], some]) if face.low[i] <= 0 else some

    def _within_limits(self, tables: list[IntArray]) -> Mask:
        program, lines = self._face.program, self._face.program.paper.lines
        column = {i: k for k, i in enumerate(self.free.tolist())}
        rest = self._face.steps.copy()
        rest[self.free] = 0
        fixed = lines.totals(rest)
        sums: dict[int, Integers] = {}
        is_free = np.asarray(self._face.free)
        for e in np.flatnonzero(is_free[lines.projects]).tolist():
            k, steps = int(lines.line_of[e]), tables[column[int(lines.projects[e])]]
            counts = int(lines.per_step[e]) * steps.astype(object)
            if lines.once is not None:
                counts = counts + np.where(steps > 0, int(lines.once[e]), 0)
            sums[k] = sums.get(k, int(fixed[k])) + counts
        kept = np.ones(len(tables[0]), dtype=np.bool_)
        for k, counted in sums.items():
            right = int(program.right_sides[k])
            kept &= (counted <= right if lines.lines[k].at_most else counted >= right).astype(bool)
        return kept

    def _reaching(self, entry: Entry, tables: list[IntArray]) -> Mask:
        program = self._face.program
        rest = np.where(self._face.free, 0, program.paper.steps(program.settled) + self._face.steps)
        worth: Integers = np.full(len(tables[0]), entry.worth.of(rest), dtype=object)
        for i, steps in zip(self.free.tolist(), tables, strict=True):
            worth = worth + entry.worth.only(np.full(len(steps), i)).each(steps)
        return np.asarray(worth == entry.reached, dtype=np.bool_)

    def _in_order(self, row: list[int]) -> bool:
        program = self._face.program
        if not program.paper.groups(program.standing):
            return True
        steps = self._face.steps.copy()
        steps[self.free] = row
        awards = program.settled + steps * program.paper.domains.grid
        return next(iter(check_monotone(program.paper, awards)), None) is None

    def changeable(self) -> set[int]:
        """Return the projects (positions) whose award is another one in some plan."""
        return {
            int(i)
            for k, i in enumerate(self.free.tolist())
            if any(row[k] != self.own[k] for row in self.rows)
        }

    def greater(self, order: Sequence[int], low: IntArray, high: IntArray) -> int | None:
        """Return the first project of ``order`` that a plan within bounds gives more.

        ``None`` if no plan is greater, read in that order.
        """
        column = {int(i): k for k, i in enumerate(self.free.tolist())}
        read = [(i, column[i]) for i in order if i in column]
        mine = [self.own[k] for _, k in read]
        for row in self._inside(low, high):
            other = [row[k] for _, k in read]
            if other > mine:
                return next(i for (i, _), a, b in zip(read, other, mine, strict=True) if a != b)
        return None

    def _inside(self, low: IntArray, high: IntArray) -> Iterator[list[int]]:
        bounds = [(int(low[i]), int(high[i])) for i in self.free.tolist()]
        for row in self.rows:
            if all(a <= u <= b for u, (a, b) in zip(row, bounds, strict=True)):
                yield row


def are_few(face: Face) -> bool:
    """Say whether the choices of the free projects are few enough to be tried one by one."""
    ranges = (face.high - face.low)[np.flatnonzero(face.free)] + 2
    choices = 1
    for size in ranges.tolist():
        choices *= size
        if choices > MOST_PLANS:
            return False
    return True
