"""Total budget: all awards together stay within the available budget."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem
from optimizer.model.limits import Limit

#: Name of the budget among the limits: in conflicts and certificates.
BUDGET = "budget"


def budget_limit(problem: AllocationProblem) -> Limit:
    """Return ``sum of all awards <= budget``."""
    return Limit(BUDGET, np.arange(len(problem.ids)), problem.budget)
