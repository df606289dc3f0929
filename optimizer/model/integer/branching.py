"""Where to split a part: at the variable whose two parts both lose most.

How much a part loses is tried by a linear program the first few times, and taken from what was
seen before afterwards. Source: Achterberg, Koch and Martin (2005), Branching rules revisited.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.model.integer.question import Box, Question
from optimizer.model.integer.relaxation import NEAR, Point

#: Candidates tried at one part, and how often a variable is tried before its past is believed.
MOST_TRIED = 8
RELIABLE = 4


@dataclass(frozen=True, slots=True)
class Split:
    """A variable, the value to split at, and how far the point is above it (0 to 1)."""

    column: int
    at: int
    share: float


class Branching:
    """Chooses splits, and remembers what earlier ones brought.

    Parameters
    ----------
    question
        What is searched.
    loss
        Returns how much a part of a box is worth less than the box, for a split and a side.
    """

    def __init__(self, question: Question, loss: Callable[[Box, Split, bool], float]) -> None:
        self._question, self._loss = question, loss
        # Losses for each unit of share, summed, and how many: lower side and upper side.
        self._sum = np.zeros((2, question.program.size))
        self._count = np.zeros((2, question.program.size), dtype=np.int64)

    def choose(self, box: Box, point: Point) -> tuple[int, int]:
        """Return the split for a point of the relaxation; in the middle if the point is whole."""
        splits = self._candidates(box, point)
        if not splits:
            return widest(box)
        if len(splits) == 1:
            return splits[0].column, splits[0].at
        splits.sort(key=lambda s: (-self._score(s), s.column))
        best, best_score = splits[0], -1.0
        for tried, split in enumerate(splits):
            if self._count[:, split.column].min() < RELIABLE and tried < MOST_TRIED:
                score = _product(*(self._try(box, split, upper) for upper in (False, True)))
            else:
                score = self._score(split)
            if score > best_score:
                best, best_score = split, score
        return best.column, best.at

    def _try(self, box: Box, split: Split, upper: bool) -> float:  # noqa: FBT001  a side
        loss = self._loss(box, split, upper)
        share = 1 - split.share if upper else split.share
        if loss < np.inf:
            self._sum[int(upper), split.column] += loss / max(share, NEAR)
            self._count[int(upper), split.column] += 1
        return loss

    def _score(self, split: Split) -> float:
        """Return the product of both sides' losses as far as they are known."""
        known = self._count > 0
        usual = np.where(known, self._sum, 0.0).sum(axis=1) / np.maximum(self._count.sum(axis=1), 1)
        j = split.column
        each = np.where(known[:, j], self._sum[:, j] / np.maximum(self._count[:, j], 1), usual)
        return _product(float(each[0]) * split.share, float(each[1]) * (1 - split.share))

    def _candidates(self, box: Box, point: Point) -> list[Split]:
        units, half, least = point.units, point.half, self._question.least
        inside = (units > NEAR) & (units < least - NEAR)
        open_ones = box.low < box.high
        candidates = (inside | half) & open_ones
        if not candidates.any():
            # Amounts come last: once it is settled who is funded, they are whole by themselves
            # wherever the rows nest.
            candidates = (np.abs(units - np.round(units)) > NEAR) & open_ones
        out = []
        for j in np.flatnonzero(candidates).tolist():
            low, high, steps = int(box.low[j]), int(box.high[j]), float(units[j])
            if (inside[j] or half[j]) and low == 0:
                out.append(Split(j, 0, min(steps / max(int(least[j]), 1), 1 - NEAR)))
                continue
            at = min(max(int(np.floor(steps + NEAR)), low), high - 1)
            out.append(Split(j, at, min(max(steps - at, NEAR), 1 - NEAR)))
        return out


def widest(box: Box) -> tuple[int, int]:
    """Return the middle of the widest open variable."""
    j = int(np.argmax(box.high - box.low))
    return j, int(box.low[j] + box.high[j]) // 2


def _product(lower: float, upper: float) -> float:
    # Neither side alone decides; infinity is a part that is closed at once.
    return max(min(lower, 1e12), 1e-6) * max(min(upper, 1e12), 1e-6)
