"""The bound that prices give, exactly: chains and other variables at their best."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.model import exact
from optimizer.model.chains.frame import Box, Frame, slack_points
from optimizer.model.chains.order import Question, best_of_chain
from optimizer.model.chains.pricing import Goal, Prices, pricing


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A bound of every plan in a box, and the point of the blocks that reaches it.

    ``bound`` is ``None`` where some chain has no admissible ratios: the box is empty.
    """

    bound: Fraction | None
    units: exact.Integers


def relax(frame: Frame, goal: Goal, prices: Prices, box: Box) -> Relaxed:
    """Return the exact bound that ``prices`` (right signs) give inside ``box``."""
    priced = pricing(frame, goal, prices)
    ask = Question(frame, priced, box, slack_points(frame, box))
    units = np.zeros(frame.program.size, dtype=np.int64)
    outside = frame.outside
    values, steps = priced.peak(outside, box.low[outside], box.high[outside], frame.least[outside])
    units[outside] = steps
    total = priced.constant + exact.total(values)
    for chain in frame.program.chains:
        best = best_of_chain(ask, chain)
        if best.value is None:
            return Relaxed(None, units)
        total += best.value
        units[best.columns] = best.steps
    return Relaxed(Fraction(total, prices.duals.scale), units)
