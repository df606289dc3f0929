"""Many weightings of the criteria over one year, each answered and certified for itself.

Units, limits and amounts stay as they are; only what a step is worth changes. Prices are nearly
linear in the weights and their length, so that those of earlier weightings foretell the next ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.reduction.bound import bound_of
from optimizer.model.reduction.certify import Certified
from optimizer.model.reduction.engine import Known, optimum
from optimizer.model.reduction.matrix import Maximiser
from optimizer.model.reduction.network import Network

#: Weightings after which the forecast is fitted anew.
_REFIT = 8


def sweep(
    network: Network, criteria: IntArray, weightings: IntArray, per: int = 100
) -> Iterator[Certified | None]:
    """Yield the proven best plan for each weighting, ``None`` where the whole model has to answer.

    Parameters
    ----------
    network
        A year; its own worths are not read.
    criteria
        Scores of each project by criterion, shape (n, criteria).
    weightings
        Integer weights of the criteria, shape (weightings, criteria).
    per
        What weights add up to: the worth is ``criteria @ weights / per``, rounded half up.
    """
    return follow(network, _worths(criteria, weightings, per), weightings)


def follow(
    network: Network, worths: Iterable[IntArray], weightings: IntArray
) -> Iterator[Certified | None]:
    """Yield the proven best plan for each of ``worths``, ``None`` where the model has to answer.

    Parameters
    ----------
    network
        A year; its own worths are not read.
    worths
        What a step of each project is worth under each weighting, shape (n,) each.
    weightings
        The weightings that led to them, shape (weightings, criteria): prices are foretold by them.
    """
    bound = bound_of(network)
    solver = Maximiser()
    forecast = _Forecast(weightings)
    for k, worth in enumerate(worths):
        year = replace(network, worth=worth)
        found = optimum(year, Known(forecast.price(k), bound, solver))
        if found is not None:
            forecast.learn(k, found.total(network.pools))
        yield found


def _worths(criteria: IntArray, weightings: IntArray, per: int) -> Iterator[IntArray]:
    columns = np.ascontiguousarray(criteria.T)
    for weights in weightings:
        worth = np.full(criteria.shape[0], per // 2)
        for weight, column in zip(weights.tolist(), columns, strict=True):
            worth += weight * column
        yield worth // per


class _Forecast:
    """Prices as a linear function of the weights and their length, fitted to what was seen."""

    def __init__(self, weightings: IntArray) -> None:
        weights = weightings.astype(np.float64)
        length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
        self._features = np.hstack([weights, length])
        width = self._features.shape[1]
        self._squares = np.eye(width) * 1e-6
        self._products: np.ndarray | None = None
        self._fit: np.ndarray | None = None
        self._last: IntArray | None = None
        self._seen = 0

    def price(self, k: int) -> IntArray | None:
        """Return what weighting ``k`` may lead to, ``None`` as long as nothing was seen."""
        if self._products is None or self._seen < 2 * len(self._squares):
            return self._last
        if self._fit is None or not self._seen % _REFIT:
            self._fit = np.linalg.solve(self._squares, self._products)
        price: IntArray = np.maximum(np.rint(self._features[k] @ self._fit), 0).astype(np.int64)
        return price

    def learn(self, k: int, price: IntArray) -> None:
        """Take in the prices that weighting ``k`` led to."""
        feature = self._features[k]
        if self._products is None:
            self._products = np.zeros((len(feature), len(price)))
        self._squares += np.outer(feature, feature)
        self._products += np.outer(feature, price)
        self._last = price
        self._seen += 1
