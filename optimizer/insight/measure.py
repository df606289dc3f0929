"""One measure for whole plans: merit, so that plans under different rules can be compared.

The merit of a plan is ``sum of merit x yuan`` over all its projects, in hundredths of a point times
yuan: the objective ``merit_yuan`` over everything, whatever the scenario maximised in which stage.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray

#: Sums below it are taken in int64.
_SAFE = 2**62


def merit_of(problem: AllocationProblem, awards: IntArray) -> int:
    """Return the merit of a plan, exactly (hundredths of a point times yuan)."""
    if not len(awards):
        return 0
    if int(problem.merit.max()) * int(awards.max()) * len(awards) < _SAFE:
        return int(problem.merit @ awards)
    return int(np.dot(problem.merit.astype(object), awards.astype(object)))
