"""What an objective reads of the projects that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from optimizer.formats.problem import IntArray
from optimizer.model.program import Mask


@dataclass(frozen=True, slots=True)
class Scope:
    """The projects of a stage, as columns of equal length.

    ``steps`` are the grid steps of the most that each can get. ``indivisible`` projects do not
    enter the scale of ``merit_projects``; ``once`` marks those that count once if funded: all of
    them but those that a lock holds at a part. ``tiers`` are those of the rule ``diminishing``.
    """

    entitled: IntArray
    grid: IntArray
    merit: IntArray
    steps: IntArray
    indivisible: Mask
    once: Mask
    tiers: tuple[tuple[Fraction, int], ...] = ()
