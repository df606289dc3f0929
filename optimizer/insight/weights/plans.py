"""Weightings answered by real allocation: entitlement, legal limits and rules of the year."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.insight.replan import problem_of, replan
from optimizer.insight.sweeps.run import Json
from optimizer.insight.weights.region import Weights
from optimizer.intake.scenario import override
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year

#: Part of the key of kept answers: another number where they would differ.
VERSION = "weights/1"


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one weighting: ``awards`` in yuan, one an application, in the year's order."""

    status: str
    awards: IntArray


def answers(context: tuple[Year, Scenario], parts: Sequence[Json]) -> Iterator[Json]:
    """Answer weightings one by one (the work of a sweep): status, who is funded, with how much."""
    year, scenario = context
    numbers = year.applications["application_no"]
    for part in parts:
        weights: Any = part
        problem = problem_of(year, replace(scenario, weights=named(year, weights)))
        solution = replan(problem)
        if solution.awards is None:
            yield [solution.status, [], []]
            continue
        funded = np.flatnonzero(solution.awards)
        where = np.searchsorted(numbers, problem.ids[funded])
        yield [solution.status, where.tolist(), solution.awards[funded].tolist()]


def plan_of(answer: Json, applications: int) -> Plan:
    """Return the plan that an answer tells."""
    told: Any = answer
    status, where, yuan = told
    awards = np.zeros(applications, dtype=np.int64)
    awards[np.array(where, dtype=np.int64)] = yuan
    return Plan(str(status), awards)


def reweighted(scenario: Scenario, year: Year, weights: Weights) -> Scenario:
    """Return the scenario with other weights, as a person would set them.

    Raises
    ------
    DataError
        If they are negative or do not add up to 100.
    """
    # A JSON string is a TOML key in quotes.
    changes = {
        f"weights.{json.dumps(key)}": str(weight) for key, weight in named(year, weights).items()
    }
    return override(scenario, changes, year.policy, year.call)


def named(year: Year, weights: Weights) -> dict[str, int]:
    """Return criterion -> weight."""
    keys = (criterion.key for criterion in year.policy.criteria)
    return dict(zip(keys, weights, strict=True))


def weights_in(year: Year, scenario: Scenario) -> Weights:
    """Return the weights that hold under a scenario, in the order of the policy's criteria."""
    own = scenario.weights or year.call.weights
    return tuple(own.get(one.key, one.weight) for one in year.policy.criteria)
