"""A linear program in grid units, as plain integers: what the rules build and the solver reads.

maximise ``cost . u`` subject to rows and ``0 <= u <= upper``; ``u`` counts grid steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact

#: Direction of a row: at most, at least, exactly.
Sense = Literal["<=", ">=", "="]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """One row ``sum(coefs * u[columns])  sense  limit``, counted in steps of ``unit`` yuan.

    ``columns`` and ``coefs`` are integer arrays of equal length; ``name`` is the limit that
    people know. Rows that count something else than yuan have ``unit`` 1.
    """

    name: str
    columns: IntArray
    coefs: exact.Integers
    sense: Sense
    limit: int
    unit: int = 1


@dataclass(frozen=True)
class Program:
    """Variables and rows; ``project[j]`` is the project that variable ``j`` pays, -1 for none.

    ``unit`` is the yuan of one grid step of each variable, ``upper`` the most steps it can get.
    """

    project: IntArray
    unit: IntArray
    upper: exact.Integers
    rows: tuple[ProgramRow, ...]

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.project)

    @cached_property
    def columns(self) -> IntArray:
        """Variables of all rows, end to end."""
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *(row.columns for row in self.rows)])

    @cached_property
    def coefs(self) -> exact.Integers:
        """Coefficients of all rows, end to end."""
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *(row.coefs for row in self.rows)])

    @cached_property
    def lengths(self) -> IntArray:
        """Number of variables in each row."""
        return np.array([len(row.columns) for row in self.rows], dtype=np.int64)

    @cached_property
    def limits(self) -> exact.Integers:
        """Right-hand side of each row."""
        return exact.narrow([row.limit for row in self.rows])

    def rows_with(self, sense: Sense) -> Mask:
        """Return which rows have this direction."""
        return np.array([row.sense == sense for row in self.rows], dtype=np.bool_)

    @cached_property
    def at_most(self) -> Mask:
        """Which rows are ``<=``."""
        return self.rows_with("<=")

    @cached_property
    def at_least(self) -> Mask:
        """Which rows are ``>=``."""
        return self.rows_with(">=")


def sum_rows(program: Program, terms: exact.Integers) -> exact.Integers:
    """Return the sum of ``terms`` (one an entry of ``program.columns``) over each row, exactly."""
    terms = exact.wide(terms)
    running = np.zeros(len(terms) + 1, dtype=terms.dtype)
    running[1:] = np.cumsum(terms)
    ends = np.cumsum(program.lengths)
    return np.asarray(running[ends] - running[ends - program.lengths])


def row_values(program: Program, units: exact.Integers) -> exact.Integers:
    """Return what each row counts at the point ``units``, exactly."""
    inside = exact.wide(units[program.columns], exact.greatest(program.coefs))
    return sum_rows(program, inside * program.coefs)


def is_feasible(program: Program, units: exact.Integers) -> bool:
    """Return whether integer ``units`` keep every bound and every row, in exact integers."""
    if program.size and (int(units.min()) < 0 or bool((units > program.upper).any())):
        return False
    slack = program.limits - row_values(program, units)
    return not (
        bool((slack[~program.at_least] < 0).any()) or bool((slack[~program.at_most] > 0).any())
    )


def restrict(
    program: Program, keep: Mask, units: exact.Integers, tight: Mask
) -> tuple[Program, IntArray]:
    """Return the program over the variables ``keep``, the others fixed at ``units``.

    Rows marked ``tight`` become equations; inequality rows that cannot bind any more are left
    out, and so are rows without a variable. The point ``units`` must satisfy ``program``.

    Returns
    -------
    Program
        Its variables are ``flatnonzero(keep)`` of the first one's.
    IntArray
        For each of its rows, which row of ``program`` it was.
    """
    inside = keep[program.columns]
    left = program.limits - row_values(program, np.where(keep, 0, units))
    upper = np.where(keep, program.upper, 0)[program.columns]
    upper = exact.wide(upper, exact.greatest(program.coefs))
    highest = sum_rows(program, upper * np.maximum(program.coefs, 0))
    lowest = sum_rows(program, upper * np.minimum(program.coefs, 0))
    idle = (program.at_most & (highest <= left)) | (program.at_least & (lowest >= left))
    alive = sum_rows(program, inside.astype(np.int64)) > 0
    origin = np.flatnonzero(alive & (tight | ~np.asarray(idle, dtype=np.bool_)))
    position = np.cumsum(keep) - 1
    rows = [
        replace(
            row,
            columns=position[row.columns[keep[row.columns]]],
            coefs=row.coefs[keep[row.columns]],
            sense="=" if tight[k] else row.sense,
            limit=int(left[k]),
        )
        for k, row in ((k, program.rows[k]) for k in origin.tolist())
    ]
    inner = Program(program.project[keep], program.unit[keep], program.upper[keep], tuple(rows))
    return inner, origin


def with_rows(program: Program, rows: Iterable[ProgramRow]) -> Program:
    """Return the program with ``rows`` added."""
    return Program(program.project, program.unit, program.upper, (*program.rows, *rows))


def mirrored(program: Program, units: exact.Integers) -> tuple[Program, exact.Integers]:
    """Return program and point in ``upper - u`` instead of ``u``: greatest becomes least."""
    flip: dict[Sense, Sense] = {"<=": ">=", ">=": "<=", "=": "="}
    tops = row_values(program, program.upper).tolist()
    rows = tuple(
        replace(row, sense=flip[row.sense], limit=top - row.limit)
        for row, top in zip(program.rows, tops, strict=True)
    )
    return replace(program, rows=rows), program.upper - units
