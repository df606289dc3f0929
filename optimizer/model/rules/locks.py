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
    locked = np.zeros(len(problem.ids), dtype=np.bool_)
    amounts = np.zeros(len(problem.ids), dtype=np.int64)
    if not problem.rules.locks:
        return locked, amounts
    top = most(problem)
    position = {name: i for i, name in enumerate(problem.ids.tolist())}
    problems: list[Problem] = []
    for name, lock in problem.rules.locks.items():
        place = Place(field=f"rules.locks.{name}")
        i = position.get(name)
        if i is None:
            problems.append(Problem("model.lock.unknown", place, name))
            continue
        ceiling, grid = int(top[i]), int(problem.grid[i])
        amount = ceiling if lock.to == "full" else 0 if lock.to == "refuse" else lock.to
        if amount > ceiling:
            problems.append(
                Problem(
                    "model.lock.above_most", place, str(amount), {"amount": amount, "most": ceiling}
                )
            )
        elif amount % grid or amount < 0:
            problems.append(
                Problem("model.lock.off_grid", place, str(amount), {"amount": amount, "grid": grid})
            )
        else:
            locked[i], amounts[i] = True, amount
    if problems:
        raise DataError(problems)
    return locked, amounts
