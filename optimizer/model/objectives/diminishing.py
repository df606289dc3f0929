"""``diminishing``: the first part of a project's money is worth more than the next.

The yuan between ``g * floor(t_(k-1) * A / g)`` and ``g * floor(t_k * A / g)`` are worth
``w_i * c_k`` each; beyond the last tier a yuan is worth nothing.
"""

from __future__ import annotations

import numpy as np

from optimizer.model import exact
from optimizer.model.objective_scope import Scope
from optimizer.model.worth import Worth


def diminishing(scope: Scope) -> tuple[Worth, int]:
    """Return the worth of a grid step in each tier, and the scale 1."""
    worths: list[exact.Integers] = []
    ends: list[exact.Integers] = []
    factor = exact.greatest(scope.grid)
    for to, weight in scope.tiers:
        above = exact.wide(scope.entitled, to.numerator) * to.numerator
        below = exact.wide(scope.grid, to.denominator) * to.denominator
        worths.append(exact.wide(scope.merit, factor * weight) * scope.grid * weight)
        ends.append(exact.narrow(above // below))
    # Said as a tier of its own, so that nobody takes a single tier for the whole.
    if not scope.tiers or scope.tiers[-1][0] < 1:
        worths.append(np.zeros(len(scope.steps), dtype=np.int64))
        ends.append(scope.steps)
    return Worth(tuple(worths), tuple(ends)), 1
