"""Locks: decisions taken outside the model. Full, refused, or fixed at an amount.

Locked projects leave every comparison and stay in every sum.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import DataError, Place, Problem
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model.grid import most


def locked_amounts(problem: AllocationProblem) -> tuple[NDArray[np.bool_], IntArray]:
    """Return which projects are locked, and each one's amount in yuan (0 where not locked).

    Raises
    ------
    DataError
        For a lock on an unknown project, above its most, or off its grid.
    """
    problems = impossible_locks(problem)
    if problems:
        raise DataError(problems)
    locked = np.zeros(len(problem.ids), dtype=np.bool_)
    amounts = np.zeros(len(problem.ids), dtype=np.int64)
    for i, amount in _read(problem):
        locked[i], amounts[i] = True, amount
    return locked, amounts


def impossible_locks(problem: AllocationProblem) -> tuple[Problem, ...]:
    """Return one complaint for each lock that cannot be."""
    top = most(problem)
    problems: list[Problem] = []
    for (name, lock), (i, amount) in zip(problem.rules.locks.items(), _read(problem), strict=True):
        place = Place(field=f"rules.locks.{name}")
        if i < 0:
            problems.append(Problem("model.lock.unknown", place, name))
            continue
        ceiling, grid = int(top[i]), int(problem.grid[i])
        if amount > ceiling:
            params = {"amount": amount, "most": ceiling}
            problems.append(Problem("model.lock.above_most", place, str(amount), params))
        elif amount % grid or amount < 0:
            params = {"amount": amount, "grid": grid}
            problems.append(Problem("model.lock.off_grid", place, str(lock.to), params))
    return tuple(problems)


def _read(problem: AllocationProblem) -> list[tuple[int, int]]:
    """Return position (-1 for none) and yuan of each lock, in the order of the locks."""
    if not problem.rules.locks:
        return []
    top = most(problem)
    position = {name: i for i, name in enumerate(problem.ids.tolist())}
    found: list[tuple[int, int]] = []
    for name, lock in problem.rules.locks.items():
        i = position.get(name, -1)
        full = int(top[i]) if i >= 0 else 0
        found.append((i, full if lock.to == "full" else 0 if lock.to == "refuse" else lock.to))
    return found
