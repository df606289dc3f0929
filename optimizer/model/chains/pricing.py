"""What steps are worth to one objective when every row has its price, in scaled integers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.chains.frame import Frame
from optimizer.model.proof import Duals
from optimizer.model.worth import Worth


@dataclass(frozen=True, slots=True)
class Goal:
    """The objectives so far: the last one is maximised, the others reach ``reached``."""

    worths: tuple[Worth, ...]
    reached: tuple[int, ...] = ()

    @property
    def worth(self) -> Worth:
        """The objective that is maximised."""
        return self.worths[-1]


@dataclass(frozen=True, slots=True)
class Prices:
    """Multipliers over ``scale``: one a row, and one (0 or more) an earlier objective.

    ``counts`` is False for the proof that a part is empty: then nothing is worth anything.
    """

    duals: Duals
    earlier: tuple[int, ...] = ()
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Pricing:
    """``value`` of any steps at given prices, times the scale of the prices."""

    worths: tuple[tuple[Worth, int], ...]
    step: exact.Integers
    once: exact.Integers
    constant: int

    def value(self, columns: IntArray | int, steps: IntArray) -> exact.Integers:
        """Return what ``steps`` of ``columns`` are worth less what they cost (0 for 0 steps)."""
        if self.step.dtype == object:  # one column's price is a plain integer: no int64 then
            steps = steps.astype(object)
        out = -self.step[columns] * steps - np.where(steps > 0, self.once[columns], 0)
        for worth, weight in self.worths:
            before: IntArray | int = 0
            for gain, end in zip(worth.steps, worth.ends, strict=True):
                reached = np.minimum(steps, end[columns])
                out = out + weight * gain[columns] * (reached - before)
                before = reached
            if worth.funded is not None:
                out = out + np.where(steps > 0, weight * worth.funded[columns], 0)
        return np.asarray(out)

    def peak(
        self, columns: IntArray, low: IntArray, high: IntArray, least: IntArray
    ) -> tuple[exact.Integers, IntArray]:
        """Return the greatest value of each column between ``low`` and ``high``, and the steps.

        Values are concave above 0, so that the ends of the domain and of the tiers decide.
        """
        start = np.minimum(np.maximum(low, least), high)
        tries = [low, start, high]
        for worth, _ in self.worths:
            tries += [np.clip(end[columns], start, high) for end in worth.ends[:-1]]
        values = np.stack([self.value(columns, steps) for steps in tries])
        best = values.argmax(axis=0)
        where = np.arange(len(columns))
        return values[best, where], np.stack(tries)[best, where]


def pricing(frame: Frame, goal: Goal, prices: Prices) -> Pricing:
    """Return the priced worth of every variable; integers of Python where int64 could overflow."""
    program, scale = frame.program, prices.duals.scale if prices.counts else 0
    worths = [
        (worth, weight)
        for worth, weight in zip(goal.worths, (*prices.earlier, scale), strict=True)
        if weight
    ]
    values = prices.duals.values
    if not _fits(frame, worths, values):
        values = values.astype(object)
        worths = [(_as_objects(worth), weight) for worth, weight in worths]
    step = np.zeros(program.size, dtype=values.dtype)
    once = np.zeros(program.size, dtype=values.dtype)
    each = values[frame.rows]
    np.add.at(step, program.columns, each * program.coefs)
    if program.funded is not None:
        np.add.at(once, program.columns, each * program.funded)
    constant = exact.dot(prices.duals.values, program.limits)
    constant -= sum(w * r for w, r in zip(prices.earlier, goal.reached, strict=True))
    return Pricing(tuple(worths), step, once, constant)


def _fits(frame: Frame, worths: list[tuple[Worth, int]], values: exact.Integers) -> bool:
    """Return whether all sums of priced worths stay far inside int64 (floats tell, with room)."""
    program, size = frame.program, frame.program.size
    most = max(exact.greatest(program.coefs), exact.greatest(frame.counted), 1)
    if exact.greatest(values) * most >= exact.SAFE:
        return False
    each = np.abs(values[frame.rows].astype(np.float64))
    step = np.bincount(program.columns, each * np.abs(program.coefs.astype(np.float64)), size)
    once = np.bincount(program.columns, each * np.abs(frame.counted.astype(np.float64)), size)
    for worth, weight in worths:  # (counts of no entries at all come as integers)
        step = step + weight * np.abs(worth.steps[0].astype(np.float64))
        if worth.funded is not None:
            once = once + weight * np.abs(worth.funded.astype(np.float64))
    return float((step * frame.upper + once).sum()) * 64 < exact.SAFE


def _as_objects(worth: Worth) -> Worth:
    return Worth(
        tuple(part.astype(object) for part in worth.steps),
        worth.ends,
        None if worth.funded is None else worth.funded.astype(object),
    )
