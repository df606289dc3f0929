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

    ``to`` is the new value of the target in its own unit: of an at-least limit (a share as
    text), or of a locked award. ``None`` says that no change of this target alone is enough.
    """

    target: str
    to: int | str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a closed tree with the multipliers that bound it.

    ``empty`` says that no plan is in the part: with nothing worth anything the multipliers then
    bound it below 0. ``blocks`` are closed trees over projects that have limits to themselves, no
    project in two of them: their leaves' multipliers of these limits come on top, and their bounds
    add up.
    """

    multipliers: Mapping[str, Fraction] = field(default_factory=dict)
    empty: bool = False
    blocks: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A cut in two: ``project`` gets at most ``at`` yuan in one part, and more in the other."""

    project: str
    at: int
    at_most: Branch | Leaf
    beyond: Branch | Leaf


Tree = Branch | Leaf


@dataclass(frozen=True, slots=True)
class TieLevel:
    """One level of the tie rule: the ratio that the worst off of ``weights`` can reach at most.

    Ratios are award / entitled. ``weights`` (above 0, adding up to 1) are on projects that no
    earlier level fixed; ``multipliers`` of the stage's limits, every objective among them as
    ``objective NAME``, prove that the weighted sum of their ratios is at most ``ratio``. So all of
    them are at ``ratio`` from here on.
    """

    ratio: Fraction
    weights: Mapping[str, Fraction]
    multipliers: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an outsider needs to see that nothing better exists, without a solver.

    ``multipliers`` and ``trees`` have one entry for each entry of the solution's ``objective``:
    the exact dual value of each limit by its name (absent means 0; names and units in
    ``formats/certificate.py``), and the closed tree, ``None`` where the multipliers alone are the
    proof (all, if ``trees`` is empty). ``ratios`` are the published common ratios of equal clauses
    in millionths, by clause. ``levels`` has one entry for each stage with projects outside
    ``equal``: the levels of the tie rule, empty where it was not needed. ``could_differ`` are the
    projects whose awards could differ without losing a point, ``None`` where that is not known.
    """

    multipliers: tuple[Mapping[str, Fraction], ...] = ()
    ratios: Mapping[str, int] = field(default_factory=dict)
    trees: tuple[Tree | None, ...] = ()
    levels: tuple[tuple[TieLevel, ...], ...] = ()
    could_differ: tuple[str, ...] | None = None


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
