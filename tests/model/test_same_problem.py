"""The problem that is built is the one that the check writes down by itself."""

import numpy as np
import pytest

from optimizer.entitlement.entitle import entitle
from optimizer.errors import DataError
from optimizer.formats.problem import AllocationProblem
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.score import score
from optimizer.model.build import build_problem
from optimizer.policy.call import resolve
from optimizer.verify.budget import own_problem
from optimizer.verify.law import read_year
from tests.support.managed_years import managed_year


def built(year: Year, scenario: Scenario) -> AllocationProblem:
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    merits = score(law, year.applications, year.scores)
    found = entitle(law, year.applications, year.ledger, merits.total)
    return build_problem(law, scenario, year.applications, found, merits, year.ledger)


def plain(problem: AllocationProblem) -> dict[str, object]:
    """Return what decides, in plain values; rows that cannot bind stand in one reading only."""
    rows = [row for row in problem.rows if not row.name.startswith(("unit ", "project "))]
    return {
        "ids": problem.ids.tolist(),
        "entitled": problem.entitled.tolist(),
        "merit": problem.merit.tolist(),
        "budget": problem.budget,
        "labels": {
            name: [column.names[c] if c >= 0 else "" for c in column.codes.tolist()]
            for name, column in problem.labels.items()
            if name != "size" or any(name in row.members for row in rows)
        },
        "numbers": {name: column.tolist() for name, column in problem.numbers.items()},
        "rows": rows,
        "rules": problem.rules,
    }


@pytest.mark.parametrize("seed", range(30))
def test_two_readings_write_down_the_same_problem(seed: int) -> None:
    year, scenario = managed_year(seed)
    try:
        problem = built(year, scenario)
    except DataError as error:
        codes = {p.code for p in error.problems}
        if not codes <= {"model.build.no_label", "model.build.budget"}:
            raise
        return
    assert plain(problem) == plain(own_problem(read_year(year, scenario), scenario))


def test_the_random_years_use_every_rule() -> None:
    problems = []
    for seed in range(30):
        try:
            problems.append(built(*managed_year(seed)))
        except DataError:
            continue
    rows = [row for problem in problems for row in problem.rows]
    assert {row.name for row in rows} >= {"year 2026", "year 2027", "year 2029", "own0", "own1"}
    assert {row.number for row in rows} >= {None, "new_jobs", "requested", "year_2027"}
    assert {"size", "group", "digital_core"} <= {name for row in rows for name in row.members}
    rules = [problem.rules for problem in problems]
    for field in ("minimum_award", "indivisible", "most_projects", "monotone"):
        assert len({bool(getattr(rule, field)) for rule in rules}) == 2, field
    assert sum(np.size(problem.ids) for problem in problems) > 500
