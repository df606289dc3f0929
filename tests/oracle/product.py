"""The product under judgement: its answer to a document, and what its own check finds."""

import json

from optimizer.errors import DataError
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.problem_json import problem_from_json
from optimizer.formats.solution import Solution
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution
from tests.oracle.definition import Document

#: What may still be refused by name while it is being built.
REFUSED = {"model.unsupported", "model.unsupported_row"}
UNREAD = "verify.rule.unread"


def solved(document: Document) -> tuple[AllocationProblem, Solution] | None:
    """Return problem and answer; ``None`` where a rule is refused that is not there yet."""
    problem = problem_from_json(json.dumps(document))
    try:
        return problem, solve(problem)
    except DataError as error:
        if {one.code for one in error.problems} <= REFUSED:
            return None
        raise


def findings(problem: AllocationProblem, solution: Solution) -> list[str] | None:
    """Return what fails a plan by the check; ``None`` where it does not read a rule yet."""
    found = check_solution(problem, solution)
    if any(one.code == UNREAD for one in found):
        return None
    return [f"{one.code} {one.place.field} {one.value}" for one in found if one.level == "error"]
