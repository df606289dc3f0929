"""What serving one stage came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.formats.problem import IntArray
from optimizer.formats.solution import TieLevel, TieRule, Ties, Tree
from optimizer.model.solver import Status


@dataclass(frozen=True, slots=True)
class Entry:
    """One objective of a stage: value, integer bound, scale, and the proof by names of limits."""

    value: int
    bound: int
    scale: int
    proven: bool
    multipliers: Mapping[str, Fraction]
    tree: Tree | None = None


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """Awards of a stage's open projects (yuan, shape (n,), 0 elsewhere), and what is known.

    ``entries`` has one entry an objective, none for a stage of equal clauses only. ``ratios`` are
    the published ratios of its equal clauses. ``broken`` names limits that stand against any plan.
    ``levels`` are those of the tie rule; ``could_differ`` the projects that another plan as good
    gives something else, ``None`` where that is not known.
    """

    status: Status
    awards: IntArray
    entries: tuple[Entry, ...] = ()
    ties: Ties = "unique"
    tie_rule: TieRule = "none"
    ratios: Mapping[str, int] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    levels: tuple[TieLevel, ...] = ()
    could_differ: IntArray | None = None
