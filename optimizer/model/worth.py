"""What awards are worth to one objective: concave in the steps, plus once for being funded."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact


@dataclass(frozen=True, slots=True)
class Worth:
    """The worth of each variable of a program, as integers.

    Variable ``j`` with ``u > 0`` steps is worth ``funded[j] + sum over k of
    steps[k][j] * (min(u, ends[k][j]) - min(u, ends[k-1][j]))``: tier ``k`` ends after
    ``ends[k][j]`` steps (rising in ``k``), and ``steps`` do not rise from tier to tier. Beyond the
    last tier a step is worth nothing. One array of shape (program.size,) a tier; 0 steps are
    worth 0.
    """

    steps: tuple[exact.Integers, ...]
    ends: tuple[exact.Integers, ...]
    funded: exact.Integers | None = None

    @property
    def is_concave(self) -> bool:
        """Whether being funded at all is worth nothing by itself."""
        return self.funded is None or not self.funded.any()

    @property
    def is_linear(self) -> bool:
        """Whether every step of a variable is worth the same, and being funded nothing."""
        return len(self.steps) == 1 and self.is_concave

    def at(self, units: exact.Integers) -> int:
        """Return the worth of a point, exactly."""
        total, before = 0, np.zeros(len(units), dtype=np.int64)
        for worth, end in zip(self.steps, self.ends, strict=True):
            reached = np.minimum(units, end)
            total += exact.dot(worth, reached - before)
            before = reached
        if self.funded is not None:
            total += exact.total(np.where(np.asarray(units > 0, dtype=np.bool_), self.funded, 0))
        return total

    def only(self, columns: exact.Integers) -> Worth:
        """Return the worth of some of the variables, in the order of ``columns``."""
        return Worth(
            tuple(worth[columns] for worth in self.steps),
            tuple(end[columns] for end in self.ends),
            None if self.funded is None else self.funded[columns],
        )

    def step(self) -> int:
        """Return a number that every difference of two values is a multiple of, 1 or more."""
        parts = [*self.steps, *(() if self.funded is None else (self.funded,))]
        return math.gcd(*(int(np.gcd.reduce(part)) for part in parts if len(part))) or 1

    def placed(self, at: IntArray, columns: IntArray, size: int) -> Worth:
        """Return the worth over ``columns`` of ``size`` things, whose places ``at`` are ours.

        Everything else is worth 0.
        """

        def spread(part: exact.Integers) -> exact.Integers:
            out = np.zeros(size, dtype=part.dtype)
            out[at] = part
            return np.asarray(out[columns])

        return Worth(
            tuple(spread(part) for part in self.steps),
            tuple(spread(end) for end in self.ends),
            None if self.funded is None else spread(self.funded),
        )


def linear(step_worth: exact.Integers, upper: exact.Integers) -> Worth:
    """Return the worth ``step_worth`` of each step up to ``upper``."""
    return Worth((step_worth,), (upper,))
