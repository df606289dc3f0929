"""Diving: who is funded is settled step by step, the surest first, by one relaxation after another.

Source: Berthold (2006), Primal heuristics for mixed integer programs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.model.chains.frame import Box, Frame, Mask
from optimizer.model.chains.multipliers import Relaxations
from optimizer.model.solver import FloatArray, Status

#: Relaxations of one dive, and the share of what is open that each of them settles.
ROUNDS = 30
SHARE = 0.2
_NEAR = 1e-6


def tied_members(frame: Frame, steps: FloatArray) -> Mask:
    """Return the members that all holding rows leave room for another step at a point."""
    program, mine = frame.program, frame.holding
    columns = program.columns[mine]
    used = np.zeros(len(program.rows))
    some = steps[program.columns] > _NEAR
    terms = program.coefs * steps[program.columns] + np.where(some, frame.counted, 0)
    np.add.at(used, frame.rows, terms.astype(np.float64))
    room = program.limits.astype(np.float64) - used
    first = steps[columns] < frame.least[columns]
    rise = np.where(first, frame.least[columns] - steps[columns], 1) * program.coefs[mine]
    full = rise + np.where(first, frame.counted[mine], 0) > room[frame.rows[mine]]
    out = np.ones(program.size, dtype=np.bool_)
    out[columns[np.asarray(full, dtype=np.bool_)]] = False
    return out


def dive(frame: Frame, relaxations: Relaxations, box: Box, bar: float) -> Iterator[FloatArray]:
    """Yield the steps of each relaxation on the way down from ``box``.

    A variable between nothing and its least award is funded where it has at least the part ``bar``
    of that, and gets nothing elsewhere.
    """
    low, high = box.low.copy(), box.high.copy()
    for _ in range(ROUNDS):
        answer = relaxations.answer(Box(low, high))
        if answer.status is not Status.OPTIMAL:
            return
        steps = relaxations.linear.steps(answer.values)
        yield steps
        between = np.flatnonzero((steps > _NEAR) & (steps < frame.least - _NEAR) & (low < high))
        if not len(between):
            return
        part = steps[between] / frame.least[between]
        count = max(1, int(SHARE * len(between)))
        surest = np.argsort(-np.abs(part - bar), kind="stable")[:count]
        chosen, funded = between[surest], part[surest] >= bar
        low[chosen[funded]] = frame.least[chosen[funded]]
        high[chosen[~funded]] = 0
