"""Weights that methods of the literature suggest for a year, and what each does to the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from optimizer.errors import DataError, Problem
from optimizer.formats.outcome import Outcome
from optimizer.formats.problem import IntArray
from optimizer.insight.weights.centroid import rank_order_centroid, ranks_of
from optimizer.insight.weights.critic import critic
from optimizer.insight.weights.entropy import entropy
from optimizer.insight.weights.matrix import matrix_of
from optimizer.insight.weights.plans import named, weights_in
from optimizer.insight.weights.rankings import kendall_tau_b, top_overlap
from optimizer.insight.weights.region import Weights
from optimizer.insight.weights.remainder import from_floats, largest_remainder
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.score import score
from optimizer.policy.call import resolve
from optimizer.policy.types import Policy

Method = Literal["entropy", "critic", "centroid"]
#: Those that need no judgement of a person: data, or the order of the weights, is enough.
METHODS: tuple[Method, ...] = ("entropy", "critic", "centroid")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a ranking by other weights resembles the present one.

    ``tau_b`` is Kendall's (``None``: nothing to compare). Of the first ``top`` projects, as many as
    are now funded, ``shared`` are also among the first ``top`` of the other. ``projects`` are
    ranked.
    """

    projects: int
    tau_b: float | None
    top: int
    shared: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The weights of one method; ``problems`` say why it has none."""

    method: Method
    weights: Weights | None
    likeness: Likeness | None
    problems: tuple[Problem, ...] = ()


def suggested(method: Method, outcome: Outcome, policy: Policy, weights: Weights) -> Weights:
    """Return the weights of a method, whole per cents by largest remainder.

    Parameters
    ----------
    weights
        The current ones: rank-order centroid takes their order.

    Raises
    ------
    DataError
        If the data cannot tell.
    """
    shares: Sequence[Fraction]
    if method == "centroid":
        shares = rank_order_centroid(ranks_of(weights))
    else:
        how = entropy if method == "entropy" else critic
        shares = from_floats(how(matrix_of(outcome, policy).scores).tolist())
    return largest_remainder(shares)


def suggestions(outcome: Outcome, year: Year, scenario: Scenario) -> tuple[Suggestion, ...]:
    """Return what each method suggests, and how alike its ranking is."""
    found = []
    weights = weights_in(year, scenario)
    for method in METHODS:
        try:
            other = suggested(method, outcome, year.policy, weights)
        except DataError as error:
            found.append(Suggestion(method, None, None, error.problems))
        else:
            alike = likeness(outcome, year, scenario, other)
            found.append(Suggestion(method, other, alike))
    return tuple(found)


def likeness(outcome: Outcome, year: Year, scenario: Scenario, weights: Weights) -> Likeness:
    """Return how the ranking of the reviewed projects by other weights resembles that of a plan."""
    where = matrix_of(outcome, year.policy).position
    before = outcome.merits.total[where]
    after = merits_under(year, scenario, weights)[where]
    top = sum(bool(outcome.projects[i].suggested) for i in where.tolist())
    tau = kendall_tau_b(before, after)
    return Likeness(len(where), tau, top, top_overlap(before, after, top))


def merits_under(year: Year, scenario: Scenario, weights: Weights) -> IntArray:
    """Return every application's merit under other weights, hundredths of a point."""
    weighted = replace(scenario, weights=named(year, weights))
    law = resolve(year.policy, year.call, weighted.settings, weighted.weights)
    return score(law, year.applications, year.scores).total
