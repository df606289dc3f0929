"""Many weightings of a year: the same plans as one allocation after the other."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.instances import instance, weightings
from benchmarks.networks import problem_of
from optimizer.allocate import allocate
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.insight.weightings import Weighted, plans
from optimizer.intake.scenario import override
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year, read_year
from optimizer.model.solve import solve

#: In the order of the bundled year's criteria: as they are, near, each alone, far.
WEIGHTS = (
    (25, 20, 15, 20, 10, 10),
    (26, 20, 15, 20, 10, 9),
    (100, 0, 0, 0, 0, 0),
    (0, 0, 0, 0, 0, 100),
    (0, 50, 0, 50, 0, 0),
    (10, 10, 10, 10, 50, 10),
)


@pytest.fixture(scope="module")
def year(root: Path) -> Year:
    """Return the bundled year."""
    return read_year(root / "scenarios" / "2026")


def by_allocating(year: Year, scenario: Scenario) -> tuple[str, IntArray]:
    """Return the status, and the awards by application."""
    outcome = allocate(year, scenario)
    found = np.zeros(len(year.applications), dtype=np.int64)
    awards = outcome.solution.awards
    if awards is not None:
        numbers = year.applications["application_no"]
        found[np.searchsorted(numbers, outcome.problem.ids)] = awards
    return outcome.solution.status, found


@pytest.mark.parametrize(
    ("name", "changes", "some"),
    [
        ("baseline", {}, WEIGHTS),
        ("baseline", {"rules.pass_mark": "78"}, WEIGHTS[1:4]),
        ("baseline", {"policy.normalise": '"rank"'}, WEIGHTS[1:3]),
        ("one_pool", {}, WEIGHTS[1:3]),
    ],
)
def test_every_weighting_has_the_plan_that_allocating_has(
    year: Year, name: str, changes: Mapping[str, str], some: tuple[tuple[int, ...], ...]
) -> None:
    scenario = override(year.scenarios[name], changes, year.policy, year.call)
    keys = [criterion.key for criterion in year.policy.criteria]
    asked = [dict(zip(keys, one, strict=True)) for one in some]
    found = Weighted(year, scenario).awards(asked)
    for k, weights in enumerate(asked):
        status, awards = by_allocating(year, replace(scenario, weights=weights))
        assert found.status[k] == status
        assert (found.yuan[k] == awards).all()


def test_a_score_that_changes_its_band_changes_the_entitlement(year: Year) -> None:
    keys = [criterion.key for criterion in year.policy.criteria]
    weighted = Weighted(year, year.scenarios["baseline"])
    problems = [weighted.problem(dict(zip(keys, one, strict=True))) for one in WEIGHTS]
    assert len({(*p.ids.tolist(), *p.entitled.tolist()) for p in problems}) > 1


def test_the_order_of_asking_changes_nothing(year: Year) -> None:
    keys = [criterion.key for criterion in year.policy.criteria]
    asked = [dict(zip(keys, one, strict=True)) for one in WEIGHTS[:3]]
    forth = Weighted(year, year.scenarios["baseline"]).awards(asked)
    back = Weighted(year, year.scenarios["baseline"]).awards(asked[::-1])
    assert (forth.yuan == back.yuan[::-1]).all()


def large(seed: int, points: int) -> tuple[list[AllocationProblem], IntArray]:
    """Return a plain year under weightings; merits are whole multiples of ``points`` hundredths."""
    base = instance(400, 0.5, seed)
    problem, some = problem_of(base), weightings(6, seed)
    merits = [(base.criteria @ one + 50) // 100 // points * points for one in some]
    return [replace(problem, merit=merit) for merit in merits], some


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("points", [1, 100, 500])
def test_a_swept_year_has_the_plans_of_its_solves(seed: int, points: int) -> None:
    problems, some = large(seed, points)
    for problem, swept in zip(problems, plans(problems, some), strict=True):
        alone = solve(problem)
        assert swept.awards is not None
        assert alone.awards is not None
        assert (swept.awards == alone.awards).all()
        assert swept.status == alone.status
