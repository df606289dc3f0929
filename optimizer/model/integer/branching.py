"""Where to split a part."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from optimizer.model.integer.question import Box, Question
from optimizer.model.integer.relaxation import Point

_NEAR = 1e-6


class Branching:
    """Chooses the variable and the value of a split."""

    def __init__(self, question: Question) -> None:
        self._question = question

    @cached_property
    def by_worth(self) -> list[int]:
        """Variables by the worth of their first steps, the greatest first."""
        worth = self._question.worth.steps[0].astype(np.float64)
        if self._question.worth.funded is not None:
            worth = worth + self._question.worth.funded / np.maximum(self._question.least, 1)
        return [int(j) for j in np.argsort(-worth, kind="stable")]

    def choose(self, box: Box, point: Point) -> tuple[int, int] | None:
        """Return the split for a point of the relaxation, ``None`` if it is whole."""
        units, half = point.units, point.half
        least = self._question.least
        inside = (units > _NEAR) & (units < least - _NEAR)
        off = np.abs(units - np.round(units)) > _NEAR
        candidates = np.flatnonzero((inside | half | off) & (box.low < box.high))
        if not len(candidates):
            return None
        share = units[candidates] / np.maximum(least[candidates], 1)
        part = np.where(inside[candidates] | half[candidates], share % 1, units[candidates] % 1)
        j = int(candidates[np.argmin(np.abs(part - 0.5))])
        at = 0 if (inside[j] or half[j]) and box.low[j] == 0 else int(np.floor(units[j] + _NEAR))
        return j, min(max(at, int(box.low[j])), int(box.high[j]) - 1)

    def widest(self, box: Box) -> tuple[int, int]:
        """Return the middle of the widest open variable."""
        j = int(np.argmax(box.high - box.low))
        return j, int(box.low[j] + box.high[j]) // 2
