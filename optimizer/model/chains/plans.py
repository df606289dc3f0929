"""Plans from what a bound and a relaxation say: taken as they are, filled, and fitted to limits."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.chains.fill import fill
from optimizer.model.chains.fit import Fitting
from optimizer.model.chains.frame import Frame
from optimizer.model.chains.kept import Kept
from optimizer.model.chains.pricing import Goal, Prices, pricing
from optimizer.model.feasible import held, is_feasible
from optimizer.model.solver import FloatArray


class Plans:
    """The best plan so far; ``units`` is ``None`` as long as there is none."""

    def __init__(self, frame: Frame, goal: Goal, start: IntArray | None) -> None:
        self.frame, self.goal = frame, goal
        self.units: IntArray | None = None
        self.value = 0
        if start is not None:
            self.offer(start)

    def offer(self, units: IntArray) -> None:
        """Keep a plan if it is allowed and better than the best one."""
        value = self.goal.worth.at(units)
        if self.units is not None and value <= self.value:
            return
        kept = zip(self.goal.worths[:-1], self.goal.reached, strict=True)
        if all(w.at(units) >= r for w, r in kept) and is_feasible(self.frame.program, units):
            self.units, self.value = units, value

    def near(
        self,
        kept: Kept,
        prices: Prices,
        point: IntArray | None,
        steps: FloatArray | None,
        *,
        thorough: bool,
    ) -> None:
        """Offer plans near the point of a bound and near the steps of a relaxation."""
        prices = kept.free(prices)
        priced = pricing(self.frame, self.goal, prices)
        columns = np.arange(self.frame.program.size)
        each = np.maximum(self.frame.upper, 1)
        score = priced.value(columns, self.frame.upper).astype(np.float64) / each
        if steps is not None:
            self.offer(np.rint(steps).astype(np.int64))
            if thorough or point is None:
                self.offer(fill(self.frame, score, steps))
        if point is None:
            return
        self.offer(point)
        # Members of a block that has room left follow their level as all others.
        fixed = kept.blocks.inside & held(self.frame.program, point)
        most = np.where(fixed, point, self.frame.upper)
        start = fill(self.frame, score, point.astype(np.float64), most)
        self.offer(start)
        if not thorough:
            return
        self.offer(fill(self.frame, score))
        fitting = Fitting(self.frame, self.goal, priced, fixed)
        for base in (start, self.units):
            fitted = None if base is None else fitting.fit(base)
            if fitted is not None:
                self.offer(fitted)
                self.offer(fill(self.frame, score, fitted.astype(np.float64), most))
