"""What is asked about the weights of a year, and what is found, project by project."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.insight.weights.asked import REACH
from optimizer.insight.weights.bands import Bands
from optimizer.insight.weights.classes import CLASSES, Class, class_of
from optimizer.insight.weights.region import Weights
from optimizer.insight.weights.sample import ENOUGH


@dataclass(frozen=True, slots=True)
class Question:
    """Which weightings are tried: a region as a person writes it, how many, and by which seed."""

    region: str = str(REACH)
    size: int = ENOUGH
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Robustness:
    """What was found for the applications of an outcome, in its order.

    Parameters
    ----------
    fingerprint
        Of the outcome that is asked about.
    question, criteria, weights
        What was asked; the criteria's keys and current weights.
    region, wanted, tried
        How many integer weightings the region holds; how many are to be solved, all of them or a
        sample; how many were so far.
    unproven, without_plan
        Of those tried: the plan is not proven best; there is none.
    numbers, award
        Application numbers; int64[n], yuan now.
    funded
        int64[n]: in how many of those tried a project gets money.
    least, most
        int64[n]: the range of its award over those tried, yuan.
    competitive
        bool[n]: which are reviewed and may be supported. Only they have a class.
    bands
        ``None`` until they are worked out.
    """

    fingerprint: str
    question: Question
    criteria: tuple[str, ...]
    weights: Weights
    region: int
    wanted: int
    tried: int
    unproven: int
    without_plan: int
    numbers: tuple[str, ...]
    award: IntArray
    funded: IntArray
    least: IntArray
    most: IntArray
    competitive: NDArray[np.bool_]
    bands: Bands | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every weighting of the region was tried."""
        return self.tried == self.region

    @property
    def steady(self) -> int:
        """Yuan that projects get under every weighting tried: each counted at its least."""
        return int(self.least.sum())

    def share(self, i: int) -> Fraction:
        """Return the share of the weightings tried that fund project ``i``."""
        return Fraction(int(self.funded[i]), self.tried)

    def class_of(self, i: int) -> Class | None:
        """Return how sure project ``i`` is, ``None`` where no review decides its award."""
        return class_of(self.share(i)) if self.competitive[i] else None

    def of_class(self, name: Class) -> list[int]:
        """Return the competitive projects of a class."""
        return [i for i in np.flatnonzero(self.competitive).tolist() if self.class_of(i) == name]

    def counts(self) -> dict[Class, int]:
        """Return how many competitive projects each class has."""
        return {name: len(self.of_class(name)) for name in CLASSES}
