"""Stages: clauses served one after the other; what an earlier stage took is gone for the later.

Clauses named nowhere, and projects without a clause, come last together. A stage's share is at
most that part of the whole budget, floored to the yuan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model.limits import Limit
from optimizer.model.members import Selector


def share_name(position: int) -> str:
    """Return the name of a stage's share among the limits; stages count from 1."""
    return f"stage {position} share"


@dataclass(frozen=True, slots=True)
class StageMembers:
    """The projects of a stage (rising indices), and the limit of its share if it has one."""

    projects: IntArray
    share: Limit | None = None


def stage_members(problem: AllocationProblem) -> tuple[StageMembers, ...]:
    """Return the stages of a problem in order; stages without projects are left out."""
    left = np.ones(len(problem.ids), dtype=np.bool_)
    selector = Selector(problem)
    stages: list[StageMembers] = []
    for position, stage in enumerate(problem.rules.stages, start=1):
        projects = selector.select({"clause": stage.clauses})
        left[projects] = False
        share = None
        if stage.share is not None:
            most = int(stage.share * problem.budget)
            share = Limit(share_name(position), projects, most)
        stages.append(StageMembers(projects, share))
    stages.append(StageMembers(np.flatnonzero(left)))
    return tuple(stage for stage in stages if len(stage.projects))
