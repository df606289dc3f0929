"""A concave piecewise line found whole from few of its points, each with a tangent.

Two neighbouring points whose tangents do not lie on the line between them have a break in between;
where the tangents meet is the next point to ask for. Breaks are whole steps, so that neighbouring
steps are one line. Source: Eisner and Severance, "Mathematical techniques for efficient record
segmentation in large shared databases", Journal of the ACM 23 (1976).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Support:
    """A point of a concave line with a tangent: nothing lies above ``best + slope * distance``."""

    value: int
    best: int
    slope: Fraction

    def above(self, value: int) -> Fraction:
        """Return what the tangent bounds the line by at ``value``."""
        return self.best + self.slope * (value - self.value)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The breaks found, ends included, rising; ``gaps`` are neighbours between which more may be.

    Outside the gaps the line is straight from one break to the next, exactly.
    """

    supports: tuple[Support, ...]
    gaps: tuple[tuple[int, int], ...]


def envelope(
    at: Callable[[int], Support | None], low: int, high: int, step: int, most: int
) -> Envelope | None:
    """Return the line from ``low`` to ``high``.

    Parameters
    ----------
    at
        Solves at a value; ``None`` where nothing is proven.
    step
        Breaks lie on ``low`` plus multiples of it; ``high`` is one.
    most
        Points to ask for at most; the widest doubts are settled first.

    Returns
    -------
    Envelope or None
        ``None`` where one of the ends is not proven.
    """
    first, last = at(low), at(high) if high > low else None
    if first is None or (last is None and high > low):
        return None
    found = {low: first}
    if last is None:
        return Envelope((first,), ())
    found[high] = last
    doubts = [_doubt(first, last)]
    gaps: list[tuple[int, int]] = []
    while doubts:
        _, left, right = heapq.heappop(doubts)
        a, b = found[left], found[right]
        if right - left <= step or a.above(right) == b.best or b.above(left) == a.best:
            continue
        middle = at(_meeting(a, b, low, step)) if len(found) < most else None
        if middle is None:
            gaps.append((left, right))
            continue
        found[middle.value] = middle
        heapq.heappush(doubts, _doubt(a, middle))
        heapq.heappush(doubts, _doubt(middle, b))
    return Envelope(_breaks([found[v] for v in sorted(found)], gaps), tuple(sorted(gaps)))


def _meeting(a: Support, b: Support, low: int, step: int) -> int:
    """Return the step at or below where two tangents meet, strictly between their points."""
    meets = (b.above(a.value) - a.best) / (a.slope - b.slope) + a.value
    at = low + (meets - low) // step * step
    return int(min(max(at, a.value + step), b.value - step))


def _doubt(a: Support, b: Support) -> tuple[Fraction, int, int]:
    """Return how far the line may at most lie above the one from ``a`` to ``b``, the most first."""
    if a.slope <= b.slope:
        return Fraction(0), a.value, b.value
    where = (b.above(a.value) - a.best) / (a.slope - b.slope) + a.value
    chord = a.best + Fraction(b.best - a.best, b.value - a.value) * (where - a.value)
    height = a.best + a.slope * (where - a.value)
    return chord - height, a.value, b.value


def _breaks(points: list[Support], gaps: list[tuple[int, int]]) -> tuple[Support, ...]:
    """Leave out the points inside a straight piece; the ends of gaps stay."""
    ends = {value for gap in gaps for value in gap}
    kept = points[:1]
    for here, after in pairwise(points[1:]):
        rise = (here.best - kept[-1].best) * (after.value - here.value)
        if here.value in ends or rise != (after.best - here.best) * (here.value - kept[-1].value):
            kept.append(here)
    return (*kept, *points[1:][-1:])
