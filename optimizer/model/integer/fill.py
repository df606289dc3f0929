"""From a point near a plan to a plan: lower what is too much, then raise as far as rows allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.integer.question import Question
from optimizer.model.program import ProgramRow, row_values


class Filler:
    """The rows of a program by variable, as lists of Python integers.

    ``entries[j]`` lists side of a row, coefficient and count of variable ``j``: no side may use
    more than it leaves room for (a ``>=`` row is its negative, an equation has two sides).
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self.entries: list[list[tuple[int, int, int]]] = [[] for _ in range(question.program.size)]
        self._base: list[tuple[int, int]] = []
        for k, row in enumerate(question.program.rows):
            for sign in _signs(row):
                self._enter(row, sign, k)

    def _enter(self, row: ProgramRow, sign: int, k: int) -> None:
        at = len(self._base)
        self._base.append((k, sign))
        funded = [0] * len(row.columns) if row.funded is None else row.funded.tolist()
        for j, a, f in zip(row.columns.tolist(), row.coefs.tolist(), funded, strict=True):
            self.entries[j].append((at, sign * a, sign * f))

    def room(self, units: IntArray) -> list[int]:
        """Return how much each side of each row leaves at a point."""
        program = self._question.program
        left = (program.limits - row_values(program, units)).tolist()
        return [sign * left[k] for k, sign in self._base]

    def fill(self, units: IntArray, order: Iterable[int]) -> IntArray:
        """Return ``units``, which keep every row, raised in ``order`` as far as rows allow."""
        question = self._question
        room = self.room(units)
        least, most = question.least.tolist(), question.most.tolist()
        out = units.tolist()
        for j in order:
            now, goal = out[j], most[j]
            for at, a, f in self.entries[j]:
                left = room[at] - (f if now == 0 else 0)
                if left < 0:
                    goal = now
                elif a > 0:
                    goal = min(goal, now + left // a)
            if goal > now and goal >= least[j]:
                for at, a, f in self.entries[j]:
                    room[at] -= a * (goal - now) + (f if now == 0 else 0)
                out[j] = goal
        return np.array(out, dtype=np.int64)

    def mended(self, units: IntArray, order: Sequence[int]) -> IntArray:
        """Return ``units`` with variables lowered in ``order`` until no row has too little room.

        Only lowers, so that a row that wants more may still be broken afterwards.
        """
        question = self._question
        room = self.room(units)
        least, out = question.least.tolist(), units.tolist()
        if all(left >= 0 for left in room):
            return units
        for j in order:
            now = out[j]
            over = [(at, a, f) for at, a, f in self.entries[j] if room[at] < 0 and (a > 0 or f > 0)]
            if not now or not over:
                continue
            goal = min(now + room[at] // a if a > 0 else 0 for at, a, _ in over)
            goal = goal if goal >= least[j] else 0
            for at, a, f in self.entries[j]:
                room[at] += a * (now - goal) + (0 if goal else f)
            out[j] = goal
        return np.array(out, dtype=np.int64)


def _signs(row: ProgramRow) -> tuple[int, ...]:
    return {"<=": (1,), ">=": (-1,), "=": (1, -1)}[row.sense]
