"""What a stage's optimisation came to, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

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
class Best:
    """A plan in grid units with one level an objective; ``units`` is ``None`` without one."""

    status: Status
    units: Integers | None
    levels: tuple[Level, ...] = ()
    ties: Ties = "unknown"
    tie_rule: TieRule = "none"
