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
from optimizer.model.program import Chain
from optimizer.model.solver import FloatArray

_OPEN = Fraction(2)
_NEAR = 1e-6


class Filling:
    """A plan that grows: its steps, and the room that each row has left.

    Attributes
    ----------
    units
        Steps of each variable, shape (size,).
    """

    def __init__(self, frame: Frame, most: IntArray | None = None) -> None:
        self.frame = frame
        program = frame.program
        self.units = [0] * program.size
        self._most: list[int] = (frame.upper if most is None else most).tolist()
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

    def _place(self, columns: list[int], ratio: Fraction) -> bool:
        """Give a level (all at 0) this ratio, cutting members that no holding row has room for.

        Returns whether that is admissible; if it is not, all are at 0 again.
        """
        for column in columns:
            yuan = ratio.numerator * self._entitled[column] // ratio.denominator
            wanted = yuan // self._unit[column]
            least = self._least[column]
            given = self._fits(column, max(wanted, least), holding=True)
            if 0 < wanted < least and given:
                given = -1
            given = min(given, wanted, self._most[column])
            if given < 0 or self._fits(column, given, holding=False) < given:
                for other in columns:
                    self.put(other, 0)
                return False
            self.put(column, given)
        return True

    def level(self, columns: list[int], cap: Fraction, guide: Fraction = _OPEN) -> Fraction:
        """Give a level (all at 0) the highest ratio found below ``cap``; return the next cap.

        ``guide`` is the most wanted. What fits at one ratio mostly fits at a lower one, so that the
        ratio is found by bisection; what it misses only costs quality.
        """
        tops = [(self._below(i, min(cap, guide)), i) for i in columns]
        if all(top < self._least[i] for top, i in tops):
            return min(cap, *(self._next(i) for i in columns))
        highest = max((Fraction(t * self._unit[i], self._entitled[i]) for t, i in tops))
        if not self._place(columns, highest):
            ratios = self._ratios(tops)
            low, high = -1, len(ratios) - 1
            while high - low > 1:
                middle = (low + high) // 2
                if self._place(columns, self._ratio(ratios[middle])):
                    low = middle
                    self._clear(columns)
                else:
                    high = middle
            if low >= 0:
                self._place(columns, self._ratio(ratios[low]))
        return min(cap, *(self._next(i) for i in columns))

    def _ratios(self, tops: list[tuple[int, int]]) -> list[tuple[float, int, int]]:
        """Return the ratios at which a member reaches a step, rising: about, steps and member."""
        found = {
            t * self._unit[i] / self._entitled[i]: (t, i)
            for top, i in tops
            for t in range(self._least[i], top + 1)
        }
        return [(ratio, *found[ratio]) for ratio in sorted(found)]

    def _ratio(self, at: tuple[float, int, int]) -> Fraction:
        _, steps, column = at
        return Fraction(steps * self._unit[column], self._entitled[column])

    def _clear(self, columns: list[int]) -> None:
        for column in columns:
            self.put(column, 0)

    def _next(self, column: int) -> Fraction:
        """Return the ratio that a variable cannot let others reach: that of its next step."""
        steps = self.units[column]
        if steps >= self._most[column] or self._is_held(column):
            return _OPEN
        return Fraction((steps + 1) * self._unit[column], self._entitled[column])

    def _is_held(self, column: int) -> bool:
        steps = self.units[column]
        rise, first = (1, 0) if steps else (self._least[column], 1)
        return any(
            self._holds[row] and not self._soft[row] and coef * rise + once * first > self.room[row]
            for row, coef, once in self._rows[column]
        )

    def raise_level(self, columns: list[int], cap: Fraction) -> Fraction:
        """Give a level more if there is room for it; return the next cap."""
        if all(self.units[i] >= self._most[i] for i in columns):
            return cap
        tops = [self._below(i, cap) for i in columns]
        if all(
            self.units[i] >= min(top, self._most[i]) or top < self._least[i]
            for top, i in zip(tops, columns, strict=True)
        ):
            return min(cap, *(self._next(i) for i in columns))
        before = [self.units[i] for i in columns]
        self._clear(columns)
        out = self.level(columns, cap)
        if any(self.units[i] < b for i, b in zip(columns, before, strict=True)):
            self._clear(columns)
            for column, steps in zip(columns, before, strict=True):
                self.put(column, steps)
            out = min(cap, *(self._next(i) for i in columns))
        return out

    def free(self, column: int, most: int) -> None:
        """Give a variable outside chains (at 0) what fits, ``most`` at most."""
        most = self._fits(column, most, holding=True)
        self.put(column, self._fits(column, most, holding=False))

    def plan(self) -> exact.Integers:
        """Return the steps as an array."""
        return np.array(self.units, dtype=np.int64)


def fill(
    frame: Frame,
    score: FloatArray,
    guide: FloatArray | None = None,
    most: IntArray | None = None,
) -> IntArray:
    """Return a plan filled by falling ``score``, in the order of each chain.

    Parameters
    ----------
    frame
        The program.
    score
        One a variable: who comes first.
    guide
        Steps of each variable that a relaxation has: no level passes their ratios at first; then
        what is left goes round again.
    most
        Steps that no variable passes: below its most where a row of single units will hold it.
    """
    filling = Filling(frame, most)
    chains = frame.program.chains
    items: list[tuple[float, int, int]] = [(-float(score[i]), -1, int(i)) for i in frame.outside]
    levels = [[level.tolist() for level in chain.levels] for chain in chains]
    for c, chain in enumerate(chains):
        lowest = np.inf
        for k, level in enumerate(chain.levels):
            lowest = min(lowest, float(score[level].max()))
            items.append((-lowest, c, k))
    items.sort()
    if guide is not None:
        wanted = [_ratios(frame, chain, guide) for chain in chains]
        caps = [_OPEN] * len(chains)
        for _, c, k in items:
            if c >= 0:
                caps[c] = filling.level(levels[c][k], caps[c], Fraction(wanted[c][k]))
            elif guide[k] + _NEAR >= frame.least[k]:
                filling.free(k, int(guide[k] + _NEAR))
    caps = [_OPEN] * len(chains)
    for _, c, k in items:
        if c >= 0:
            caps[c] = filling.raise_level(levels[c][k], caps[c])
        else:
            filling.put(k, 0)
            filling.free(k, int(frame.upper[k]))
    return filling.plan()


def _ratios(frame: Frame, chain: Chain, steps: FloatArray) -> list[float]:
    """Return the ratio that each level of a chain has at ``steps``, or a worse one, and a little.

    Members that a row holds may stand below; what worse levels have, better ones have at least.
    """
    shares = (steps + _NEAR) * frame.program.unit / frame.entitled
    tops = [float(shares[level].max()) for level in chain.levels]
    rising = np.maximum.accumulate(np.array(tops[::-1]))[::-1]
    return [float(ratio) for ratio in rising]
