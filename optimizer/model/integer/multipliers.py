"""From a solver's floats to exact prices: rounded to a common scale, wrong signs set to 0."""

from __future__ import annotations

import numpy as np

from optimizer.model import exact
from optimizer.model.integer.pricing import Prices, Pricing
from optimizer.model.integer.question import Question
from optimizer.model.program import Program
from optimizer.model.proof import Duals
from optimizer.model.solver import FloatArray

#: Multipliers are rounded to this part of a unit of the objective a unit of the row, and finer
#: for rows of large coefficients.
FINEST = 10**6
#: How near to integers all multipliers must be to be taken for integers.
_NEAR = 1e-7


def prices_of(pricing: Pricing, rows: FloatArray, earlier: FloatArray) -> Prices:
    """Return exact prices near floats.

    Parameters
    ----------
    pricing
        The question.
    rows
        One float a row of the question's program, 0 or more for ``<=`` rows.
    earlier
        One an earlier objective, 0 or more.
    """
    return _rounded(pricing.question, rows, earlier, _scale(pricing, rows, earlier))


def _scale(pricing: Pricing, rows: FloatArray, earlier: FloatArray) -> int:
    """Return a power of ten so fine that rounding costs next to nothing, if int64 has room."""
    off = np.abs(rows - np.round(rows)) * pricing.row_sizes
    weights = np.abs(earlier - np.round(earlier))
    if float(off.max(initial=0.0)) < _NEAR and float(weights.max(initial=0.0)) < _NEAR:
        return 1
    # Where a row counts in millions, a millionth of its price is still much.
    largest = int(pricing.row_sizes[rows != 0].max(initial=1.0))
    wanted = FINEST * max(1, largest // 1000)
    room = int(exact.SAFE / (pricing.magnitude(rows, earlier) + 1))
    return wanted if room < min(wanted, 1000) else 10 ** (len(str(min(wanted, room))) - 1)


def _rounded(question: Question, rows: FloatArray, earlier: FloatArray, scale: int) -> Prices:
    values = exact.narrow([round(v * scale) for v in rows.tolist()])
    weights = tuple(max(0, round(v * scale)) for v in earlier.tolist())
    return Prices(Duals(signed(question.program, values), scale), weights)


def signed(program: Program, values: exact.Integers) -> exact.Integers:
    """Return ``values`` with wrong signs set to 0, so that a bound holds whatever they are."""
    wrong = (program.at_most & (values < 0)) | (program.at_least & (values > 0))
    return np.where(np.asarray(wrong, dtype=np.bool_), 0, values)
