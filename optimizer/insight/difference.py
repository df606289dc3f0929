"""Who gets more and who less in one plan than in another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray


@dataclass(frozen=True, slots=True)
class Move:
    """One project's award (yuan) before and after."""

    project: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """Yuan more (or, negative, less) after."""
        return self.after - self.before


def moves(problem: AllocationProblem, before: IntArray, after: IntArray) -> tuple[Move, ...]:
    """Return every project whose award differs, the greatest change first, then by number."""
    differs = np.flatnonzero(before != after).tolist()
    found = [Move(str(problem.ids[i]), int(before[i]), int(after[i])) for i in differs]
    return tuple(sorted(found, key=lambda move: (-abs(move.change), move.project)))


def losers(found: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return the moves downward."""
    return tuple(move for move in found if move.change < 0)


def gainers(found: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return the moves upward."""
    return tuple(move for move in found if move.change > 0)
