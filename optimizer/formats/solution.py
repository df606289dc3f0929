"""``allocation-solution/1`` and ``certificate/1`` in memory. Plain data, exact integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from optimizer.formats.problem import IntArray

Status = Literal["optimal", "feasible", "stopped", "infeasible"]
Proof = Literal["dual", "tree", "bound"]
Ties = Literal["unique", "not_unique", "unknown"]
TieRule = Literal["none", "number", "leximin"]


@dataclass(frozen=True, slots=True)
class Repair:
    """The smallest change of one management target that makes the whole problem feasible.

    ``to`` is the new value of the target in yuan: of an at-least limit, or of a locked award.
    ``None`` says that no change of this target alone is enough.
    """

    target: str
    to: int | str | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an outsider needs to see that nothing better exists, without a solver.

    One entry of ``multipliers`` for each entry of the solution's ``objective``: the exact dual
    value of a yuan of each limit by its name (``"budget"``, the names of the rows, ``"stage N
    share"``, ``"objective NAME"``; absent means 0; see ``formats/certificate.py``). ``ratios`` are
    the published common ratios of equal clauses in millionths, by clause.
    """

    multipliers: tuple[Mapping[str, Fraction], ...] = ()
    ratios: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """An answer to an allocation problem; ``awards`` are yuan in the problem's order of projects.

    ``awards`` is ``None`` when there is no plan. ``objective``, ``bound`` and ``objective_scale``
    have the entries that the file format gives them.
    """

    status: Status
    awards: IntArray | None
    objective: tuple[int, ...] = ()
    bound: tuple[int, ...] = ()
    objective_scale: tuple[int, ...] = ()
    proof: Proof = "bound"
    ties: Ties = "unknown"
    tie_rule: TieRule = "none"
    unspent: int = 0
    conflicts: tuple[tuple[str, ...], ...] = ()
    complete: bool = False
    repairs: tuple[Repair, ...] = ()
    joint_repair: tuple[Repair, ...] = ()
    certificate: Certificate = field(default_factory=Certificate)
