"""One question of the engine: a program, the worth to be greatest, and what must not be lost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.feasible import is_feasible
from optimizer.model.program import Program
from optimizer.model.worth import Worth


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the domain: ``low <= u <= high``, and 0 or at least its lower bound as ever.

    ``low`` is 0 or at least the lower bound of the program, and so is ``high``; both have shape
    (program.size,).
    """

    low: IntArray
    high: IntArray

    @property
    def open(self) -> IntArray:
        """Return the variables that are not fixed."""
        return np.flatnonzero(self.low < self.high)


@dataclass(frozen=True)
class Question:
    """Maximise ``worth``, in units of ``factor``, with every earlier worth at least ``reached``.

    Parameters
    ----------
    program
        Rows, lower and upper bounds; no chains.
    worth
        The objective divided by its greatest common divisor, so that two different values of it
        are at least 1 apart.
    factor
        That divisor; 1 where the objective is constant.
    earlier, reached
        Earlier objectives, and what a plan must keep of each.
    """

    program: Program
    worth: Worth
    factor: int
    earlier: tuple[Worth, ...] = ()
    reached: tuple[int, ...] = ()

    @cached_property
    def least(self) -> IntArray:
        """Least number of steps above 0 of each variable, not above its most."""
        lower = self.program.lower
        return np.minimum(self.most, 1 if lower is None else np.maximum(lower, 1))

    @cached_property
    def most(self) -> IntArray:
        """Greatest number of steps of each variable."""
        return np.asarray(self.program.upper, dtype=np.int64)

    @property
    def worths(self) -> tuple[Worth, ...]:
        """Return the objective and the earlier ones."""
        return (self.worth, *self.earlier)

    def whole(self) -> Box:
        """Return the whole domain."""
        return Box(np.zeros_like(self.most), self.most)

    def allows(self, units: IntArray) -> bool:
        """Return whether ``units`` keep the program and what was reached, exactly."""
        kept = zip(self.earlier, self.reached, strict=True)
        return all(w.at(units) >= r for w, r in kept) and is_feasible(self.program, units)


def pose(
    program: Program, worth: Worth, earlier: tuple[Worth, ...], reached: tuple[int, ...]
) -> Question:
    """Return the question, its objective divided by what divides all its values."""
    factor = divisor(worth)
    return Question(program, divided(worth, factor), factor, earlier, reached)


def divisor(worth: Worth) -> int:
    """Return the least difference of two values of an objective (1 if it is constant)."""
    parts = [*worth.steps, *([] if worth.funded is None else [worth.funded])]
    return int(np.gcd.reduce([int(np.gcd.reduce(p)) for p in parts if len(p)] or [0])) or 1


def divided(worth: Worth, factor: int) -> Worth:
    """Return the worth divided by a common divisor of all its values."""
    steps = tuple(exact.narrow(s // factor) for s in worth.steps)
    return Worth(steps, worth.ends, None if worth.funded is None else worth.funded // factor)


def below(box: Box, column: int, value: int, least: int) -> Box:
    """Return the part of ``box`` where a variable is at most ``value``."""
    high = box.high.copy()
    high[column] = min(high[column], value if value >= least else 0)
    return Box(box.low, high)


def above(box: Box, column: int, value: int, least: int) -> Box:
    """Return the part of ``box`` where a variable is above ``value``."""
    low = box.low.copy()
    low[column] = max(low[column], value + 1, least)
    return Box(low, box.high)
