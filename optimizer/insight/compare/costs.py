"""What the locks, limits and rules of each scenario cost: the prices of its own plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from optimizer.insight.compare.comparison import Candidate
from optimizer.insight.measure import merit_of
from optimizer.insight.price import Price, prices


@dataclass(frozen=True, slots=True)
class Cost:
    """One price in one scenario; ``merit`` is that of the whole plan, to which it compares."""

    name: str
    price: Price
    merit: int


def costs(
    candidates: Sequence[Candidate],
    *,
    work: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Cost]:
    """Yield every price of every scenario that has a plan; ``tick`` as in ``attribute``."""
    for one in candidates:
        if one.outcome is None or one.outcome.solution.awards is None:
            continue
        problem, solution = one.outcome.problem, one.outcome.solution
        merit = merit_of(problem, one.outcome.solution.awards)
        for price in prices(problem, solution, work=work, progress=lambda _done, _all: tick()):
            yield Cost(one.name, price, merit)
