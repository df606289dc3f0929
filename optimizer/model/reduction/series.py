"""Problems that differ in one limit, solved one after another: each helps the next one.

For sweeps over large years. Plans are proven best as everywhere; the tie rule is not asked, so
where several plans are as good, this is one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model.reduction.bound import bound_of
from optimizer.model.reduction.engine import Known, optimum
from optimizer.model.reduction.matrix import Maximiser
from optimizer.model.reduction.reading import Reading, read


@dataclass(frozen=True, slots=True)
class Planned:
    """A proven plan: yuan of each project, its objective, and what a yuan more of a limit is worth.

    ``prices`` are of the pools by name; absent means 0.
    """

    awards: IntArray
    value: int
    prices: dict[str, Fraction]


class Series:
    """A run of problems over the same projects, merits and unit limits."""

    def __init__(self) -> None:
        self._known = Known(solver=Maximiser())
        self._names: tuple[str, ...] = ()

    def plan(self, problem: AllocationProblem) -> Planned | None:
        """Return a best plan, ``None`` where the stages have to be served."""
        reading = read(problem)
        if reading is None:
            return None
        network = reading.network
        if self._known.bound is None:
            self._known = replace(self._known, bound=bound_of(network))
        known = self._known if reading.names == self._names else replace(self._known, total=None)
        found = optimum(network, known)
        if found is None or not found.is_proven:
            return None
        self._names = reading.names
        self._known = replace(self._known, total=found.total(network.pools))
        awards = found.steps * reading.grid
        awards.setflags(write=False)
        return Planned(awards, found.value * reading.factor, _prices(reading, found.pool_price))


def _prices(reading: Reading, pool_price: IntArray) -> dict[str, Fraction]:
    a_yuan = Fraction(reading.factor, reading.grid)
    priced = np.flatnonzero(pool_price).tolist()
    return {reading.names[k]: int(pool_price[k]) * a_yuan for k in priced}
