"""The analytic hierarchy process: weights from comparisons of two criteria at a time.

Sources: Saaty, "The Analytic Hierarchy Process" (1980): principal eigenvector, consistency ratio,
random indices; Saaty, "Decision-making with the AHP: why is the principal eigenvector necessary",
European Journal of Operational Research 145 (2003) 85-91: which judgement is the least consistent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.errors import DataError, Place, Problem
from optimizer.insight.weights.matrix import FloatArray

Comparisons = Sequence[Sequence[Fraction]]
#: Mean consistency index of random matrices, from one criterion on (Saaty 1980).
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57)
#: A consistency ratio up to which judgements are commonly taken as they are (Saaty 1980).
CONSISTENT = Fraction(1, 10)
#: Saaty's scale ends here: absolutely more important.
GREATEST = 9
_ENOUGH = 1e-15
_MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Worst:
    """The comparison that the weights contradict most.

    ``first`` was said to weigh ``said`` times ``second``; the weights say ``fits``.
    ``ratio_without`` is the consistency ratio if it were as the weights say.
    """

    first: int
    second: int
    said: Fraction
    fits: float
    ratio_without: float


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Weights (sum 1) from comparisons, and how far these agree among themselves."""

    weights: FloatArray
    eigenvalue: float
    index: float
    ratio: float
    worst: Worst | None  # None where nothing contradicts

    @property
    def is_consistent(self) -> bool:
        """Whether the consistency ratio is within the common limit."""
        return self.ratio <= CONSISTENT


def ahp(comparisons: Comparisons, names: Sequence[str] = ()) -> Hierarchy:
    """Return the weights of a matrix of pairwise comparisons.

    Parameters
    ----------
    comparisons
        Exact ratios: row ``i``, column ``j`` says how many times ``i`` weighs ``j``.
    names
        Of the criteria, for complaints; their numbers when left out.

    Raises
    ------
    DataError
        With everything that is wrong: not square, no or too many criteria, not above 0, a diagonal
        that is not 1, two halves that are not reciprocal.
    """
    labels = list(names) or [str(i + 1) for i in range(len(comparisons))]
    problems = list(_problems(comparisons, labels))
    if problems:
        raise DataError(problems)
    matrix = np.array([[float(value) for value in row] for row in comparisons])
    weights, eigenvalue = _principal(matrix)
    index, ratio = _consistency(eigenvalue, len(matrix))
    return Hierarchy(weights, eigenvalue, index, ratio, _worst(matrix, weights, comparisons))


def reciprocal(count: int, above: Mapping[tuple[int, int], Fraction]) -> list[list[Fraction]]:
    """Return the whole matrix from the comparisons above its diagonal; those left out are 1."""
    matrix = [[Fraction(1)] * count for _ in range(count)]
    for (i, j), value in above.items():
        matrix[i][j], matrix[j][i] = value, 1 / value
    return matrix


def _problems(comparisons: Comparisons, names: Sequence[str]) -> Iterator[Problem]:
    count = len(comparisons)
    if not 0 < count <= len(RANDOM_INDEX):
        yield Problem("weights.ahp.size", Place(), str(count), {"most": len(RANDOM_INDEX)})
        return
    if any(len(row) != count for row in comparisons):
        yield Problem("weights.ahp.square", Place(), str(count))
        return
    for i, row in enumerate(comparisons):
        for j, value in enumerate(row):
            place = Place(field=f"{names[i]} : {names[j]}")
            if value <= 0:
                yield Problem("weights.ahp.positive", place, str(value))
            elif i == j and value != 1:
                yield Problem("weights.ahp.diagonal", place, str(value))
            elif i < j and comparisons[j][i] > 0 and value * comparisons[j][i] != 1:
                right = {"other": str(comparisons[j][i]), "right": str(1 / value)}
                yield Problem("weights.ahp.reciprocal", place, str(value), right)


def _principal(matrix: FloatArray) -> tuple[FloatArray, float]:
    """Return the principal eigenvector (sum 1) and its eigenvalue, by power iteration."""
    vector = np.full(len(matrix), 1 / len(matrix))
    for _ in range(_MOST_STEPS):
        image = matrix @ vector
        image /= image.sum()
        if float(np.abs(image - vector).max()) < _ENOUGH:
            break
        vector = image
    return vector, float((matrix @ vector).sum())


def _consistency(eigenvalue: float, count: int) -> tuple[float, float]:
    """Return consistency index and ratio; two criteria cannot contradict each other."""
    expected = RANDOM_INDEX[count - 1]
    if not expected:
        return 0.0, 0.0
    index = max((eigenvalue - count) / (count - 1), 0.0)
    return index, index / expected


def _worst(matrix: FloatArray, weights: FloatArray, said: Comparisons) -> Worst | None:
    """Return the comparison furthest from the ratio of the weights, by factor."""
    fits = weights[:, None] / weights[None, :]
    error = np.triu(np.abs(np.log(matrix / fits)), 1)
    i, j = divmod(int(error.argmax()), len(matrix))
    if error[i, j] < 1e-9:  # noqa: PLR2004  # nothing but the last bits
        return None
    mended = matrix.copy()
    mended[i, j], mended[j, i] = fits[i, j], fits[j, i]
    _, ratio = _consistency(_principal(mended)[1], len(matrix))
    return Worst(i, j, said[i][j], float(fits[i, j]), ratio)
