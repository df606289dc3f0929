"""Minutes of random years: two readings of the law, and plans that must pass their check."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from optimizer.allocate import allocate
from optimizer.errors import DataError
from optimizer.intake.scenario_types import AnnualUnitLimit, Pool, Scenario
from tests.support.odd_years import odd_year
from tests.verify.test_two_readings import differences

pytestmark = pytest.mark.long

#: More is committed than there is; a practice method over a stage that mixes in equal clauses.
MISFITS = {"model.build.budget", "model.by_rank.mixed"}
OBJECTIVES = (("merit_yuan",), ("merit_projects",), ("merit_yuan", "merit_projects"))
TIERS = ((9000, Fraction(1)), (8000, Fraction(4, 5)), (6000, Fraction(3, 5)))


@pytest.mark.parametrize("seed", range(300))
def test_two_readings_of_an_odd_year_agree(seed: int) -> None:
    assert list(differences(*odd_year(seed, odd=seed % 3 > 0))) == []


def _harder(scenario: Scenario, dice: random.Random) -> Scenario:
    """Return the scenario with methods, objectives, pools and limits by dice."""
    limits = (AnnualUnitLimit(500_000),) if dice.random() < 0.4 else ()
    caps = (
        Pool("article", "9", at_most=dice.choice([3_000_000, 20_000_000])),
        Pool("clause", "8", at_most=2_000_000),
        Pool("article", "5", at_most=600_000),
    )
    floor = (Pool("clause", "13", at_least=1_000_000),)
    return replace(
        scenario,
        method=dice.choice(["optimum", "optimum", "by_rank", "same_ratio", "tiers"]),
        objective=dice.choice(
            [("merit_yuan",), ("merit_projects",), ("merit_yuan", "merit_projects")]
        ),
        total=dice.choice([10_000_000, 40_000_000, 60_000_000, 300_000_000]),
        unit_limits=limits,
        pools=(*(caps if dice.random() < 0.5 else ()), *(floor if dice.random() < 0.2 else ())),
        score_tiers=TIERS,
    )


@pytest.mark.parametrize("seed", range(200))
def test_a_plan_of_a_random_year_passes_its_check(seed: int) -> None:
    year, scenario = odd_year(seed, odd=seed % 5 == 0, count=60)
    dice = random.Random(seed)  # noqa: S311  # repeatable, not secret
    said, misfits = "", set[str]()
    try:
        said = allocate(year, _harder(scenario, dice)).solution.status
    except DataError as error:  # the scenario does not fit the year, and says so
        misfits = {p.code for p in error.problems}
    assert said in {"optimal", "feasible", "infeasible"} or misfits
    assert misfits <= MISFITS
