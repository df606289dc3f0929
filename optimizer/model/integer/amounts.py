"""The best amounts for given funded projects: one plain linear program, whole on a network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.integer.pieces import cut_in_pieces
from optimizer.model.integer.question import Box, Question
from optimizer.model.meter import Meter
from optimizer.model.solver import Effort, Resolver, Status


class Amounts:
    """The question with every row as it is, kept in the solver."""

    def __init__(self, question: Question, meter: Meter) -> None:
        self._question = question
        self._pieces = cut_in_pieces(question, question.whole())
        self._resolver = Resolver(self._pieces.program, Effort(meter=meter), self._pieces.cost)
        self._known: set[bytes] = set()

    def of(self, funded: NDArray[np.bool_], box: Box) -> IntArray | None:
        """Return amounts rounded down, ``None`` if there are none or they were asked for before.

        Parameters
        ----------
        funded
            Who gets at least the least award, and who nothing.
        box
            Between which amounts.
        """
        key = funded.tobytes()
        if key in self._known:
            return None
        self._known.add(key)
        question = self._question
        high = np.where(funded, box.high, 0)
        low = np.where(high > 0, np.maximum(box.low, question.least), 0)
        lower, upper = self._pieces.bounds(Box(low, high))
        columns = np.arange(len(lower))
        self._resolver.between(columns, lower.astype(np.float64), upper.astype(np.float64))
        answer = self._resolver.answer()
        if answer.status is not Status.OPTIMAL:
            return None
        units = self._pieces.units(answer.values)
        near = np.round(units)
        whole = np.where(np.abs(units - near) < 1e-6, near, np.floor(units))  # noqa: PLR2004  as solver
        return np.maximum(whole.astype(np.int64), low)
