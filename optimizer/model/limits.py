"""All limits of a problem as one table: names, members, and amounts on the members' grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.money import ceil_to_grid, floor_to_grid


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit in yuan: at most, at least, or both, already on its members' common grid.

    ``cuts`` marks limits of single units: they cut members of equal clauses instead of lowering
    the ratio of all.
    """

    name: str
    members: IntArray
    at_most: int | None
    at_least: int | None
    cuts: bool = False


def limit_on_grid(
    name: str,
    members: IntArray,
    grid: IntArray,
    at_most: int | None,
    at_least: int | None,
    *,
    cuts: bool = False,
) -> Limit:
    """Return a limit floored (at most) and raised (at least) to the gcd of its members' grids."""
    step = int(np.gcd.reduce(grid[members])) if len(members) else 1
    return Limit(
        name,
        members,
        None if at_most is None else floor_to_grid(at_most, step),
        None if at_least is None else ceil_to_grid(at_least, step),
        cuts=cuts,
    )


@dataclass(frozen=True, slots=True)
class LimitTable:
    """Limits with their members end to end: limit ``k`` has ``members[starts[k]:starts[k+1]]``."""

    limits: tuple[Limit, ...]
    members: IntArray
    starts: IntArray

    def sums(self, amounts: exact.Integers) -> exact.Integers:
        """Return what each limit counts of ``amounts`` (yuan, shape (n,)), exactly."""
        if not self.limits:
            return np.zeros(0, dtype=np.int64)
        running = np.zeros(len(self.members) + 1, dtype=object)
        values = exact.wide(amounts[self.members])
        running = running.astype(values.dtype)
        running[1:] = np.cumsum(values)
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]])

    def broken(self, amounts: exact.Integers) -> list[int]:
        """Return the positions of the limits that ``amounts`` do not keep."""
        return [
            k
            for k, (limit, total) in enumerate(
                zip(self.limits, self.sums(amounts).tolist(), strict=True)
            )
            if (limit.at_most is not None and total > limit.at_most)
            or (limit.at_least is not None and total < limit.at_least)
        ]

    def subset(self, keep: Sequence[bool] | NDArray[np.bool_]) -> LimitTable:
        """Return the table of the limits marked in ``keep``."""
        return table([limit for limit, wanted in zip(self.limits, keep, strict=True) if wanted])


def table(limits: Sequence[Limit]) -> LimitTable:
    """Return ``limits`` as a table."""
    sizes = [len(limit.members) for limit in limits]
    members = (
        np.concatenate([limit.members for limit in limits])
        if limits
        else np.zeros(0, dtype=np.int64)
    )
    return LimitTable(
        tuple(limits),
        members,
        np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
    )
