"""The few variables that prices hardly decide, searched by themselves with all others as they are.

Source: Balas and Zemel (1980), An algorithm for large zero-one knapsack problems.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.integer.blocks import Blocks
from optimizer.model.integer.pricing import Priced
from optimizer.model.integer.question import Question
from optimizer.model.program import Program, row_values


def undecided(blocks: Blocks, priced: Priced, size: int) -> IntArray:
    """Return about ``size`` variables, whole blocks with them, that lose least by a change."""
    lead = np.arange(len(blocks.inside))
    loss = np.abs(priced.values.max(axis=0).astype(np.float64))
    for number, runner_up in enumerate(blocks.runners_up(priced).tolist()):
        members = blocks.members[number]
        loss[members], lead[members] = runner_up, members[0]
    order = np.argsort(loss, kind="stable")
    chosen = np.zeros(len(lead), dtype=np.bool_)
    chosen[lead[order[:size]]] = True
    return np.flatnonzero(chosen[lead])


@dataclass(frozen=True, slots=True)
class Core:
    """A question of some variables ``columns``, all others fixed; ``rows`` are those it has."""

    question: Question
    columns: IntArray
    rows: IntArray


def around(question: Question, units: IntArray, columns: IntArray) -> Core:
    """Return the question of some variables (rising), all others as they are in ``units``."""
    program = question.program
    keep = np.zeros(program.size, dtype=np.bool_)
    keep[columns] = True
    rest = np.where(keep, 0, units)
    left = (program.limits - row_values(program, rest)).tolist()
    position = np.cumsum(keep) - 1
    of_entry = np.repeat(np.arange(len(program.rows)), program.lengths)
    touched = np.unique(of_entry[keep[program.columns]])
    rows = []
    for k in touched.tolist():
        row = program.rows[k]
        inside = keep[row.columns]
        rows.append(
            replace(
                row,
                columns=position[row.columns[inside]],
                coefs=row.coefs[inside],
                funded=None if row.funded is None else row.funded[inside],
                limit=int(left[k]),
            )
        )
    small = Program(
        program.project[keep],
        program.unit[keep],
        program.upper[keep],
        tuple(rows),
        lower=None if program.lower is None else program.lower[keep],
    )
    reached = tuple(r - w.at(rest) for w, r in zip(question.earlier, question.reached, strict=True))
    earlier = tuple(w.only(columns) for w in question.earlier)
    # The factor stays 1: what is worth 1 here is worth 1 in the question around.
    return Core(
        Question(small, question.worth.only(columns), 1, earlier, reached), columns, touched
    )
