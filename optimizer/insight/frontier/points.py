"""Plans at single values of an axis, under all rules.

They say what a line cannot where rules ask for whole numbers or an order.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.insight.frontier.axis import Axis
from optimizer.insight.frontier.line import LARGE, figures
from optimizer.insight.measure import merit_of
from optimizer.insight.parametric import QUICK
from optimizer.insight.sweeps.cache import Cache
from optimizer.insight.sweeps.run import Json, run
from optimizer.model.completion import completable
from optimizer.model.reduction.series import Series
from optimizer.model.setting import prepare
from optimizer.model.solve import solve
from optimizer.model.solver import Effort

#: Changed whenever the answers of :func:`work` do: a cache holds what an older one said.
VERSION = "frontier/1"
#: Values are whole multiples of it, as people write budgets (yuan).
ROUND = 10_000


@dataclass(frozen=True, slots=True)
class Point:
    """A plan at one value of the axis.

    ``status`` as in a solution, or ``beyond``: a lesser aim was not reached. ``merit`` is in
    hundredths of a point times yuan; ``reached`` is what the plan reaches on the axis (an aim may
    be exceeded), ``efficient`` says that no other point found is nowhere worse and somewhere
    better. ``awards`` are yuan of each project, ``None`` where there is no plan. ``tie_ruled`` says
    whether the published tie rule chose among plans as good.
    """

    value: int
    status: str
    merit: int = 0
    reached: int = 0
    suggested: int = 0
    projects: int = 0
    units: int = 0
    awards: IntArray | None = None
    efficient: bool = True
    tie_ruled: bool = True


@dataclass(frozen=True, slots=True)
class Sweep:
    """What every point needs: the axis and the limit of work of each solve."""

    axis: Axis
    work: int


def values(axis: Axis, count: int) -> tuple[int, ...]:
    """Return ``count`` values from the axis's low to its high, where the plan stands among them."""
    unit = ROUND if axis.unit == "yuan" else 1
    steps = max(count - 1, 1)
    spread = {axis.low + (axis.high - axis.low) * k // steps // unit * unit for k in range(count)}
    inside = {v for v in spread if axis.low <= v <= axis.high} | {axis.high}
    return tuple(sorted(inside | ({axis.now} if axis.kind != "pool" else set())))


def points(
    axis: Axis,
    chosen: Sequence[int],
    *,
    key: str,
    work: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    cache: Cache | None = None,
    workers: int = 1,
    scheduler: str | None = None,
) -> Iterator[Point]:
    """Yield the plan at each of the values ``chosen``, in their order.

    Parameters
    ----------
    key
        Fingerprint of the outcome that the axis is of.
    work
        Deterministic limit of each solve; the default is small, as there are many.
    progress, cache, workers, scheduler
        As of a sweep.
    """
    sweep = Sweep(axis, QUICK if work is None else work)
    named = f"{VERSION} {key} {axis.over} {sweep.work}"
    found = run(
        planned,
        sweep,
        list(chosen),
        key=named,
        cache=cache,
        workers=workers,
        scheduler=scheduler,
        progress=progress,
    )
    for one in found:
        yield _point(one, len(axis.problem.ids))


def planned(sweep: Sweep, parts: Sequence[Json]) -> Iterator[Json]:
    """Answer a chunk of values: the work of the sweep."""
    series = Series()
    reached = True
    for value in parts:
        if not isinstance(value, int):
            raise TypeError("a value is an integer")
        answer = _answer(sweep, series, value) if reached else None
        # What asks for more than something that was not reached is not tried any more.
        reached = sweep.axis.kind != "aim" or (answer is not None and "awards" in answer)
        yield {"value": value, "status": "beyond"} if answer is None else answer


def _is_possible(sweep: Sweep, problem: AllocationProblem) -> bool | None:
    """Return whether an aim can be reached at all, ``None`` where that was not found out."""
    setting = prepare(problem.expanded())
    nothing = setting.lock_amounts
    return completable(setting, setting.open, nothing, Effort(sweep.work))


def _answer(sweep: Sweep, series: Series, value: int) -> dict[str, Any]:
    problem = sweep.axis.at(value)
    if len(problem.ids) >= LARGE:
        quick = series.plan(problem)
        if quick is not None:
            return _told(sweep.axis, problem, value, "optimal", quick.awards, tie_ruled=False)
    if sweep.axis.kind == "aim" and not (possible := _is_possible(sweep, problem)):
        return {"value": value, "status": "infeasible" if possible is False else "stopped"}
    plan = solve(problem, work=sweep.work)
    if plan.awards is None:
        return {"value": value, "status": plan.status}
    return _told(sweep.axis, problem, value, plan.status, plan.awards, tie_ruled=True)


def _told(
    axis: Axis,
    problem: AllocationProblem,
    value: int,
    status: str,
    awards: IntArray,
    *,
    tie_ruled: bool,
) -> dict[str, Any]:
    suggested, projects, units = figures(problem, awards)
    return {
        "value": value,
        "status": status,
        "merit": merit_of(problem, awards),
        "reached": axis.reached(awards),
        "suggested": suggested,
        "projects": projects,
        "units": units,
        "awards": packed(awards),
        "tie_ruled": tie_ruled,
    }


def packed(awards: IntArray) -> str:
    """Return amounts as a short text."""
    return base64.b64encode(zlib.compress(awards.astype("<i8").tobytes(), 1)).decode("ascii")


def unpacked(text: str) -> IntArray:
    """Return the amounts of :func:`packed`."""
    awards = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype="<i8").astype(np.int64)
    awards.setflags(write=False)
    return awards


def _point(answer: Any, size: int) -> Point:  # noqa: ANN401  JSON
    if "awards" not in answer:
        return Point(answer["value"], answer["status"])
    awards = unpacked(answer["awards"])
    if len(awards) != size:
        raise ValueError("a plan of another year")
    return Point(**{**answer, "awards": awards})
