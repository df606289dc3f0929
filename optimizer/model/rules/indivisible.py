"""Indivisible projects: all that the project can get, or nothing."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem
from optimizer.model.members import Selector
from optimizer.model.program import Mask


def indivisible_members(problem: AllocationProblem, selector: Selector) -> Mask:
    """Return which projects are indivisible."""
    rule = problem.rules.indivisible
    if isinstance(rule, bool):
        return np.full(len(problem.ids), rule)
    covered = np.zeros(len(problem.ids), dtype=np.bool_)
    covered[selector.select(rule)] = True
    return covered
