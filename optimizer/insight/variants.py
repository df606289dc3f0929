"""The same problem with one thing changed: every answer of this room solves such a variant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from optimizer.formats.problem import AllocationProblem, Row, Rules


def with_budget(problem: AllocationProblem, budget: int) -> AllocationProblem:
    """Return the problem with another available budget (yuan)."""
    return replace(problem, budget=budget)


def with_merit(problem: AllocationProblem, project: int, merit: int) -> AllocationProblem:
    """Return the problem with another merit (hundredths) of the project at a position."""
    merits = problem.merit.copy()
    merits[project] = merit
    merits.setflags(write=False)
    return replace(problem, merit=merits)


def with_at_most(problem: AllocationProblem, name: str, at_most: int) -> AllocationProblem:
    """Return the problem with another at-most value of the row ``name``."""
    return replace(
        problem,
        rows=tuple(replace(r, at_most=at_most) if r.name == name else r for r in problem.rows),
    )


def without_rows(problem: AllocationProblem, names: Iterable[str]) -> AllocationProblem:
    """Return the problem without the rows of these names."""
    gone = set(names)
    return replace(problem, rows=tuple(row for row in problem.rows if row.name not in gone))


def without_lock(problem: AllocationProblem, project: str) -> AllocationProblem:
    """Return the problem with one lock fewer."""
    locks = {name: lock for name, lock in problem.rules.locks.items() if name != project}
    return replace(problem, rules=replace(problem.rules, locks=locks))


def without_rule(problem: AllocationProblem, rule: str) -> AllocationProblem:
    """Return the problem with a rule switched off, by its name in the file format."""
    default = getattr(Rules(), rule)
    return replace(problem, rules=replace(problem.rules, **{rule: default}))


def row_named(problem: AllocationProblem, name: str) -> Row | None:
    """Return the row of this name, ``None`` where there is none."""
    return next((row for row in problem.rows if row.name == name), None)


def position_of(problem: AllocationProblem, project: str) -> int:
    """Return where a project stands.

    Raises
    ------
    KeyError
        If the problem does not have it.
    """
    at = int(np.searchsorted(problem.ids, project))
    if at == len(problem.ids) or problem.ids[at] != project:
        raise KeyError(project)
    return at
