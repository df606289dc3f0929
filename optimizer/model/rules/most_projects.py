"""Most projects a unit: of the projects that share a label's value, at most so many are funded."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import AllocationProblem
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
    if rule is None:
        return []
    label, count = rule
    limits: list[Limit] = []
    for value, members in selector.groups(label).items():
        mine = members[possible[members]]
        if len(mine) > count:
            none, one = np.zeros(len(mine), dtype=np.int64), np.ones(len(mine), dtype=np.int64)
            name = most_projects_name(value)
            limits.append(Limit(name, mine, count, coefs=none, funded=one, holds=True))
    return limits
