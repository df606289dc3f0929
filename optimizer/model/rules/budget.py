"""Total budget: all awards together stay within the available budget."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem
from optimizer.model.limits import Limit, limit_on_grid

#: Name of the budget among the limits: in conflicts and certificates.
BUDGET = "budget"


def budget_limit(problem: AllocationProblem) -> Limit:
    """Return ``sum of all awards <= budget``, on the gcd of all grids."""
    return limit_on_grid(BUDGET, np.arange(len(problem.ids)), problem.grid, problem.budget, None)
