"""What is said of the ties of a stage names the stage."""

import json

from optimizer import wording
from optimizer.formats.problem_json import problem_from_json
from optimizer.model.solve import solve
from optimizer.verify.solution import check_solution


def test_ties_not_checked_again_name_their_stage() -> None:
    labels = [{"clause": "6"}] + [{"clause": "9"}] * 3
    projects = [
        {"id": str(k), "entitled": 10**15, "merit": 9 - k, "labels": own}
        for k, own in enumerate(labels)
    ]
    document = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": 2 * 10**15,
        "projects": projects,
        "rules": {"minimum_award": {"ratio": "1/3"}, "stages": [["6"], ["9"]]},
    }
    problem = problem_from_json(json.dumps(document))
    found = check_solution(problem, solve(problem))
    said = [
        wording.say_problem(one, "en") for one in found if one.code == "verify.ties.not_checked"
    ]
    assert said
    assert all("stage 1 " in one or "stage 2 " in one for one in said)
