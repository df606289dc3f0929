"""Columns scaled by the funded share, as integer coefficients of a grid step.

Exact fractions ``n / m`` have denominators of thousands of digits, so a column is multiplied by
the least power of ten that keeps six digits of every coefficient, and rounded.
"""

from __future__ import annotations

from optimizer.model import exact

#: Least coefficient: so rounding costs less than a millionth of what any project counts.
LEAST_COEFFICIENT = 10**6


def scale_of(values: exact.Integers, steps: exact.Integers) -> int:
    """Return the least power of ten ``K`` with ``floor(K * |value| / steps) >= 10^6`` for all.

    Parameters
    ----------
    values
        Integers other than 0.
    steps
        Grid steps up to the most that each project can get, 1 or more, of the same length.

    Returns
    -------
    int
        1 when there are no values.
    """
    scale = 1
    # floor(K*v/s) >= L  <=>  K*v >= L*s, so the least K comes from the greatest ceil(L*s/v).
    if len(values):
        needed = exact.wide(steps, LEAST_COEFFICIENT) * -LEAST_COEFFICIENT // abs(values)
        while scale < -int(needed.min()):
            scale *= 10
    return scale


def scaled(
    values: exact.Integers, steps: exact.Integers, scale: int, *, up: bool = False
) -> exact.Integers:
    """Return ``scale * value / steps`` for each, rounded down, or ``up``."""
    wide = exact.wide(values, scale) * scale
    return exact.narrow(-(-wide // steps) if up else wide // steps)
