"""Minimum award: funded means at least a part of the entitled amount, and at least an amount.

A project whose least award would be above the most it can get is out, and leaves every comparison.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem
from optimizer.model import exact
from optimizer.model.members import Selector


def least_awards(problem: AllocationProblem, selector: Selector) -> exact.Integers:
    """Return the least yuan above 0 of each project, shape (n,): a grid step where not covered.

    ``max(g * ceil(p * A / g), g * ceil(m / g), g)`` for a part ``p`` and an amount ``m``.
    """
    least: exact.Integers = problem.grid
    rule = problem.rules.minimum_award
    if rule is None:
        return least
    covered = selector.select(rule.members)
    grid = problem.grid[covered]
    above = exact.wide(problem.entitled[covered], rule.ratio.numerator) * -rule.ratio.numerator
    part = -(above // (exact.wide(grid, rule.ratio.denominator) * rule.ratio.denominator)) * grid
    amount = -(-rule.amount // grid) * grid
    least = exact.wide(least).copy() if part.dtype != object else least.astype(object)
    least[covered] = np.maximum(np.maximum(part, amount), grid)
    return exact.narrow(least)
