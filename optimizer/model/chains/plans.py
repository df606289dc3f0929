"""Plans from what a bound and a relaxation say: taken as they are, filled, and fitted to limits."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.chains.fill import fill
from optimizer.model.chains.fit import Fitting
from optimizer.model.chains.frame import Frame, Mask
from optimizer.model.chains.kept import Kept
from optimizer.model.chains.pricing import Goal, Prices, Pricing, pricing
from optimizer.model.feasible import held, is_feasible
from optimizer.model.meter import Meter
from optimizer.model.solver import FloatArray

#: How often a plan is fitted from where it stands.
FITS = 6
#: What filling costs for each variable, and fitting for each variable and each chain.
FILLING, FITTING, JOINING = 25, 30, 5_000
#: Weight of worth before prices, where prices see no difference.
_TIES = 1e-7
_NEAR = 1e-6


class Plans:
    """The best plan so far; ``units`` is ``None`` as long as there is none."""

    def __init__(self, frame: Frame, goal: Goal, start: IntArray | None, meter: Meter) -> None:
        self.frame, self.goal, self._meter = frame, goal, meter
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
        priced = pricing(self.frame, self.goal, kept.free(prices))
        score = self._score(priced)
        if steps is not None:
            self.offer(np.rint(steps).astype(np.int64))
            if thorough or point is None:
                self.offer(self._fill(score, steps))
        if point is None:
            return
        self.offer(point)
        # Members of a block that has room left follow their level as all others.
        fixed = kept.blocks.inside & held(self.frame.program, point)
        most = np.where(fixed, point, self.frame.upper)
        start = self._fill(score, point.astype(np.float64), most)
        self.offer(start)
        if not thorough:
            return
        self.offer(self._fill(score))
        fitting = Fitting(self.frame, self.goal, priced, fixed)
        self._refit(fitting, start, score, most)
        if self.units is not None and self.units is not start:
            self._refit(fitting, self.units, score, most)

    def along(self, prices: Prices, steps: FloatArray, tied: Mask) -> None:
        """Offer plans at the steps of a dive; who is not ``tied`` gets no more than there."""
        score = self._score(pricing(self.frame, self.goal, prices))
        least, upper = self.frame.least, self.frame.upper
        given = np.floor(steps + _NEAR).astype(np.int64)
        most = np.where(tied, upper, np.where(given < least, 0, given))
        self.offer(self._fill(score, steps, most))
        self.offer(self._fill(score, steps))

    def _refit(self, fitting: Fitting, base: IntArray, score: FloatArray, most: IntArray) -> None:
        """Fit a plan again and again as long as it becomes better."""
        size, chains = self.frame.program.size, len(self.frame.program.chains)
        for _ in range(FITS):
            if self._meter.is_spent:
                return
            self._meter.spend(FITTING * size + JOINING * chains)
            fitted = fitting.fit(base)
            if fitted is None or self._worth(fitted) <= self._worth(base):
                return
            self.offer(fitted)
            base = self._fill(score, fitted.astype(np.float64), most)
            self.offer(base)

    def _fill(
        self, score: FloatArray, guide: FloatArray | None = None, most: IntArray | None = None
    ) -> IntArray:
        self._meter.spend(FILLING * self.frame.program.size)
        return fill(self.frame, score, guide, most)

    def _worth(self, units: IntArray) -> int:
        return self.goal.worth.at(units)

    def _score(self, priced: Pricing) -> FloatArray:
        """Return what a step of each variable is worth at prices; more worth breaks ties."""
        columns, upper = np.arange(self.frame.program.size), self.frame.upper
        free = Pricing(priced.worths, priced.step * 0, priced.once * 0, 0)
        value, gross = (
            p.value(columns, upper).astype(np.float64) / np.maximum(upper, 1)
            for p in (priced, free)
        )
        return np.asarray(value + _TIES * gross)
