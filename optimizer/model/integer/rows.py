"""What rows alone say about a box: whether one of them cannot be kept, whatever is chosen."""

from __future__ import annotations

import numpy as np

from optimizer.model import exact
from optimizer.model.integer.question import Box, Question
from optimizer.model.program import sum_rows


def broken_row(question: Question, box: Box) -> tuple[int, int] | None:
    """Return a row that no point of ``box`` keeps, with the sign of the multiplier that shows it.

    Returns
    -------
    tuple or None
        The row, and 1 where it counts too much at its least, -1 where too little at its most.
    """
    program = question.program
    least, most = _range(question, box)
    over = np.flatnonzero(np.asarray(~program.at_least & (least > program.limits), dtype=np.bool_))
    if len(over):
        return int(over[0]), 1
    under = np.flatnonzero(np.asarray(~program.at_most & (most < program.limits), dtype=np.bool_))
    return (int(under[0]), -1) if len(under) else None


def _range(question: Question, box: Box) -> tuple[exact.Integers, exact.Integers]:
    """Return the least and the most that each row can count in ``box``."""
    program = question.program
    columns = program.columns
    low = np.maximum(box.low, question.least)[columns]
    high = box.high[columns]
    coefs = exact.wide(program.coefs, exact.greatest(question.most))
    funded = 0 if program.funded is None else program.funded
    first, last = coefs * low + funded, coefs * high + funded
    smallest, largest = np.minimum(first, last), np.maximum(first, last)
    zero = box.low[columns] == 0
    smallest = np.where(zero, np.minimum(smallest, 0), smallest)
    largest = np.where(zero, np.maximum(largest, 0), largest)
    none = high == 0
    return (
        sum_rows(program, np.where(none, 0, smallest)),
        sum_rows(program, np.where(none, 0, largest)),
    )
