"""Monotone pay-out: inside a clause (and panel) the funding ratio does not rise as merit falls.

Equal merit, equal ratio; ``x_i = g * floor(ratio * A_i / g)``. Locked projects, those below the
pass mark or the minimum award, and those below a grid step are in no comparison.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model.program import Chain, Mask

#: Group of a project that no comparison holds.
NO_GROUP = -1


def monotone_groups(problem: AllocationProblem) -> IntArray:
    """Return the group of each project by clause and panel, ``NO_GROUP`` outside the clauses."""
    column = problem.labels.get("clause")
    if not problem.rules.monotone or column is None:
        return np.full(len(problem.ids), NO_GROUP, dtype=np.int64)
    codes = [k for k, name in enumerate(column.names) if name in set(problem.rules.monotone)]
    panel = problem.labels.get("panel")
    group = column.codes
    if panel is not None:
        group = group * (len(panel.names) + 1) + panel.codes + 1
    return np.where(np.isin(column.codes, codes), group, NO_GROUP)


def chains(group: IntArray, merit: IntArray, free: Mask) -> tuple[Chain, ...]:
    """Return the chains over the projects ``free``, as positions among them.

    Levels go by falling merit, members by rising number; groups of one compare nothing.
    """
    projects = np.flatnonzero(free)
    group, merit = group[projects], merit[projects]
    inside = np.flatnonzero(group != NO_GROUP)
    order = inside[np.lexsort((inside, -merit[inside], group[inside]))]
    ends = np.flatnonzero(np.diff(group[order])) + 1
    found: list[Chain] = []
    for members in np.split(order, ends):
        if len(members) > 1:
            steps = np.flatnonzero(np.diff(merit[members])) + 1
            found.append(Chain(tuple(np.split(members, steps))))
    return tuple(found)
