"""All limits of a problem as one table: names, members, what each counts, and how much.

A limit counts ``sum(coef * steps + funded * [steps > 0])`` over its members, ``steps`` being the
award in steps of the project's own grid. The two sides of a limit are two entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import AllocationProblem, IntArray, Row
from optimizer.model import exact
from optimizer.model.grid import most
from optimizer.model.program import Mask


@dataclass(frozen=True, slots=True)
class Limit:
    """One side of a limit: what its ``members`` count is at most, or at least, ``limit``.

    ``coefs`` are what a grid step of each member counts, ``None`` for yuan; ``funded`` what each
    counts once if it gets anything, ``None`` for nothing. ``name`` is that of its multiplier,
    ``row`` the one that people gave, empty if it is the same. ``holds`` marks limits of single
    units: they cut members of equal clauses instead of lowering the ratio of all, and a member of
    a monotone clause may stand below its ratio where they have no room.
    """

    name: str
    members: IntArray
    limit: int
    at_most: bool = True
    coefs: exact.Integers | None = None
    funded: exact.Integers | None = None
    row: str = ""
    holds: bool = False


def yuan_limits(row: Row, members: IntArray, *, holds: bool = False) -> list[Limit]:
    """Return the limits of a row in yuan; only the at-most side can hold."""
    out: list[Limit] = []
    if row.at_most is not None:
        out.append(Limit(row.name, members, row.at_most, holds=holds))
    if row.at_least is not None:
        out.append(Limit(row.name, members, row.at_least, at_most=False))
    return out


@dataclass(frozen=True, slots=True)
class LimitTable:
    """Limits end to end: limit ``k`` has the entries ``starts[k]:starts[k+1]``.

    ``names``, ``rows``, ``at_most``, ``limit``, ``holds`` and ``signed`` (some entry counts below
    0) have one entry a limit; ``members``, ``coefs`` and ``funded`` one a member of each. ``grid``
    is that of the problem, shape (n,). ``small`` says that no sum leaves int64.
    """

    names: tuple[str, ...]
    rows: tuple[str, ...]
    at_most: Mask
    limit: exact.Integers
    holds: Mask
    signed: Mask
    members: IntArray
    coefs: exact.Integers
    funded: exact.Integers | None
    starts: IntArray
    grid: IntArray
    small: bool

    def of(self, k: int) -> IntArray:
        """Return the members of limit ``k``."""
        return self.members[self.starts[k] : self.starts[k + 1]]

    @property
    def lengths(self) -> IntArray:
        """Number of members of each limit."""
        return np.diff(self.starts)

    def totals(self, terms: exact.Integers) -> exact.Integers:
        """Return the sum of ``terms`` (one an entry) over each limit."""
        running = np.zeros(len(terms) + 1, dtype=terms.dtype)
        running[1:] = np.cumsum(terms)
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]])

    def terms(
        self, amounts: exact.Integers, entries: slice | IntArray = slice(None)
    ) -> exact.Integers:
        """Return what each entry (or some of them) counts of ``amounts`` (yuan, shape (n,))."""
        steps = (amounts // self.grid)[self.members[entries]]
        coefs = self.coefs[entries]
        out = (coefs if self.small else coefs.astype(object)) * steps
        if self.funded is None:
            return np.asarray(out)
        return np.asarray(out + np.where(steps > 0, self.funded[entries], 0))

    def sums(self, amounts: exact.Integers) -> exact.Integers:
        """Return what each limit counts of ``amounts`` (yuan on the grid, shape (n,)), exactly."""
        return self.totals(self.terms(amounts))

    def sum_of(self, k: int, amounts: exact.Integers) -> int:
        """Return what limit ``k`` alone counts of ``amounts``."""
        return exact.total(self.terms(amounts, slice(*self.starts[k : k + 2].tolist())))

    def reach(self, most: exact.Integers) -> tuple[exact.Integers, exact.Integers]:
        """Return the least and the greatest that each limit can count of awards up to ``most``."""
        terms = self.terms(most)
        return self.totals(np.minimum(terms, 0)), self.totals(np.maximum(terms, 0))

    def missed(self, amounts: exact.Integers) -> IntArray:
        """Return the positions of the limits that ``amounts`` do not keep."""
        sums = self.sums(amounts)
        wrong = np.where(self.at_most, sums > self.limit, sums < self.limit)
        return np.flatnonzero(wrong.astype(np.bool_))

    def subset(self, keep: Sequence[bool] | NDArray[np.bool_]) -> LimitTable:
        """Return the table of the limits marked in ``keep``."""
        wanted = np.asarray(keep, dtype=np.bool_)
        positions = np.flatnonzero(wanted).tolist()
        entries = np.repeat(wanted, self.lengths)
        return LimitTable(
            tuple(self.names[k] for k in positions),
            tuple(self.rows[k] for k in positions),
            self.at_most[wanted],
            self.limit[wanted],
            self.holds[wanted],
            self.signed[wanted],
            self.members[entries],
            self.coefs[entries],
            None if self.funded is None else self.funded[entries],
            _starts(self.lengths[wanted]),
            self.grid,
            self.small,
        )


def _starts(lengths: IntArray) -> IntArray:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)


def common_step(starts: IntArray, *parts: exact.Integers | None) -> exact.Integers:
    """Return the common divisor of each limit's entries in ``parts``, 1 where all are 0."""
    lengths = np.diff(starts)
    out = np.zeros(len(lengths), dtype=np.int64)
    some = lengths > 0
    for part in parts:
        if part is not None and some.any():
            # Limits without members have no entries, so the starts of the others are enough.
            found = np.gcd.reduceat(part, starts[:-1][some])
            out = out.astype(found.dtype) if found.dtype == object else out
            out[some] = np.gcd(out[some], found)
    return np.where(np.asarray(out == 0, dtype=np.bool_), 1, out)


