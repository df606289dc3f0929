"""One file an objective: what awards are worth, in integers, and the scale they carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from optimizer.formats.problem import IntArray
from optimizer.model.grid import most
from optimizer.model.objective_scope import Scope
from optimizer.model.objectives.diminishing import diminishing
from optimizer.model.objectives.merit_projects import merit_projects
from optimizer.model.objectives.merit_yuan import merit_yuan
from optimizer.model.objectives.number_funded import number_funded
from optimizer.model.setting import Setting
from optimizer.model.worth import Worth


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective over some projects: the ``worth`` of what each of them gets, in grid steps.

    ``scale`` is the published factor of the coefficients (1 but for ``merit_projects``).
    """

    name: str
    worth: Worth
    scale: int


#: Objectives by their name in the file.
BUILDERS: Mapping[str, Callable[[Scope], tuple[Worth, int]]] = {
    "merit_yuan": merit_yuan,
    "merit_projects": merit_projects,
    "diminishing": diminishing,
    "number_funded": number_funded,
}


def objectives(setting: Setting, projects: IntArray) -> tuple[Objective, ...]:
    """Return the problem's objectives over ``projects`` (a stage), in lexicographic order."""
    problem = setting.problem
    scope = Scope(
        entitled=problem.entitled[projects],
        grid=problem.grid[projects],
        merit=problem.merit[projects],
        steps=most(problem)[projects] // problem.grid[projects],
        indivisible=setting.indivisible[projects],
        once=setting.once[projects],
        tiers=problem.rules.diminishing,
    )
    return tuple(Objective(name, *BUILDERS[name](scope)) for name in problem.objective)
