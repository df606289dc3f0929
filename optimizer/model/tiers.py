"""Concave worth in a linear program: one variable for each piece of constant worth.

Pieces of a project enter every row alike, and the better one comes first, so a plan of the pieces
is a plan of the projects of the same worth. Pieces that no objective tells apart are one, so that
two plans of the pieces are two plans of the projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.levels import Best
from optimizer.model.program import Program
from optimizer.model.worth import Worth


@dataclass(frozen=True, slots=True)
class Tiers:
    """A program over pieces; ``owner`` is the variable that each belongs to (rising).

    ``costs`` has what a step of each piece is worth, one array an objective.
    """

    program: Program
    costs: list[exact.Integers]
    owner: IntArray


def expand(program: Program, worths: Sequence[Worth]) -> Tiers:
    """Return the linear program over pieces; no worth of being funded, no chains."""
    upper = np.asarray(program.upper)
    ends = np.sort(
        np.stack([np.minimum(end, upper) for worth in worths for end in worth.ends] + [upper]),
        axis=0,
    )
    starts = np.concatenate([np.zeros((1, program.size), dtype=ends.dtype), ends[:-1]])
    slopes = [_slopes(worth, starts) for worth in worths]
    # Where no objective tells a project's pieces apart, the whole is the last of them.
    alike = np.all([(slope == slope[0]).all(axis=0) for slope in slopes], axis=0)
    starts = np.where(alike, 0, starts)
    lengths = ends - starts
    lengths[:-1, alike] = 0
    owner, piece = np.nonzero((lengths > 0).T)
    return Tiers(
        _over_pieces(program, owner, lengths[piece, owner]),
        [slope[piece, owner] for slope in slopes],
        owner,
    )


def _slopes(worth: Worth, starts: exact.Integers) -> exact.Integers:
    """Return what the next step is worth after ``starts`` steps; shape (pieces, variables)."""
    out = np.zeros(starts.shape, dtype=np.result_type(*worth.steps))
    for step, end in zip(reversed(worth.steps), reversed(worth.ends), strict=True):
        out = np.where(starts < end, step, out)
    return out


def _over_pieces(program: Program, owner: IntArray, upper: exact.Integers) -> Program:
    first = np.searchsorted(owner, np.arange(program.size))
    count = np.searchsorted(owner, np.arange(program.size), side="right") - first
    rows = []
    for row in program.rows:
        repeats = count[row.columns]
        offset = np.arange(int(repeats.sum())) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        columns = np.repeat(first[row.columns], repeats) + offset
        rows.append(replace(row, columns=columns, coefs=np.repeat(row.coefs, repeats)))
    # No entitled amounts: the ratio of a project is not that of one of its pieces.
    return Program(program.project[owner], program.unit[owner], upper, tuple(rows))


def collapse(best: Best, tiers: Tiers, size: int) -> Best:
    """Return a plan of the pieces as a plan of the ``size`` variables; the proof stays."""
    if best.units is None:
        return best
    units = np.zeros(size, dtype=best.units.dtype)
    np.add.at(units, tiers.owner, best.units)
    differ = None if best.could_differ is None else np.unique(tiers.owner[best.could_differ])
    return replace(best, units=units, could_differ=differ)
