"""Optimal faces, exactly, and the proof of a later objective over the faces of earlier ones.

A face is what the multipliers of one objective leave free: variables with reduced cost 0, and
rows with a multiplier turned into equations. The next objective is solved over it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.program import Program, restrict
from optimizer.model.proof import Duals, reduced_costs


@dataclass(frozen=True, slots=True)
class Face:
    """A program over the free variables; ``columns`` and ``rows`` point into the whole one."""

    program: Program
    columns: IntArray
    rows: IntArray


@dataclass(frozen=True, slots=True)
class Solved:
    """One objective over the whole program: its multipliers and (scaled) reduced costs there."""

    duals: Duals
    reduced: exact.Integers


def whole(program: Program) -> Face:
    """Return the face that leaves everything free."""
    return Face(program, np.arange(program.size), np.arange(len(program.rows)))


def inner(face: Face, reduced: exact.Integers, duals: Duals, units: exact.Integers) -> Face:
    """Return the part of ``face`` that is optimal by ``duals``; ``units`` is a point of it.

    ``reduced``, ``duals`` and ``units`` belong to ``face.program``.
    """
    keep = np.asarray(reduced == 0, dtype=np.bool_) & np.asarray(
        face.program.upper > 0, dtype=np.bool_
    )
    tight = np.asarray(duals.values != 0, dtype=np.bool_) | face.program.rows_with("=")
    program, rows = restrict(face.program, keep, units, tight)
    return Face(program, face.columns[keep], face.rows[rows])


def lift(program: Program, cost: exact.Integers, face: Face, duals: Duals) -> Solved:
    """Return the multipliers of a face as multipliers of the whole ``program`` (absent rows 0)."""
    values = np.zeros(len(program.rows), dtype=duals.values.dtype)
    values[face.rows] = duals.values
    lifted = Duals(values, duals.scale)
    return Solved(lifted, reduced_costs(program, cost, lifted))


def combine(
    program: Program, earlier: Sequence[Solved], last: Solved
) -> tuple[Duals, tuple[Fraction, ...]]:
    """Turn a proof over a face into one over the whole program.

    The earlier objectives enter as rows "at least what was reached" with weights ``w`` of 0 or
    more: the multipliers ``y + sum w_s * y_s`` then have the signs that they need, because each
    ``w_s`` is large enough to outweigh what ``last`` says about things level ``s`` had fixed.

    Returns
    -------
    Duals
        Multipliers of the rows.
    tuple of Fraction
        The weight of each earlier objective.
    """
    rows = [Fraction(int(v), last.duals.scale) for v in last.duals.values.tolist()]
    reduced = [Fraction(int(v), last.duals.scale) for v in last.reduced.tolist()] if earlier else []
    weights: list[Fraction] = []
    for level in reversed(earlier):
        level_rows = level.duals.fractions()
        level_reduced = [Fraction(int(v), level.duals.scale) for v in level.reduced.tolist()]
        inequality = [row.sense != "=" for row in program.rows]
        needed = [
            -a / b
            for a, b, on in zip(rows, level_rows, inequality, strict=True)
            if on and a * b < 0
        ]
        needed += [-a / b for a, b in zip(reduced, level_reduced, strict=True) if a * b < 0]
        weight = max(needed, default=Fraction(0))
        rows = [a + weight * b for a, b in zip(rows, level_rows, strict=True)]
        reduced = [a + weight * b for a, b in zip(reduced, level_reduced, strict=True)]
        weights.append(weight)
    scale = math.lcm(1, *(v.denominator for v in rows))
    return Duals(exact.narrow([int(v * scale) for v in rows]), scale), tuple(reversed(weights))
