"""Most projects a unit: of the projects that share a label's value, at most so many are funded."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import NO_LABEL, AllocationProblem
from optimizer.model.limits import Limit
from optimizer.model.members import Selector
from optimizer.model.program import Mask


def most_projects_name(value: str) -> str:
    """Return the name of the limit of one value of the label."""
    return f"most_projects {value}"


def most_projects_limits(
    problem: AllocationProblem, selector: Selector, possible: Mask
) -> list[Limit]:
    """Return ``number of funded projects <= count`` for each value of the label.

    Projects without the label are free, and a value with no more than ``count`` projects that are
    ``possible`` (may get something, or have it by a lock) needs no limit.
    """
    rule = problem.rules.most_projects
    if rule is None or rule[0] not in problem.labels:
        return []
    label, count = rule
    column = problem.labels[label]
    codes = column.codes[possible & (column.codes != NO_LABEL)]
    crowded = np.bincount(codes, minlength=len(column.names)) > count
    limits: list[Limit] = []
    for k in np.flatnonzero(crowded).tolist():
        members = selector.groups(label)[column.names[k]]
        mine = members[possible[members]]
        none, one = np.zeros(len(mine), dtype=np.int64), np.ones(len(mine), dtype=np.int64)
        name = most_projects_name(column.names[k])
        limits.append(Limit(name, mine, count, coefs=none, funded=one, holds=True))
    return limits
