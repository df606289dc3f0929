"""``merit_yuan``: each yuan counts by the merit of its project."""

from __future__ import annotations

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model import exact


def merit_yuan(problem: AllocationProblem, projects: IntArray) -> tuple[exact.Integers, int]:
    """Return ``w_i * g_i`` for each of ``projects``, and the scale 1."""
    merit, grid = problem.merit[projects], problem.grid[projects]
    return exact.wide(merit, exact.greatest(grid)) * grid, 1