def table(problem: AllocationProblem, limits: Sequence[Limit]) -> LimitTable:
    """Return ``limits`` as a table.

    Limits in yuan are floored (at most) or raised (at least) to the greatest common divisor of
    their members' grids.
    """
    none = np.zeros(0, dtype=np.int64)
    starts = _starts(np.array([len(one.members) for one in limits], dtype=np.int64))
    members = np.concatenate([none, *(one.members for one in limits)])
    coefs: exact.Integers = problem.grid[members]
    funded: exact.Integers | None = None
    for one, a, b in zip(limits, starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        if one.coefs is not None:
            coefs = coefs.astype(object) if one.coefs.dtype == object else coefs
            coefs[a:b] = one.coefs
        if one.funded is not None:
            funded = np.zeros(len(members), dtype=np.int64) if funded is None else funded
            funded = funded.astype(object) if one.funded.dtype == object else funded
            funded[a:b] = one.funded
    at_most = np.array([one.at_most for one in limits], dtype=np.bool_)
    limit = exact.narrow([one.limit for one in limits])
    yuan = np.array([one.coefs is None for one in limits], dtype=np.bool_)
    step = np.where(yuan, common_step(starts, coefs), 1)
    # One number for a step and one for being funded: both count below 0, or none of the two.
    lowest = coefs if funded is None else np.minimum(coefs, funded)
    below = np.concatenate([[0], np.cumsum(np.asarray(lowest < 0, dtype=np.bool_))])
    return LimitTable(
        tuple(one.name for one in limits),
        tuple(one.row or one.name for one in limits),
        at_most,
        np.where(at_most, limit // step * step, -(-limit // step) * step),
        np.array([one.holds for one in limits], dtype=np.bool_),
        below[starts[1:]] > below[starts[:-1]],
        members,
        coefs,
        funded,
        starts,
        problem.grid,
        _fits(problem, members, coefs, funded),
    )


def _fits(
    problem: AllocationProblem,
    members: IntArray,
    coefs: exact.Integers,
    funded: exact.Integers | None,
) -> bool:
    """Return whether sums over all entries stay in int64, whatever is awarded."""
    steps = (most(problem) // problem.grid)[members].astype(np.float64)
    total = float((np.abs(coefs.astype(np.float64)) * steps).sum())
    if funded is not None:
        total += float(np.abs(funded.astype(np.float64)).sum())
    return total < exact.SAFE / 2 and coefs.dtype != object
