"""CRITIC weights: a criterion weighs more the more it varies and the less others say the same.

Source: Diakoulaki, Mavrotas, Papayannakis, "Determining objective weights in multiple criteria
problems: the CRITIC method", Computers & Operations Research 22 (1995) 763-770.
"""

from __future__ import annotations

import numpy as np

from optimizer.insight.weights.matrix import FloatArray
from optimizer.insight.weights.refused import no_spread


def critic(values: FloatArray) -> FloatArray:
    """Return weights (sum 1): standard deviation times conflict with the other criteria.

    Each column is brought to 0..1 by its own least and greatest value; conflict is
    ``sum(1 - correlation)`` over the criteria. A column without spread weighs nothing, and is no
    conflict to the others.

    Parameters
    ----------
    values
        Decision matrix, shape (m, criteria); more is better.

    Raises
    ------
    DataError
        If fewer than two criteria vary, or those that do all say the same.
    """
    count, criteria = values.shape
    weights = np.zeros(criteria)
    varies = values.max(axis=0) > values.min(axis=0) if count else np.zeros(criteria, dtype=bool)
    if np.count_nonzero(varies) < 2:  # noqa: PLR2004  # one criterion has nothing to conflict with
        raise no_spread("critic")
    used = values[:, varies]
    scaled = (used - used.min(axis=0)) / (used.max(axis=0) - used.min(axis=0))
    conflict = np.maximum(1 - np.corrcoef(scaled.T), 0).sum(axis=1)
    information = scaled.std(axis=0) * np.where(conflict > np.finfo(float).eps * count, conflict, 0)
    if not information.any():
        raise no_spread("critic")
    weights[varies] = information / information.sum()
    return weights
