"""Custom limits: any members, yuan or any number of a project, at most, at least, or as a share.

A number counts by the funded share: ``floor(K * n * g / m)`` for a grid step in at-least rows,
``ceil`` in at-most rows, the limit times ``K``; an indivisible project counts ``K * n`` once. A
share ``a/b`` of all awards is the row ``sum of (b * [member] - a) * x`` against 0 over everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Row
from optimizer.model import exact
from optimizer.model.grid import most
from optimizer.model.limits import Limit, yuan_limits
from optimizer.model.program import Mask
from optimizer.model.scaling import scale_of, scaled


@dataclass(frozen=True, slots=True)
class Counted:
    """What projects count: ``values`` (0 where a project has none) of those that ``have`` one.

    ``steps`` are the grid steps of the most that each can get; ``whole`` marks projects that are
    ``indivisible`` (they do not enter the scale), ``once`` those of them that are counted once.
    """

    values: exact.Integers
    have: Mask
    steps: IntArray
    indivisible: Mask
    once: Mask


def share_name(row: str) -> str:
    """Return the name of the share of a row among the multipliers."""
    return f"share of {row}"


def custom_limits(row: Row, members: IntArray) -> list[Limit]:
    """Return ``at_least <= sum of the members' awards <= at_most``."""
    return yuan_limits(row, members)


class Columns:
    """The number columns of one problem, each converted once."""

    def __init__(self, problem: AllocationProblem, indivisible: Mask, once: Mask) -> None:
        """Take which projects are ``indivisible``, and which of them count ``once`` if funded."""
        self._problem = problem
        self._steps = np.asarray(most(problem) // problem.grid)
        self._indivisible = indivisible
        self._once = once
        self._read: dict[str, Counted] = {}

    def of(self, name: str) -> Counted:
        """Return the column ``name``; nobody has a column that the problem lacks."""
        if name not in self._read:
            raw = self._problem.numbers.get(name)
            listed = [None] * len(self._steps) if raw is None else raw.tolist()
            self._read[name] = Counted(
                exact.narrow([value or 0 for value in listed]),
                np.array([value is not None for value in listed], dtype=np.bool_),
                self._steps,
                self._indivisible,
                self._once,
            )
        return self._read[name]


def number_limits(row: Row, members: IntArray, column: Counted) -> list[Limit]:
    """Return the limits of a row over the number ``column``, shares left out."""
    out: list[Limit] = []
    if row.at_most is not None:
        out.append(_scaled(row.name, row.at_most, members, column, at_most=True))
    if row.at_least is not None:
        out.append(_scaled(row.name, row.at_least, members, column, at_most=False))
    return out


def _scaled(
    name: str, limit: int, members: IntArray, column: Counted, *, at_most: bool, row: str = ""
) -> Limit:
    """Return one side of a number limit, with integer coefficients."""
    counts = np.asarray(column.values[members] != 0, dtype=np.bool_) & (column.steps[members] > 0)
    inside = members[counts]
    values, steps = column.values[inside], column.steps[inside]
    split = ~column.indivisible[inside]
    scale = scale_of(values[split], steps[split])
    once = column.once[inside]
    coefs = np.where(once, 0, scaled(values, steps, scale, up=at_most))
    funded = np.where(once, exact.wide(values, scale) * scale, 0) if once.any() else None
    return Limit(name, inside, limit * scale, at_most=at_most, coefs=coefs, funded=funded, row=row)


def share_limits(
    problem: AllocationProblem, row: Row, members: IntArray, column: Counted | None
) -> list[Limit]:
    """Return the limits of a row as shares of what it counts over all projects.

    ``column`` is the number that the row counts, ``None`` for yuan.
    """
    out: list[Limit] = []
    for share, at_most in ((row.at_most_share, True), (row.at_least_share, False)):
        if share is not None:
            out.append(_share(problem, row.name, share, members, column, at_most=at_most))
    return out


def _share(
    problem: AllocationProblem,
    name: str,
    share: Fraction,
    members: IntArray,
    column: Counted | None,
    *,
    at_most: bool,
) -> Limit:
    part = np.full(len(problem.ids), -share.numerator, dtype=object)
    part[members] += share.denominator
    weights = exact.narrow(part)
    if column is None:
        coefs = exact.narrow(exact.wide(weights, exact.greatest(problem.grid)) * problem.grid)
        # Of a share of nothing all others are no part: a limit has members that count only.
        counts = np.flatnonzero(coefs != 0)
        return Limit(share_name(name), counts, 0, at_most=at_most, coefs=coefs[counts], row=name)
    values = exact.narrow(exact.wide(weights, exact.greatest(column.values)) * column.values)
    of_row = Counted(values, column.have, column.steps, column.indivisible, column.once)
    having = np.flatnonzero(column.have)
    return _scaled(share_name(name), 0, having, of_row, at_most=at_most, row=name)
