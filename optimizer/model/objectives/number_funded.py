"""``number_funded``: how many projects get anything at all.

It means something only where being funded has a least amount: with a minimum award, or with
indivisible projects.
"""

from __future__ import annotations

import numpy as np

from optimizer.model.objective_scope import Scope
from optimizer.model.worth import Worth


def number_funded(scope: Scope) -> tuple[Worth, int]:
    """Return 1 for being funded, and the scale 1."""
    none = np.zeros(len(scope.steps), dtype=np.int64)
    return Worth((none,), (scope.steps,), (scope.steps > 0).astype(np.int64)), 1
