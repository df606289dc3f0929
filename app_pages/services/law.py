"""What the page of law what-ifs asks: what may be changed, and what a change brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app_pages import service
from app_pages.state import Situation
from optimizer.documents.law_workbook import law_workbook
from optimizer.formats.outcome import Outcome
from optimizer.insight.law.changed import Case, Changed, Dial, changed
from optimizer.insight.law.changed import dials as all_dials
from optimizer.insight.law.cost import Cost, Line, cost, lines
from optimizer.insight.law.effect import standing as demand_standing
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.policy.toml_file import load
from optimizer.policy.versions import find
from optimizer.wording import Language


@dataclass(frozen=True, slots=True)
class Question:
    """A changed text that holds, and the plan that stands beside it."""

    before: Case
    after: Case
    changes: tuple[Changed, ...]
    outcome: Outcome


def scenario_of(now: Situation) -> Scenario:
    """Return the scenario of the plan shown, with what was moved on the pages."""
    return service.moved(now.year, now.shown.scenario, now.shown.controls)


def dials(now: Situation) -> tuple[Dial, ...]:
    """Return what may be changed."""
    return all_dials(now.year, scenario_of(now))


def standing(now: Situation) -> tuple[Line, ...]:
    """Return demand against ceiling as the law stands."""
    found = demand_standing(now.year, scenario_of(now))
    outcome = now.shown.outcome
    return lines((found, found), (outcome, outcome))


def question(now: Situation, values: Mapping[str, str], *, follow: bool) -> Question:
    """Return the changed text (DataError where it does not hold)."""
    scenario = scenario_of(now)
    name = scenario.policy_file or now.year.call.policy
    document, _ = load(find(name, beside=service.SCENARIOS / now.name))
    before, after, changes = changed(now.year, scenario, document, values, follow=follow)
    return Question(before, after, changes, now.shown.outcome)


def work(asked: Question) -> Callable[[Callable[[], None]], Iterator[Cost]]:
    """Return the run that works a change out."""

    def run(tick: Callable[[], None]) -> Iterator[Cost]:
        yield cost(asked.before, asked.after, asked.changes, asked.outcome, progress=tick)

    return run


def workbook(found: Cost, year: Year, language: Language, *, follow: bool) -> bytes:
    """Return the tables for the drafting office as an .xlsx workbook."""
    return law_workbook(found, year, language, follow=follow)
