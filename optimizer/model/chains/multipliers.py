"""The relaxation of one part after the other: floats of the solver made exact prices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.model import exact
from optimizer.model.chains.frame import Box, Frame, Mask, whole
from optimizer.model.chains.linear import relaxation
from optimizer.model.chains.pricing import Goal, Prices
from optimizer.model.meter import Meter
from optimizer.model.program import Program
from optimizer.model.proof import Duals
from optimizer.model.solver import Answer, Effort, FloatArray, Resolver

#: Scales that multipliers are rounded to: integers where they are, else fine enough.
SCALES = (1, 2**10, 2**20)


def prices_of(
    program: Program, goal: Goal, duals: FloatArray, scale: int, *, counts: bool
) -> Prices:
    """Return exact prices near the duals of a relaxation, wrong signs set to 0."""
    rows = len(program.rows)
    values = exact.narrow([round(v * scale) for v in duals[:rows].tolist()])
    wrong = (program.at_most & (values < 0)) | (program.at_least & (values > 0))
    values = np.where(np.asarray(wrong, dtype=np.bool_), 0, values)
    ends = duals[rows : rows + len(goal.reached)]
    earlier = tuple(max(0, round(-v * scale)) for v in ends.tolist())
    return Prices(Duals(values, scale), earlier, counts=counts)


def no_prices(frame: Frame, goal: Goal, *, counts: bool = True) -> Prices:
    """Return prices of 0."""
    none = np.zeros(len(frame.program.rows), dtype=np.int64)
    return Prices(Duals(none), (0,) * len(goal.reached), counts=counts)


class Relaxations:
    """The linear relaxation kept in the solver, asked for one box after the other."""

    def __init__(self, frame: Frame, goal: Goal, meter: Meter, tied: Mask | None = None) -> None:
        self.frame, self.goal = frame, goal
        self.linear = relaxation(frame, goal, whole(frame), tied)
        self._resolver = Resolver(self.linear.program, Effort(meter=meter), self.linear.cost)

    def answer(self, box: Box) -> Answer:
        """Return the solver's answer for a box."""
        columns, lower, upper = self.linear.bounds(box)
        self._resolver.between(columns, lower, upper)
        return self._resolver.answer()

    def prices(self, answer: Answer) -> Sequence[Prices]:
        """Return exact prices worth a try: of the optimum, or of the proof that there is none."""
        rows = len(self.frame.program.rows) + len(self.goal.reached)
        if len(answer.ray):
            ray = answer.ray[:rows]
            most = float(np.abs(ray).max()) or 1.0
            signs = (ray / most, -ray / most)
            return [
                prices_of(self.frame.program, self.goal, sign, scale, counts=False)
                for scale in SCALES
                for sign in signs
            ]
        if not len(answer.duals):
            return []
        duals = answer.duals[:rows]
        near = bool((np.abs(duals - np.round(duals)) < 1e-7).all())  # noqa: PLR2004  HiGHS's own tolerance
        return [
            prices_of(self.frame.program, self.goal, duals, scale, counts=True)
            for scale in (SCALES[:1] if near else SCALES[:2])
        ]
