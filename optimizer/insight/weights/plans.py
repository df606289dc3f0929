"""Weightings answered by real allocation: entitlement, legal limits and rules of the year."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.insight.sweeps.run import Json
from optimizer.insight.weightings import Weighted
from optimizer.insight.weights.region import Weights
from optimizer.intake.scenario import override
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year

#: Part of the key of kept answers: another number where they would differ.
VERSION = "weights/1"
#: Weightings solved together: a batch learns from its own, and whoever waits is told after each.
_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one weighting: ``awards`` in yuan, one an application, in the year's order."""

    status: str
    awards: IntArray


def answers(context: tuple[Year, Weighted], parts: Sequence[Json]) -> Iterator[Json]:
    """Answer weightings (the work of a sweep): status, who is funded, with how much."""
    year, weighted = context
    for start in range(0, len(parts), _AT_ONCE):
        weightings: Any = parts[start : start + _AT_ONCE]
        found = weighted.awards([named(year, one) for one in weightings])
        for status, yuan in zip(found.status, found.yuan, strict=True):
            funded = np.flatnonzero(yuan)
            yield [status, funded.tolist(), yuan[funded].tolist()]


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
