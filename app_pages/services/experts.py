"""What the page of experts asks: statistics at once, influence by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from optimizer.formats.outcome import Outcome
from optimizer.insight.experts.influence import Influence, influences
from optimizer.insight.experts.panels import (
    Disagreement,
    ExpertRecord,
    disagreements,
    expert_records,
)
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year


def records(year: Year, outcome: Outcome) -> tuple[ExpertRecord, ...]:
    """Return every expert beside the panel."""
    return expert_records(year.applications, outcome.merits)


def apart(year: Year, outcome: Outcome) -> tuple[Disagreement, ...]:
    """Return how far the experts of each application lie apart."""
    return disagreements(year.applications, outcome.merits)


def influence_work(
    year: Year, scenario: Scenario, outcome: Outcome
) -> Callable[[Callable[[], None]], Iterator[Influence]]:
    """Return the run that leaves out and shifts every expert."""

    def work(tick: Callable[[], None]) -> Iterator[Influence]:
        return influences(
            year, scenario, fingerprint=outcome.fingerprint, progress=lambda _done, _of: tick()
        )

    return work
