"""What the page of weights asks: a plan under other weights at once, robustness beside the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app_pages.plans import Plans
from app_pages.service import Controls, Run, moved, run
from app_pages.services.scenarios import moved_values, store
from optimizer.errors import DataError
from optimizer.formats.outcome import Outcome
from optimizer.insight.weights.methods import Suggestion, suggestions
from optimizer.insight.weights.plans import named, reweighted, weights_in
from optimizer.insight.weights.region import Weights
from optimizer.insight.weights.result import Question, Robustness
from optimizer.insight.weights.robustness import Means, robustness
from optimizer.intake.scenario_file import write_document
from optimizer.intake.scenario_store import Stored
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year


def current(year: Year, scenario: Scenario) -> Weights:
    """Return the weights that a scenario has."""
    return weights_in(year, scenario)


def weighted(year: Year, base: Scenario, held: Controls, weights: Weights) -> Scenario:
    """Return the scenario as the pages have moved it, with other weights.

    Raises
    ------
    DataError
        If they are negative or do not add up to 100.
    """
    return reweighted(moved(year, base, held), year, weights)


def plan(
    plans: Plans, data: str, year: Year, base: Scenario, held: Controls, weights: Weights
) -> Run:
    """Return the plan under other weights; every refusal comes back as data."""
    if weights == current(year, base):
        key = (data, base.name, held)
        scenario = base
    else:
        key = (data, f"{base.name} {weights}", held)
        try:
            scenario = reweighted(base, year, weights)
        except DataError as error:
            return Run(None, "data", error.problems)
    found = plans.get(key)
    if found is None:
        found = run(year, scenario, held)
        plans.put(key, found)
    return found


def methods(year: Year, base: Scenario, held: Controls, outcome: Outcome) -> tuple[Suggestion, ...]:
    """Return what the methods of the literature suggest beside the scenario's own weights."""
    return suggestions(outcome, year, moved(year, base, held))


def keep(
    name: str,
    year: Year,
    base: Scenario,
    held: Controls,
    weights: Weights,
    *,
    new: str,
    title: str,
) -> Stored:
    """Write the weights, and what the pages have moved, as a new scenario of a year's folder.

    Raises
    ------
    DataError
        If the name is not allowed or taken, or the folder cannot be written.
    """
    document = {
        "format": "scenario/1",
        "differs_from": base.name,
        "title": {"zh": title, "en": title},
        **moved_values(held),
        "weights": named(year, weights),
    }
    return store(name, year).create(new, write_document(document))


def robustness_work(
    year: Year, scenario: Scenario, outcome: Outcome, question: Question
) -> Callable[[Callable[[], None]], Iterator[Robustness]]:
    """Return the run that plans the year under many weightings."""

    def work(tick: Callable[[], None]) -> Iterator[Robustness]:
        means = Means(progress=lambda _done, _of: tick())
        return robustness(outcome, year, scenario, question, means)

    return work
