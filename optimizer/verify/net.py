"""Worth less prices of each project: what it adds to a bound by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.exact import Integers, add, fit, product
from optimizer.verify.objective import Worth


@dataclass(frozen=True, slots=True)
class Net:
    """Worth less prices, in whole numbers: ``weights`` times ``worths``, less what is charged.

    A project pays ``per_step`` a grid step, and ``once`` if it has anything.
    """

    weights: tuple[int, ...]
    worths: tuple[Worth, ...]
    per_step: Integers
    once: Integers

    def worth(self, steps: IntArray) -> Integers:
        """Return the weighted worths of every project at ``steps``, before prices."""
        parts = (
            fit(worth.each(steps), weight) * weight
            for weight, worth in zip(self.weights, self.worths, strict=True)
        )
        return add(np.zeros(len(steps), dtype=np.int64), *parts)

    def each(self, steps: IntArray) -> Integers:
        """Return worth less prices of every project at ``steps``."""
        charged = np.where(np.asarray(steps > 0, dtype=np.bool_), self.once, 0)
        return add(self.worth(steps), -product(self.per_step, steps), -charged)

    def only(self, projects: IntArray) -> Net:
        """Return the same of some projects, in their order."""
        worths = tuple(worth.only(projects) for worth in self.worths)
        return Net(self.weights, worths, self.per_step[projects], self.once[projects])

    def corners(self) -> list[IntArray]:
        """Return the steps where the slope of a project may change."""
        return [end for worth in self.worths for end in worth.ends]
