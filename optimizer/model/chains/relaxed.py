"""The bound that prices give, exactly: chains and other variables at their best."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.model import exact
from optimizer.model.chains.frame import Box, slack_points
from optimizer.model.chains.kept import Kept
from optimizer.model.chains.order import Question, best_of_chain
from optimizer.model.chains.pricing import Goal, Prices, pricing


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A bound of every plan in a box, and the point of the blocks that reaches it.

    ``bound`` is ``None`` where some chain has no admissible ratios: the box is empty. ``work``
    counts what was searched.
    """

    bound: Fraction | None
    units: exact.Integers
    work: int = 0


def relax(kept: Kept, goal: Goal, prices: Prices, box: Box) -> Relaxed:
    """Return the exact bound that ``prices`` (right signs) give inside ``box``."""
    frame = kept.frame
    units = np.zeros(frame.program.size, dtype=np.int64)
    prices = kept.free(prices)
    in_blocks = kept.best(prices, box, units)
    if in_blocks is None:
        return Relaxed(None, units)
    priced = pricing(frame, goal, prices)
    ask = Question(frame, priced, box, slack_points(frame, box))
    alone = kept.alone
    values, units[alone] = priced.peak(alone, box.low[alone], box.high[alone], frame.least[alone])
    total = priced.constant + exact.total(values) + in_blocks
    work = 0
    for chain in kept.chains:
        best = best_of_chain(ask, chain)
        work += best.work
        if best.value is None:
            return Relaxed(None, units, work)
        total += best.value
        units[best.columns] = best.steps
    return Relaxed(Fraction(total, prices.duals.scale), units, work)
