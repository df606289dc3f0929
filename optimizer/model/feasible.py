"""Whether a point keeps everything a program asks, in exact integers: a check, not a search.

The monotone order (X12 of the rule catalogue): inside a chain, for ``i`` of at least the merit of
``j``, ``i`` has its most, or one more grid step would pass the ratio of ``j``, or a row that holds
single units has no room for its next admissible step.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.model import exact
from optimizer.model.program import Chain, Program, row_values

#: Whole numbers below are exact as doubles.
_EXACT = 2**53


def next_steps(program: Program, units: exact.Integers) -> exact.Integers:
    """Return how many steps each variable would have to rise to its next admissible value."""
    if program.lower is None:
        return np.ones(program.size, dtype=np.int64)
    return np.where(np.asarray(units == 0, dtype=np.bool_), np.maximum(program.lower, 1), 1)


def held(program: Program, units: exact.Integers) -> NDArray[np.bool_]:
    """Return which variables a ``holds`` row leaves no room for their next step."""
    out = np.zeros(program.size, dtype=np.bool_)
    more = next_steps(program, units)
    slack = program.limits - row_values(program, units)
    for k, row in enumerate(program.rows):
        if not row.holds or row.sense == ">=":
            continue
        mine = row.columns
        rise = row.coefs * more[mine]
        if row.funded is not None:
            rise = rise + np.where(np.asarray(units[mine] == 0, dtype=np.bool_), row.funded, 0)
        out[mine[np.asarray(rise > int(slack[k]), dtype=np.bool_)]] = True
    return out


def keeps_chains(program: Program, units: exact.Integers) -> bool:
    """Return whether every chain of ``program`` keeps its order at ``units``."""
    if program.entitled is None:
        raise ValueError("chains need entitled amounts")
    free = held(program, units) | np.asarray(units >= program.upper, dtype=np.bool_)
    return all(_keeps(program, chain, units, free) for chain in program.chains)


def _keeps(program: Program, chain: Chain, units: exact.Integers, free: NDArray[np.bool_]) -> bool:
    """Return whether one chain keeps its order; exact fractions only where doubles cannot tell.

    A quotient of whole numbers below 2^53 is rounded without changing the order of any two: what is
    less in doubles is less, and only what is equal there has to be compared exactly.
    """
    if program.entitled is None or not chain.levels:
        return True
    columns = np.concatenate(chain.levels[::-1])
    lengths = np.array([len(level) for level in chain.levels[::-1]], dtype=np.int64)
    entitled = program.entitled[columns].astype(np.float64)
    unit = program.unit[columns].astype(np.float64)
    x = units[columns].astype(np.float64)
    if not lengths.all() or max(((x + 1) * unit).max(), entitled.max()) >= _EXACT:
        return _keeps_exactly(program, chain, units, free)
    starts = np.cumsum(lengths) - lengths
    levels = np.maximum.reduceat(x * unit / entitled, starts)
    top = np.repeat(np.maximum.accumulate(levels), lengths)
    beyond = (x + 1) * unit / entitled
    bound = ~free[columns]
    if bool((bound & (beyond < top)).any()):
        return False
    return not bool((bound & (beyond == top)).any()) or _keeps_exactly(program, chain, units, free)


def _keeps_exactly(
    program: Program, chain: Chain, units: exact.Integers, free: NDArray[np.bool_]
) -> bool:
    if program.entitled is None:
        return True
    top = Fraction(0)
    for level in reversed(chain.levels):
        for j in level.tolist():
            x = int(units[j]) * int(program.unit[j])
            top = max(top, Fraction(x, int(program.entitled[j])))
        for i in level.tolist():
            beyond = (int(units[i]) + 1) * int(program.unit[i])
            if not free[i] and Fraction(beyond, int(program.entitled[i])) <= top:
                return False
    return True


def is_feasible(program: Program, units: exact.Integers) -> bool:
    """Return whether integer ``units`` keep bounds, rows and chains, in exact integers."""
    if program.size and (int(units.min()) < 0 or bool((units > program.upper).any())):
        return False
    if program.lower is not None and bool(((units > 0) & (units < program.lower)).any()):
        return False
    slack = program.limits - row_values(program, units)
    if bool((slack[~program.at_least] < 0).any()) or bool((slack[~program.at_most] > 0).any()):
        return False
    return not program.chains or keeps_chains(program, units)
