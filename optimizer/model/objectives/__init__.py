"""One file an objective: integer coefficients for each grid step, and the scale they carry."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model.exact import Integers
from optimizer.model.objectives.merit_projects import merit_projects
from optimizer.model.objectives.merit_yuan import merit_yuan


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective over some projects: ``step_worth`` for one grid step of each of them.

    ``scale`` is the published factor of the coefficients (1 for ``merit_yuan``).
    """

    name: str
    step_worth: Integers
    scale: int


#: Objectives by their name in the file.
BUILDERS = {"merit_yuan": merit_yuan, "merit_projects": merit_projects}


def objectives(problem: AllocationProblem, projects: IntArray) -> tuple[Objective, ...]:
    """Return the problem's objectives over ``projects`` (a stage), in lexicographic order."""
    return tuple(Objective(name, *BUILDERS[name](problem, projects)) for name in problem.objective)
