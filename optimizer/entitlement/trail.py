"""The way of each amount, column by column: what its steps are made from (``steps.py``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray

#: How the formula's amount came about; the step's code is ``entitlement.step.<word>``.
KINDS = ("flat", "share", "match", "tier", "audited", "no_basis")
#: Where the base comes from; the step's code is ``entitlement.step.<word>``.
ORIGINS = ("base", "base_verified", "base_listed")
ABSENT = -1


@dataclass(slots=True)
class Trail:
    """Columns over all applications, filled clause by clause; ``ABSENT``: no such step.

    Parameters
    ----------
    n
        How many applications.
    kind, origin
        Index into ``KINDS`` and ``ORIGINS``.
    gross, base
        Fen: the base, and what is left of it net of other money.
    numerator, denominator, merit
        The ratio, and the merit (hundredths) that a tier table gave it for.
    formula
        Fen: what the formula gives before the ceiling.
    award_ceiling, used, ceiling
        Fen: the ceiling, what earlier awards used of it, and what is left.
    requested, audit, public
        Fen: the further limits.
    amount
        Fen: the least of formula and limits, 0 where the formula has no amount.
    levels
        For matching clauses, by application: level, awards in fen and ratio, where there are any.
    """

    n: int
    kind: IntArray = field(init=False)
    origin: IntArray = field(init=False)
    gross: IntArray = field(init=False)
    base: IntArray = field(init=False)
    numerator: IntArray = field(init=False)
    denominator: IntArray = field(init=False)
    merit: IntArray = field(init=False)
    formula: IntArray = field(init=False)
    award_ceiling: IntArray = field(init=False)
    used: IntArray = field(init=False)
    ceiling: IntArray = field(init=False)
    requested: IntArray = field(init=False)
    audit: IntArray = field(init=False)
    public: IntArray = field(init=False)
    amount: IntArray = field(init=False)
    levels: dict[int, list[tuple[str, int, Fraction]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in COLUMNS:
            setattr(self, name, np.full(self.n, ABSENT, dtype=np.int64))


COLUMNS = tuple(name for name in Trail.__slots__ if name not in {"n", "levels"})
