"""A linear program in grid units, as plain integers: what the rules build and the solver reads.

maximise ``cost . u`` subject to rows and ``0 <= u <= upper``; ``u`` counts grid steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact

#: Direction of a row: at most, at least, exactly.
Sense = Literal["<=", ">=", "="]


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


@dataclass(frozen=True, slots=True)
class Program:
    """Variables and rows; ``project[j]`` is the project that variable ``j`` pays.

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


def row_value(row: ProgramRow, units: exact.Integers) -> int:
    """Return what ``row`` counts at the point ``units``, exactly."""
    return exact.dot(units[row.columns], row.coefs)


def holds(row: ProgramRow, value: int) -> bool:
    """Return whether ``value`` satisfies the row."""
    if row.sense == "<=":
        return value <= row.limit
    return value >= row.limit if row.sense == ">=" else value == row.limit


def is_feasible(program: Program, units: exact.Integers) -> bool:
    """Return whether integer ``units`` keep every bound and every row, in exact integers."""
    if program.size and (int(units.min()) < 0 or bool((units > program.upper).any())):
        return False
    return all(holds(row, row_value(row, units)) for row in program.rows)


def restrict(
    program: Program, keep: np.ndarray[tuple[int], np.dtype[np.bool_]], units: exact.Integers, tight: Sequence[bool]
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
    position = np.cumsum(keep) - 1
    rows: list[ProgramRow] = []
    origin: list[int] = []
    for k, (row, is_tight) in enumerate(zip(program.rows, tight, strict=True)):
        inside = keep[row.columns]
        if not inside.any():
            continue
        columns, coefs = row.columns[inside], row.coefs[inside]
        outside = ~inside
        limit = row.limit - exact.dot(units[row.columns[outside]], row.coefs[outside])
        sense: Sense = "=" if is_tight else row.sense
        if sense == "<=" and exact.dot(np.maximum(coefs, 0), program.upper[columns]) <= limit:
            continue
        if sense == ">=" and exact.dot(np.minimum(coefs, 0), program.upper[columns]) >= limit:
            continue
        rows.append(replace(row, columns=position[columns], coefs=coefs, sense=sense, limit=limit))
        origin.append(k)
    inner = Program(program.project[keep], program.unit[keep], program.upper[keep], tuple(rows))
    return inner, np.array(origin, dtype=np.int64)


def mirrored(program: Program, units: exact.Integers) -> tuple[Program, exact.Integers]:
    """Return the program and the point in ``upper - u`` instead of ``u``: greatest becomes least."""
    flip: dict[Sense, Sense] = {"<=": ">=", ">=": "<=", "=": "="}
    rows = tuple(
        replace(row, sense=flip[row.sense], limit=row_value(row, program.upper) - row.limit) for row in program.rows
    )
    return replace(program, rows=rows), program.upper - units
