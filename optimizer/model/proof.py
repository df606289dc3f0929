"""Exact multipliers: the proof that nothing better exists, in integers.

For any multipliers with the right signs (``<=`` rows 0 or more, ``>=`` rows 0 or less, equations
free), ``bound = y . b + sum_j max(0, c_j - y . A_j) * upper_j`` is at least the value of every
plan. The multipliers come from a solver's floats and are rounded first; what is said about them
is computed from the rounded ones, so a bad float can only weaken a bound, never falsify it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.model import exact
from optimizer.model.basis import multipliers_of_basis
from optimizer.model.program import Program
from optimizer.model.solver import Answer, FloatArray

#: Denominators tried for multipliers that are not integers (crossing rows, two grids).
_DENOMINATOR = 10_000
_MOST_SCALE = 10**12


@dataclass(frozen=True, slots=True)
class Duals:
    """Multipliers ``values / scale``, one a row of a program; ``values`` are integers."""

    values: exact.Integers
    scale: int = 1

    def fractions(self) -> list[Fraction]:
        """Return the multipliers as fractions, one a row."""
        return [Fraction(int(v), self.scale) for v in self.values.tolist()]


def _signed(program: Program, values: exact.Integers) -> exact.Integers:
    """Return ``values`` with wrong signs set to 0, so that the bound holds whatever they are."""
    wrong = (program.at_most & (values < 0)) | (program.at_least & (values > 0))
    return np.where(np.asarray(wrong, dtype=np.bool_), 0, values)


def _from_fractions(program: Program, values: list[Fraction]) -> Duals:
    scale = math.lcm(1, *(v.denominator for v in values))
    if scale > _MOST_SCALE:
        scale = 1
    numerators = exact.narrow([round(v * scale) for v in values])
    return Duals(_signed(program, numerators), scale)


def reduced_costs(program: Program, cost: exact.Integers, duals: Duals) -> exact.Integers:
    """Return ``scale * (c - y . A)`` for every variable, exactly; shape (program.size,)."""
    prices = np.repeat(duals.values, program.lengths)
    most = exact.greatest(duals.values) * exact.greatest(program.coefs) * max(len(program.rows), 1)
    fits = most + exact.greatest(cost) * duals.scale < exact.SAFE
    if not fits:
        prices, cost = prices.astype(object), cost.astype(object)
    out = exact.narrow(cost * duals.scale) if fits else cost * duals.scale
    np.subtract.at(out, program.columns, prices * program.coefs)
    return out


def bound(program: Program, cost: exact.Integers, duals: Duals) -> Fraction:
    """Return the exact bound that ``duals`` (right signs) give on every plan of ``program``."""
    rest = reduced_costs(program, cost, duals)
    return Fraction(
        exact.dot(duals.values, program.limits) + exact.dot(np.maximum(rest, 0), program.upper),
        duals.scale,
    )


def best_duals(program: Program, cost: exact.Integers, answer: Answer, target: int | None) -> Duals:
    """Return multipliers whose bound meets ``target``, or the tightest of those tried.

    Integers first: on a network the multipliers of an integer objective are integers. Then
    fractions read off the floats, then the fractions that the solver's basis defines.

    Parameters
    ----------
    program, cost
        The linear program.
    answer
        The solver's optimal answer to it.
    target
        Value of a plan in hand; ``None`` when there is none.
    """
    best: tuple[Fraction, Duals] | None = None
    for attempt in (_rounded, _nearby, _of_basis):
        duals = attempt(program, cost, answer)
        if duals is None:
            continue
        value = bound(program, cost, duals)
        if best is None or value < best[0]:
            best = value, duals
        if target is not None and value == target:
            break
        if target is None and attempt is _rounded and _all_integers(answer.duals):
            break
    if best is None:  # pragma: no cover  (the first attempt always answers)
        raise AssertionError
    return best[1]


def _all_integers(values: FloatArray) -> bool:
    return bool((np.abs(values - np.round(values)) < 1e-6).all())  # noqa: PLR2004  far above HiGHS's 1e-7


def _rounded(program: Program, _: exact.Integers, answer: Answer) -> Duals | None:
    values = exact.narrow([round(v) * answer.factor for v in answer.duals.tolist()])
    return Duals(_signed(program, values))


def _nearby(program: Program, _: exact.Integers, answer: Answer) -> Duals | None:
    near = [
        Fraction(v).limit_denominator(_DENOMINATOR) * answer.factor for v in answer.duals.tolist()
    ]
    return _from_fractions(program, near)


def _of_basis(program: Program, cost: exact.Integers, answer: Answer) -> Duals | None:
    values = multipliers_of_basis(program, cost, answer.basic_columns, answer.basic_rows)
    return None if values is None else _from_fractions(program, values)
