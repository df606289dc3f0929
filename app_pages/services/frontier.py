"""What the page of frontiers asks: one run along an axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from optimizer.formats.outcome import Outcome
from optimizer.insight.frontier.axis import Axis
from optimizer.insight.frontier.explore import explore
from optimizer.insight.frontier.line import Line
from optimizer.insight.frontier.points import Point

Found = Axis | Line | Point


def work(
    outcome: Outcome, over: str, count: int
) -> Callable[[Callable[[], None]], Iterator[Found]]:
    """Return the run that follows a plan along an axis."""

    def run(tick: Callable[[], None]) -> Iterator[Found]:
        return explore(outcome, over, count, progress=lambda _done, _of: tick())

    return run
