"""Pass mark: a scored project below it gets nothing.

Equal clauses need no scores, so the mark does not touch them; a lock is a decision of its own
and wins over the mark.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import AllocationProblem


def below_pass_mark(problem: AllocationProblem, equal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which projects the pass mark refuses; ``equal`` marks those of equal clauses."""
    mark = problem.rules.pass_mark
    if mark is None:
        return np.zeros(len(problem.ids), dtype=np.bool_)
    return np.asarray((problem.merit < mark) & ~equal, dtype=np.bool_)
