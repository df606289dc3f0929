"""A frontier: the exact line along an axis where there is one, and plans at single values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from optimizer.formats.outcome import Outcome
from optimizer.insight.difference import Move, moves
from optimizer.insight.frontier.axis import Axis, axis_of
from optimizer.insight.frontier.line import Line, line
from optimizer.insight.frontier.points import Point, points, values
from optimizer.insight.sweeps.cache import Cache

#: Points without a number of the caller's own, and the most.
POINTS, MOST_POINTS = 21, 1_000


@dataclass(frozen=True, slots=True)
class Frontier:
    """What was found along an axis; every plan of it is a trial and cannot be submitted."""

    axis: Axis
    line: Line
    points: tuple[Point, ...]


def explore(
    outcome: Outcome,
    over: str = "budget",
    count: int = POINTS,
    *,
    work: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    cache: Cache | None = None,
    workers: int = 1,
    scheduler: str | None = None,
) -> Iterator[Axis | Line | Point]:
    """Yield the axis, its exact line (or why there is none) and the points, as they are found.

    Parameters
    ----------
    outcome
        The current plan: everything else of it stays as it is.
    over
        ``budget``, ``pool:9`` (an article or a clause), ``sme_share``, ``projects`` or ``units``.
    count
        How many values are tried, 2 or more.
    work
        Deterministic limit of each solve.
    progress
        Told how many solves are done, and of how many (0 while that is open); what it raises ends
        the run.
    cache, workers, scheduler
        As of a sweep.

    Raises
    ------
    UsageError
        If there is no such axis.
    """
    axis = axis_of(outcome, over)
    yield axis
    progress(0, 0)
    # An aim is followed as far as its line says that it can be reached. Along a limit the points
    # come first: they are there in seconds, the line of a large year has thousands of breaks.
    exact = line(axis, work=work, tick=lambda: progress(0, 0)) if axis.kind == "aim" else None
    if exact is not None:
        yield exact
        axis = within(axis, exact)
    yield from points(
        axis,
        values(axis, count),
        key=outcome.fingerprint,
        work=work,
        progress=progress,
        cache=cache,
        workers=workers,
        scheduler=scheduler,
    )
    if exact is None:
        yield line(axis, work=work, tick=lambda: progress(0, 0))


def within(axis: Axis, exact: Line) -> Axis:
    """Return the axis up to the most that any plan can reach, where the line says so."""
    if axis.kind != "aim" or not exact.breaks or exact.gaps:
        return axis
    return replace(axis, high=max(axis.low, min(axis.high, exact.breaks[-1].value)))


def gathered(found: Iterable[Axis | Line | Point]) -> Frontier:
    """Return what :func:`explore` yielded as one frontier, its points weighed."""
    found = list(found)
    axis = next(one for one in found if isinstance(one, Axis))
    exact = next((one for one in found if isinstance(one, Line)), Line(why="not_yet"))
    plans = [one for one in found if isinstance(one, Point)]
    return Frontier(axis, exact, weighed(plans) if axis.kind == "aim" else tuple(plans))


def weighed(found: list[Point]) -> tuple[Point, ...]:
    """Mark the points that another one beats in merit or in what is reached, and equals in both."""
    plans = [one for one in found if one.awards is not None]
    return tuple(
        replace(one, efficient=one.awards is not None and not any(_beats(b, one) for b in plans))
        for one in found
    )


def _beats(b: Point, a: Point) -> bool:
    """Return whether ``b`` is nowhere worse than ``a`` and somewhere better, for no more money."""
    better = b.merit > a.merit or b.reached > a.reached
    return better and b.merit >= a.merit and b.reached >= a.reached


def against(outcome: Outcome, point: Point) -> tuple[Move, ...]:
    """Return who would get more or less at a point than in the current plan."""
    awards = outcome.solution.awards
    if awards is None or point.awards is None:
        return ()
    return moves(outcome.problem, awards, point.awards)
