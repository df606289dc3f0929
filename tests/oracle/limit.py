"""One limit of a problem, and how whole numbers stand in for shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

MILLION = 10**6


@dataclass(frozen=True)
class Limit:
    """One limit over whole-number counts: ``per_step`` a grid step, ``funded`` once if x > 0.

    ``whole`` is what an indivisible project counts at its most, instead of by steps. ``holds``
    marks limits over single owners: they excuse in the monotone order, and cut equal clauses.
    """

    name: str
    at_most: bool
    limit: int
    per_step: Mapping[int, int] = field(default_factory=dict)
    funded: Mapping[int, int] = field(default_factory=dict)
    whole: Mapping[int, int] = field(default_factory=dict)
    holds: bool = False

    def kept_by(self, total: int) -> bool:
        return total <= self.limit if self.at_most else total >= self.limit


def least_scale(pairs: Sequence[tuple[int, int]]) -> int:
    """Return the least power of ten that gives every (value a most, grid steps) 10^6 a step."""
    scale = 1
    while any(scale * abs(value) // steps < MILLION for value, steps in pairs):
        scale *= 10
    return scale


def exact(text: str | int) -> Fraction:
    """Read a ratio: ``"0.3"``, ``"30%"``, ``"1/3"``."""
    text = str(text)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
