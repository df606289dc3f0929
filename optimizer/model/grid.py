"""The grid: the most a project can get is its entitled amount, floored to its own grid."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray


def most(problem: AllocationProblem) -> IntArray:
    """Return ``m_i = g_i * floor(A_i / g_i)`` in yuan, shape (n,)."""
    return np.asarray(problem.entitled // problem.grid * problem.grid)
