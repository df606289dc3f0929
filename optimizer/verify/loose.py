"""Who may stand below its ratio in a monotone group, because a limit of its holder may be full.

A member may be held at a point only if some limit of its holder could lack room for the next
admissible point, even with every other project of that limit at the most it may take.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.exact import Integers, by_segment
from optimizer.verify.stage import StageProgram

#: No limit holds: more steps than anybody can have.
_FREE = 2**61


class Looseness:
    """The limits of single holders in a stage's program."""

    def __init__(self, program: StageProgram) -> None:
        self._program = program
        lines = program.paper.lines
        holding = np.array([line.holds for line in lines.lines], dtype=np.bool_)
        keep = holding[lines.line_of] & program.standing[lines.projects]
        self._entries = np.flatnonzero(keep)
        self._line = lines.line_of[self._entries]
        self._project = lines.projects[self._entries]
        counts = np.bincount(self._line, minlength=len(lines.lines))
        self._start = np.concatenate([[0], np.cumsum(counts)])

    def caps(self, low: IntArray, high: IntArray) -> tuple[IntArray, IntArray]:
        """Return the steps, and the funded projects, that are surely left to every project.

        A member whose next point has more steps than the first, or that is not funded while the
        second is below 1, may be held back. ``low`` to ``high`` is the part's domain in steps.
        """
        program, lines = self._program, self._program.paper.lines
        top = np.minimum(high, program.most)
        top = np.where(top < np.maximum(low, program.least), 0, top)[self._project]
        per_step = lines.per_step[self._entries]
        once = self._once()
        taken = per_step * top + np.where(top > 0, once, 0)
        room = program.left[self._line] - by_segment(taken, self._start)[self._line] + taken
        steps = np.full(len(high), _FREE, dtype=np.int64)
        funded = steps.copy()
        by_step = np.flatnonzero(per_step > 0)
        left = room[by_step] // per_step[by_step]
        np.minimum.at(steps, self._project[by_step], np.clip(left, -1, _FREE).astype(np.int64))
        by_count = np.flatnonzero(once > 0)
        np.minimum.at(
            funded, self._project[by_count], np.clip(room[by_count], -1, _FREE).astype(np.int64)
        )
        return steps, funded

    def _once(self) -> Integers:
        once = self._program.paper.lines.once
        if once is None:
            return np.zeros(len(self._entries), dtype=np.int64)
        return once[self._entries]
