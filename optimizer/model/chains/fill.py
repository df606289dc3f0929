"""Plans by filling: level after level takes the highest ratio that every row still has room for.

A member that a holding row leaves no room is cut and lets the ratio of its chain stand; any other
lack of room lowers the ratio for its level and all after it.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.chains.frame import Frame
from optimizer.model.solver import FloatArray

_OPEN = Fraction(2)


class Filling:
    """A plan that grows: its steps, and the room that each row has left.

    Attributes
    ----------
    units
        Steps of each variable, shape (size,).
    caps
        For each chain, the ratio that later levels must stay below.
    """

    def __init__(self, frame: Frame, units: exact.Integers | None = None) -> None:
        self.frame = frame
        program = frame.program
        self.units = [0] * program.size if units is None else units.tolist()
        self.room = program.limits.tolist()
        self._least: list[int] = frame.least.tolist()
        self._upper: list[int] = frame.upper.tolist()
        self._unit: list[int] = program.unit.tolist()
        self._entitled: list[int] = frame.entitled.tolist()
        self._rows: list[list[tuple[int, int, int]]] = [[] for _ in range(program.size)]
        for row, column, coef, once in zip(
            frame.rows.tolist(),
            program.columns.tolist(),
            program.coefs.tolist(),
            frame.counted.tolist(),
            strict=True,
        ):
            self._rows[column].append((row, coef, once))
        self._soft = [row.sense == ">=" for row in program.rows]
        self._holds = [row.holds for row in program.rows]
        self.caps = [_OPEN] * len(program.chains)
        for column, steps in enumerate(self.units):
            if steps:
                self._take(column, 0, steps)

    def _take(self, column: int, before: int, after: int) -> None:
        for row, coef, once in self._rows[column]:
            self.room[row] -= coef * (after - before) + once * ((after > 0) - (before > 0))

    def put(self, column: int, steps: int) -> None:
        """Set the steps of a variable."""
        if steps != self.units[column]:
            self._take(column, self.units[column], steps)
            self.units[column] = steps

    def _fits(self, column: int, most: int, *, holding: bool) -> int:
        """Return the most steps up to ``most`` for which the rows of one kind have room.

        ``column`` must have 0 steps. Rows with coefficients below 0 bind nobody here.
        """
        for row, coef, once in self._rows[column]:
            if self._soft[row] or self._holds[row] is not holding:
                continue
            if once > self.room[row]:
                return 0
            if coef > 0:
                most = min(most, (self.room[row] - once) // coef)
        return most if most >= self._least[column] else 0

    def _below(self, column: int, cap: Fraction) -> int:
        """Return the most steps of the grid with a ratio below ``cap``."""
        if cap > 1:
            return self._upper[column]
        yuan = cap * self._entitled[column]
        return (-(-yuan.numerator // yuan.denominator) - 1) // self._unit[column]

    def level(self, members: IntArray, cap: Fraction) -> Fraction:
        """Give a level (all at 0) the highest ratio below ``cap`` that fits; return the next cap.

        Members are served in their order; the level is tried again with a lower ratio as long as
        one that no row holds stays below it.
        """
        columns = members.tolist()
        while True:
            lowest = cap
            for column in columns:
                wanted = self._below(column, cap)
                admissible = wanted if wanted >= self._least[column] else 0
                given = self._fits(column, admissible, holding=True)
                cut = given < admissible
                steps = self._fits(column, given, holding=False)
                self.put(column, steps)
                if steps < self._upper[column] and not (cut and steps == given):
                    lowest = min(lowest, self._next(column, steps))
            if lowest >= cap or self._keeps(columns, lowest):
                return lowest
            for column in columns:
                self.put(column, 0)
            cap = lowest

    def _next(self, column: int, steps: int) -> Fraction:
        return Fraction((steps + 1) * self._unit[column], self._entitled[column])

    def _keeps(self, columns: list[int], cap: Fraction) -> bool:
        return all(
            Fraction(self.units[i] * self._unit[i], self._entitled[i]) < cap for i in columns
        )

    def free(self, column: int) -> None:
        """Give a variable outside chains (at 0) all that fits."""
        most = self._fits(column, self._upper[column], holding=True)
        self.put(column, self._fits(column, most, holding=False))

    def plan(self) -> exact.Integers:
        """Return the steps as an array."""
        return np.array(self.units, dtype=np.int64)


def fill(frame: Frame, score: FloatArray) -> IntArray:
    """Return a plan filled by falling ``score`` (one a variable), in the order of each chain."""
    filling = Filling(frame)
    items: list[tuple[float, int, int, int]] = []
    for c, chain in enumerate(frame.program.chains):
        lowest = np.inf
        for k, level in enumerate(chain.levels):
            lowest = min(lowest, float(score[level].max()))
            items.append((-lowest, c, k, 0))
    items += [(-float(score[i]), -1, int(i), 0) for i in frame.outside.tolist()]
    chains = frame.program.chains
    for _, c, k, _ in sorted(items):
        if c < 0:
            filling.free(k)
        else:
            filling.caps[c] = filling.level(chains[c].levels[k], filling.caps[c])
    return filling.plan()
