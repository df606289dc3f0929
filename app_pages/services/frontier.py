"""What the page of frontiers asks: one run along an axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from optimizer.documents.frontier_workbook import frontier_workbook
from optimizer.formats.outcome import Outcome
from optimizer.insight.frontier.axis import Axis
from optimizer.insight.frontier.explore import Frontier, explore
from optimizer.insight.frontier.line import Line
from optimizer.insight.frontier.points import Point
from optimizer.intake.year import Year
from optimizer.wording import Language

Found = Axis | Line | Point


def work(
    outcome: Outcome, over: str, count: int
) -> Callable[[Callable[[], None]], Iterator[Found]]:
    """Return the run that follows a plan along an axis."""

    def run(tick: Callable[[], None]) -> Iterator[Found]:
        return explore(outcome, over, count, progress=lambda _done, _of: tick())

    return run


def workbook(found: Frontier, outcome: Outcome, year: Year, language: Language) -> bytes:
    """Return a frontier as an .xlsx workbook."""
    return frontier_workbook(found, outcome, year, language)
