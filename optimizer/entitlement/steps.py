"""The derivation of one amount: base -> formula -> ceiling -> requested -> audited -> public money.

A step says what the amount is after it and whether it lowered it; its parameters make a sentence
such as 8,000万元 × 10% = 800万元.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.trail import ABSENT, KINDS, ORIGINS, Trail
from optimizer.entitlement.types import REFUSED
from optimizer.errors import Param
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation, Step
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law

_PRACTICE = Citation("practice")
_STEP = "entitlement.step."


class _Way(NamedTuple):
    """One application's row of the trail, with its clause and what was concluded."""

    clause: int
    status: int
    kind: int
    origin: int
    gross: int
    base: int
    numerator: int
    denominator: int
    merit: int
    formula: int
    award_ceiling: int
    used: int
    ceiling: int
    requested: int
    audit: int
    public: int
    amount: int


def derivations(
    law: Law, trail: Trail, clause: IntArray, status: NDArray[np.int8]
) -> Callable[[int], tuple[Step, ...]]:
    """Return the function that gives the steps of one application."""
    ways: list[_Way] = []

    def steps(i: int) -> tuple[Step, ...]:
        if not ways:  # plain rows are quicker to read one application at a time
            columns = [clause, status, *(getattr(trail, name) for name in _Way._fields[2:])]
            ways.extend(map(_Way._make, zip(*(c.tolist() for c in columns), strict=True)))
        return tuple(_steps(law, ways[i], trail.levels.get(i, ())))

    return steps


_Levels = list[tuple[str, int, Fraction]] | tuple[()]


def _steps(law: Law, way: _Way, levels: _Levels) -> list[Step]:
    cite = law.policy.clauses[way.clause].citation
    steps = _base_steps(way, cite)
    if way.formula == ABSENT:
        return steps
    steps += _formula_steps(way, levels, cite)
    amount = way.formula
    for name, limit, where in _limits(way, cite, law.policy.citations):
        if limit == ABSENT:
            continue
        params: dict[str, Param] = {"limit_fen": limit, "before_fen": amount}
        if where is cite:
            params["ceiling_fen"] = way.award_ceiling
            params["used_fen"] = way.used
        least = min(amount, limit)
        steps.append(Step(_STEP + name, least, limit < amount, where, params))
        amount = least
    return steps + _last_steps(amount, way.status, cite)


def _limits(
    way: _Way, cite: Citation, general: Mapping[str, Citation]
) -> tuple[tuple[str, int, Citation], ...]:
    return (
        ("ceiling_left" if way.used > 0 else "ceiling", way.ceiling, cite),
        ("requested", way.requested, general.get("requested", _PRACTICE)),
        ("audit", way.audit, general.get("audit", _PRACTICE)),
        ("public_share", way.public, general.get("public_share", _PRACTICE)),
    )


def _base_steps(way: _Way, cite: Citation) -> list[Step]:
    if way.gross == ABSENT:
        return []
    code = _STEP + ORIGINS[way.origin]
    steps = [Step(code, way.gross, cut=False, citation=cite, params={"base_fen": way.gross})]
    if way.base < way.gross:
        off: dict[str, Param] = {
            "off_fen": way.gross - way.base,
            "base_fen": way.base,
            "gross_fen": way.gross,
        }
        steps.append(Step(_STEP + "net", way.base, cut=True, citation=cite, params=off))
    return steps


def _formula_steps(way: _Way, levels: _Levels, cite: Citation) -> list[Step]:
    code, steps = KINDS[way.kind], []
    if len(levels) > 1:
        code = "match_sum"
        steps = [_level_step(level, fen, ratio, cite) for level, fen, ratio in levels]
    params: dict[str, Param] = {"amount_fen": way.formula}
    if way.base != ABSENT:
        params["base_fen"] = way.base
    if way.denominator > 0:
        params["ratio"] = str(Fraction(way.numerator, way.denominator))
    if way.merit != ABSENT:
        params["merit_score"] = way.merit
    return [*steps, Step(_STEP + code, way.formula, cut=False, citation=cite, params=params)]


def _level_step(level: str, fen: int, ratio: Fraction, cite: Citation) -> Step:
    part = fen * ratio.numerator // ratio.denominator
    params: dict[str, Param] = {
        "level": level,
        "base_fen": fen,
        "ratio": str(ratio),
        "amount_fen": part,
    }
    return Step(_STEP + "match_level", part, cut=False, citation=cite, params=params)


def _last_steps(amount: int, status: int, cite: Citation) -> list[Step]:
    """Return the step to whole yuan, where it takes something, and what a refusal leaves."""
    steps = []
    whole = amount // FEN_PER_YUAN * FEN_PER_YUAN
    if whole != amount:
        params: dict[str, Param] = {"before_fen": amount, "limit_fen": whole}
        steps.append(Step(_STEP + "whole_yuan", whole, cut=True, citation=_PRACTICE, params=params))
    if status == REFUSED:
        steps.append(Step(_STEP + "refused", 0, cut=whole > 0, citation=cite))
    return steps
