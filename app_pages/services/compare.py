"""What the page of scenarios asks: plans, what stands side by side, runs of many solves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app_pages import service
from app_pages.plans import Key, Plans
from app_pages.service import Controls, Run
from optimizer.documents.compare_workbook import comparison_workbook
from optimizer.insight.compare.attribution import Attribution, attribute
from optimizer.insight.compare.comparison import Candidate, Comparison
from optimizer.insight.compare.comparison import compare as side_by_side
from optimizer.insight.compare.costs import Cost, costs
from optimizer.insight.compare.lead import Lead, leads
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.wording import Language


@dataclass(frozen=True, slots=True)
class Wanted:
    """One scenario to compare: its name on the page, its data, and the key of its plan."""

    name: str
    key: Key
    year: Year
    scenario: Scenario


def plan_work(
    wanted: Sequence[Wanted], plans: Plans
) -> Callable[[Callable[[], None]], Iterator[str]]:
    """Return the run that plans what is not there yet, and puts it there."""

    def work(tick: Callable[[], None]) -> Iterator[str]:
        for one in wanted:
            if plans.get(one.key) is None:
                tick()
                plans.put(one.key, service.allocated(one.year, one.scenario, Controls()))
            yield one.name

    return work


def candidate(one: Wanted, run: Run) -> Candidate:
    """Return a planned scenario for the comparison."""
    trouble = "" if run.outcome is not None else run.trouble
    return Candidate(one.name, one.year, one.scenario, run.outcome, trouble, run.problems)


def compare(candidates: Sequence[Candidate]) -> Comparison:
    """Set planned scenarios side by side."""
    return side_by_side(candidates)


def attribution_work(
    reference: Candidate, other: Candidate
) -> Callable[[Callable[[], None]], Iterator[Attribution]]:
    """Return the run that makes the differences one at a time."""

    def work(tick: Callable[[], None]) -> Iterator[Attribution]:
        return attribute(reference, other, tick=tick)

    return work


def cost_work(
    candidates: Sequence[Candidate],
) -> Callable[[Callable[[], None]], Iterator[Cost]]:
    """Return the run that prices rules and limits of every scenario."""

    def work(tick: Callable[[], None]) -> Iterator[Cost]:
        return costs(candidates, tick=tick)

    return work


def lead_work(
    candidates: Sequence[Candidate],
) -> Callable[[Callable[[], None]], Iterator[Lead]]:
    """Return the run that plans every scenario under the same weightings."""

    def work(tick: Callable[[], None]) -> Iterator[Lead]:
        return leads(candidates, tick=tick)

    return work


def workbook(
    comparison: Comparison,
    attributions: Sequence[Attribution],
    priced: Sequence[Cost] | None,
    language: Language,
) -> bytes:
    """Return the comparison as an .xlsx workbook."""
    return comparison_workbook(comparison, attributions, priced, language)
