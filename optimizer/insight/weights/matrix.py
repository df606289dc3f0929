"""The decision matrix of a year: its reviewed projects by criterion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.outcome import Outcome
from optimizer.formats.problem import IntArray
from optimizer.policy.types import Policy

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Reviewed projects that may be supported, by criterion.

    ``position`` has the place of each in the outcome's projects, ``values`` the mean scores in
    hundredths of a point, int64[m, criteria], all of 0 or more.
    """

    position: IntArray
    criteria: tuple[str, ...]
    values: IntArray

    @property
    def scores(self) -> FloatArray:
        """The values in points."""
        return self.values / 100


def matrix_of(outcome: Outcome, policy: Policy) -> Matrix:
    """Return the decision matrix of an outcome: competitive clauses, entitled, with scores."""
    competitive = {clause.id for clause in policy.clauses if clause.mode == "competitive"}
    merits = outcome.merits
    chosen = [
        i
        for i, project in enumerate(outcome.projects)
        if project.clause in competitive and project.entitled and merits.total[i] >= 0
    ]
    position = np.array(chosen, dtype=np.int64)
    return Matrix(position, merits.criteria, merits.by_criterion[position])
