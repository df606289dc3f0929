"""``merit_projects``: each project counts once, by its funded share.

The worth of a grid step is ``floor(K * w_i * g_i / m_i)``: exact fractions would have
denominators of thousands of digits. ``K`` is the least power of ten that makes every coefficient
with merit above 0 at least a million, and it is published with the result. An indivisible project
is worth exactly ``K * w_i`` if it is funded.
"""

from __future__ import annotations

import numpy as np

from optimizer.model import exact
from optimizer.model.objective_scope import Scope
from optimizer.model.scaling import scale_of, scaled
from optimizer.model.worth import Worth


def merit_projects(scope: Scope) -> tuple[Worth, int]:
    """Return ``floor(K * w_i / (m_i / g_i))`` a grid step, and ``K``.

    ``K`` counts all projects with merit above 0 that can get at least one grid step and are not
    indivisible, whatever the other rules say about them. A project below one step is worth 0.
    """
    merit, steps = scope.merit, scope.steps
    split = (merit > 0) & (steps > 0) & ~scope.indivisible
    scale = scale_of(merit[split], steps[split])
    worth = scaled(merit, np.maximum(steps, 1), scale)
    worth[(steps == 0) | scope.once] = 0
    whole = None
    if scope.once.any():
        whole = exact.narrow(exact.wide(merit, scale) * scale)
        whole[(steps == 0) | ~scope.once] = 0
    return Worth((worth,), (steps,), whole), scale
