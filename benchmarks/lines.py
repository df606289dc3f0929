"""One line of the table: what was measured, what was promised, and whether it was met."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A figure with its floor and its aim; ``at_least`` says on which side of them it belongs."""

    work: str
    figure: float
    unit: str
    floor: float | None = None
    aim: float | None = None
    at_least: bool = False
    note: str = ""

    def met(self, promised: float) -> bool:
        """Return whether the figure keeps ``promised``."""
        return self.figure >= promised if self.at_least else self.figure <= promised

    def show(self) -> None:
        """Print the line."""
        side = "at least" if self.at_least else "at most"
        said = [
            f"{name} {side} {promised:g}: {'met' if self.met(promised) else 'NOT met'}"
            for name, promised in (("floor", self.floor), ("aim", self.aim))
            if promised is not None
        ]
        print(f"  {self.work:<44s} {self.figure:10.4g} {self.unit:<12s} {'; '.join(said)}")
        if self.note:
            print(f"      {self.note}")


def timed(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> tuple[float, T]:
    """Return the processor seconds that ``work`` of these arguments took, and what it returned.

    Child processes that ended count too. All that is compared runs on one thread, so these are the
    seconds by the clock on an idle machine, and the same on a busy one.
    """
    start = _processor()
    result = work(*args, **named)
    return _processor() - start, result


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def by_clock(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> tuple[float, T]:
    """Return the seconds by the clock that ``work`` of these arguments took, and its result."""
    start = time.perf_counter()
    result = work(*args, **named)
    return time.perf_counter() - start, result


def median_seconds(repeats: int, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> float:
    """Return the median processor seconds of ``work`` of these arguments."""
    return statistics.median(timed(work, *args, **named)[0] for _ in range(repeats))


def heading(text: str) -> None:
    """Print what the next lines are about."""
    print(f"\n{text}", flush=True)


def by_share(figures: Iterable[tuple[float, float]]) -> str:
    """Return the median figure of each share, as a note."""
    found: dict[float, list[float]] = {}
    for share, figure in figures:
        found.setdefault(share, []).append(figure)
    return "by share: " + ", ".join(f"{s:g}: {statistics.median(v):.4g}" for s, v in found.items())
