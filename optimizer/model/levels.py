"""What a stage's optimisation came to, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.formats.problem import IntArray
from optimizer.formats.solution import TieRule, Ties
from optimizer.model.exact import Integers
from optimizer.model.proof import Duals
from optimizer.model.solver import Status
from optimizer.model.tree import Tree


@dataclass(frozen=True, slots=True)
class Level:
    """One objective: its value, an upper bound of every plan, and the multipliers of the bound.

    ``earlier`` holds the multipliers (0 or more) of the objectives before it, which enter the
    proof as rows "at least what was reached". ``tree``, where it is there, closes the proof: its
    bound is ``bound``, and ``duals`` give the weaker one of the whole.
    """

    value: int
    bound: Fraction
    duals: Duals
    earlier: tuple[Fraction, ...] = ()
    tree: Tree | None = None


@dataclass(frozen=True, slots=True)
class TieStep:
    """One level of the tie rule: the worst off of ``weights`` can have ``ratio`` at most.

    ``weights`` (above 0, adding up to 1) are by variable, ``multipliers`` by row, for one unit of
    the limit as people know it (a yuan, a point of a number); rows that every best plan meets
    exactly may have either sign.
    """

    ratio: Fraction
    weights: Mapping[int, Fraction]
    multipliers: Mapping[int, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Best:
    """A plan in grid units with one level an objective; ``units`` is ``None`` without one.

    ``steps`` are the levels of the tie rule, ``could_differ`` the variables (rising) that another
    plan as good sets otherwise, ``None`` where that is not known.
    """

    status: Status
    units: Integers | None
    levels: tuple[Level, ...] = ()
    ties: Ties = "unknown"
    tie_rule: TieRule = "none"
    steps: tuple[TieStep, ...] = ()
    could_differ: IntArray | None = None
