"""``merit_projects``: each project counts once, by its funded share.

The worth of a grid step is ``floor(K * w_i * g_i / m_i)``: exact fractions would have
denominators of thousands of digits. ``K`` is the least power of ten that makes every coefficient
with merit above 0 at least a million, and it is published with the result.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model import exact
from optimizer.model.grid import most

#: Least coefficient: so the flooring costs less than a millionth of any project's worth.
LEAST_COEFFICIENT = 10**6


def merit_projects(problem: AllocationProblem, projects: IntArray) -> tuple[exact.Integers, int]:
    """Return ``floor(K * w_i / (m_i / g_i))`` for each of ``projects``, and ``K``.

    ``K`` counts all of ``projects`` with merit above 0 that can get at least one grid step,
    whatever the other rules say about them. A project below one step has coefficient 0.
    """
    merit = problem.merit[projects]
    steps = most(problem)[projects] // problem.grid[projects]
    counted = (merit > 0) & (steps > 0)
    scale = 1
    # floor(K*w/s) >= L  <=>  K*w >= L*s, so the least K comes from the greatest ceil(L*s/w).
    if counted.any():
        wide_steps = exact.wide(steps[counted], LEAST_COEFFICIENT)
        need = int((-(-LEAST_COEFFICIENT * wide_steps // merit[counted])).max())
        while scale < need:
            scale *= 10
    worth = exact.narrow(exact.wide(merit, scale) * scale // np.maximum(steps, 1))
    worth[steps == 0] = 0
    return worth, scale
