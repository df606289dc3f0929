"""A program in grid units, as plain integers: what the rules build and the engines read.

maximise a worth of ``u`` subject to rows and ``u = 0`` or ``lower <= u <= upper``; ``u`` counts
grid steps. Without lower bounds, rows that count who is funded, and chains it is a linear program.
"""

from __future__ import annotations

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
    """One row ``sum(coefs * u + funded * [u > 0])  sense  limit``, in steps of ``unit`` yuan.

    ``columns`` and ``coefs`` are integer arrays of equal length; ``name`` is the limit that
    people know. Rows that count something else than yuan have ``unit`` 1.

    ``funded``, where it is there, has one integer a column, counted once if the column is above 0
    (most projects, indivisible projects). ``holds`` marks limits of single units: a member of a
    chain may stand below its ratio where such a row has no room for its next step.
    """

    name: str
    columns: IntArray
    coefs: exact.Integers
    sense: Sense
    limit: int
    unit: int = 1
    funded: exact.Integers | None = None
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """A monotone group: variables of one merit a level, the best level first.

    Each level has one ratio, ratios do not rise from level to level, and
    ``unit * u = unit * floor(ratio * entitled / unit)`` for every member that no row holds.
    """

    levels: tuple[IntArray, ...]


@dataclass(frozen=True)
class Program:
    """Variables and rows; ``project[j]`` is the project that variable ``j`` pays, -1 for none.

    ``unit`` is the yuan of one grid step of each variable, ``upper`` the most steps it can get.
    ``lower``, where it is there, is the least number of steps above 0 (1 or more; not above
    ``upper``); ``entitled`` the entitled yuan, of which ratios are taken; ``chains`` are the
    monotone groups, no variable in two of them.
    """

    project: IntArray
    unit: IntArray
    upper: exact.Integers
    rows: tuple[ProgramRow, ...]
    lower: IntArray | None = None
    entitled: IntArray | None = None
    chains: tuple[Chain, ...] = ()

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.project)

    @property
    def is_linear(self) -> bool:
        """Whether nothing but rows and upper bounds limits the grid points."""
        return not (
            self.chains
            or (self.lower is not None and bool((self.lower > 1).any()))
            or any(row.funded is not None for row in self.rows)
        )

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
    def funded(self) -> exact.Integers | None:
        """What all rows count of being funded at all, end to end; ``None`` if no row does."""
        if all(row.funded is None for row in self.rows):
            return None
        none = np.zeros(0, dtype=np.int64)
        parts = (
            np.zeros(len(r.columns), dtype=np.int64) if r.funded is None else r.funded
            for r in self.rows
        )
        return np.concatenate([none, *parts])

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
    terms = inside * program.coefs
    if program.funded is not None:
        terms = exact.wide(terms) + np.where(units[program.columns] > 0, program.funded, 0)
    return sum_rows(program, terms)


def restrict(
    program: Program, keep: Mask, units: exact.Integers, tight: Mask
) -> tuple[Program, IntArray]:
    """Return the linear program over the variables ``keep``, the others fixed at ``units``.

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
            funded=None if row.funded is None else row.funded[keep[row.columns]],
            sense="=" if tight[k] else row.sense,
            limit=int(left[k]),
        )
        for k, row in ((k, program.rows[k]) for k in origin.tolist())
    ]
    inner = Program(
        program.project[keep],
        program.unit[keep],
        program.upper[keep],
        tuple(rows),
        entitled=None if program.entitled is None else program.entitled[keep],
    )
    return inner, origin


def mirrored(program: Program, units: exact.Integers) -> tuple[Program, exact.Integers]:
    """Return program and point in ``upper - u`` instead of ``u``: greatest becomes least."""
    flip: dict[Sense, Sense] = {"<=": ">=", ">=": "<=", "=": "="}
    tops = row_values(program, program.upper).tolist()
    rows = tuple(
        replace(row, sense=flip[row.sense], limit=top - row.limit)
        for row, top in zip(program.rows, tops, strict=True)
    )
    return replace(program, rows=rows), program.upper - units
