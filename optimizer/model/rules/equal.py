"""Equal pay-out: one published ratio a clause, ``x_i = floor(k_c * A_i / 10^6)``.

A project whose part is below its least award gets nothing, and does not lower the ratio of all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import AllocationProblem, IntArray

#: A ratio of 1, in millionths.
ONE = 1_000_000


def equal_members(problem: AllocationProblem) -> NDArray[np.bool_]:
    """Return which projects belong to an equal clause."""
    if not problem.rules.equal or "clause" not in problem.labels:
        return np.zeros(len(problem.ids), dtype=np.bool_)
    column = problem.labels["clause"]
    codes = [k for k, name in enumerate(column.names) if name in set(problem.rules.equal)]
    return np.asarray(np.isin(column.codes, codes))


def equal_clauses(problem: AllocationProblem, projects: IntArray) -> tuple[int, ...]:
    """Return the codes of the equal clauses that ``projects`` belong to, rising."""
    codes = problem.labels["clause"].codes[projects[equal_members(problem)[projects]]]
    return tuple(sorted(set(codes.tolist())))


def part_of(entitled: IntArray, ratio: IntArray | int) -> IntArray:
    """Return ``floor(ratio * entitled / 10^6)`` yuan without leaving int64."""
    whole, rest = entitled // ONE, entitled % ONE
    return np.asarray(whole * ratio + rest * ratio // ONE)
