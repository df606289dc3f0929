"""What a solve may still cost: one count that stages, objectives and engines share.

Costs are counted from sizes and iterations, never from a clock, so that every run ends alike. One
unit is about a microsecond of one core, measured on years of 200 to 100,000 projects.
"""

from __future__ import annotations

#: What a whole solve may cost by default: about half a minute with what is not counted.
COST = 20_000_000
#: What finding out whether there is any plan may cost where nothing else is said.
PLAN_COST = 5_000_000
#: What a question may cost that asks about many programs, and all that explain one answer.
ASKING_COST = 2 * PLAN_COST
#: What a part of the work that somebody states stands for where only costs are counted, and the
#: least that questions may cost.
PART_COST, LEAST_ASKING = 50_000, 1_000_000


class Meter:
    """A count of what was done, with a limit.

    Parameters
    ----------
    cost
        Most units.
    parts
        Most parts of searches; no limit where left out.
    outer
        The meter that this one is a share of: what is spent here is spent there, too.
    aside
        Whether parts counted here are not counted there.
    """

    def __init__(
        self,
        cost: float = COST,
        parts: float = float("inf"),
        outer: Meter | None = None,
        *,
        aside: bool = False,
    ) -> None:
        self._cost, self.parts, self._outer, self._aside = cost, parts, outer, aside

    def spend(self, cost: float) -> None:
        """Count a piece of work."""
        self._cost -= cost
        if self._outer is not None:
            self._outer.spend(cost)

    def part(self) -> None:
        """Count a part of a search."""
        self.parts -= 1
        if self._outer is not None and not self._aside:
            self._outer.part()

    @property
    def left(self) -> float:
        """What may still be spent; below 0 where the last piece of work cost more."""
        return self._cost

    @property
    def is_spent(self) -> bool:
        """Whether all of the cost is spent."""
        return self._cost <= 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more should be searched."""
        return self.is_spent or self.parts <= 0

    def share(self, part: float) -> Meter:
        """Return a meter of a part (0 to 1) of what is left."""
        parts = self.parts if self.parts == float("inf") else max(1, int(self.parts * part))
        return Meter(max(self._cost, 0) * part, parts, self)

    def aside(self, part: float, parts: float) -> Meter:
        """Return a meter of a part of what is left, with so many parts that count only there."""
        return Meter(max(self._cost, 0) * part, parts, self, aside=True)


def meter_of(work: int | None) -> Meter:
    """Return the meter of a solve: ``work`` parts of searches, or the default cost."""
    return Meter() if work is None else Meter(float("inf"), max(work, 1))


def asking_meter(work: int | None = None) -> Meter:
    """Return the meter of questions whether any plan exists; it counts no parts of searches."""
    if work is None:
        return Meter(ASKING_COST)
    return Meter(min(max(work * PART_COST, LEAST_ASKING), ASKING_COST))
