"""Entropy weights: a criterion that tells the projects apart weighs more.

Source: Shannon (1948); as a way to weights, Hwang, Yoon, "Multiple Attribute Decision Making"
(1981), and Zeleny, "Multiple Criteria Decision Making" (1982).
"""

from __future__ import annotations

import numpy as np

from optimizer.insight.weights.matrix import FloatArray
from optimizer.insight.weights.refused import no_spread


def entropy(values: FloatArray) -> FloatArray:
    """Return weights (sum 1) from the entropy of each criterion over the projects.

    With ``p`` a project's part of its column: ``1 + sum(p ln p) / ln m``, normalised.

    Parameters
    ----------
    values
        Decision matrix, shape (m, criteria), of 0 or more; a zero adds nothing.

    Raises
    ------
    DataError
        If there are fewer than two projects, or no criterion tells them apart.
    """
    count = len(values)
    if count < 2:  # noqa: PLR2004  # with one project nothing can be told apart
        raise no_spread("entropy")
    sums = values.sum(axis=0)
    parts = values / np.where(sums > 0, sums, 1)
    logs = np.log(np.where(parts > 0, parts, 1))
    spread = np.where(sums > 0, 1 + (parts * logs).sum(axis=0) / np.log(count), 0)
    # A column of equal values is 0 but for its last bits.
    spread = np.where(values.min(axis=0) == values.max(axis=0), 0, np.maximum(spread, 0))
    if not spread.any():
        raise no_spread("entropy")
    return np.asarray(spread / spread.sum())
