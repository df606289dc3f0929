"""Projects between the same two nodes: each has its part of a common ratio, up to its most."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate


def by_float(value: Fraction) -> tuple[float, Fraction]:
    """Return a key that sorts like ``value`` itself: rounding to floats never changes an order."""
    return float(value), value


class Bundle:
    """Parallel projects, sorted by the ratio at which each has its most.

    ``lower(t)`` is what they get together when each has the least of ratio ``t`` and its most:
    concave and piecewise linear in ``t``.
    """

    def __init__(self, columns: list[int], entitled: list[int], most: list[int]) -> None:
        """Take variables of a program with entitled and greatest amounts in yuan."""
        ratios = [Fraction(m, a) for m, a in zip(most, entitled, strict=True)]
        order = sorted(range(len(columns)), key=lambda k: (*by_float(ratios[k]), columns[k]))
        self.columns = [columns[k] for k in order]
        self.entitled = [entitled[k] for k in order]
        self.most = [most[k] for k in order]
        self.tops = [ratios[k] for k in order]
        self.whole = sum(self.entitled)
        self._most_sums = [0, *accumulate(self.most)]
        self._entitled_sums = [0, *accumulate(self.entitled)]

    @property
    def total(self) -> int:
        """What all projects have at their most."""
        return self._most_sums[-1]

    def line(self, ratio: Fraction) -> tuple[int, int]:
        """Return ``c, a`` with ``lower(t) = c + a * t`` just above ``t = ratio``."""
        full = bisect_right(self.tops, ratio)
        return self._most_sums[full], self._entitled_sums[-1] - self._entitled_sums[full]

    def ratios(self, common: Fraction) -> list[Fraction]:
        """Return the ratio of each project when all are at ``common`` or at their most."""
        full = bisect_right(self.tops, common)
        return self.tops[:full] + [common] * (len(self.tops) - full)


def common_ratio(bundles: Iterable[Bundle], amount: Fraction) -> Fraction | None:
    """Return the least ratio at which ``bundles`` have ``amount`` together.

    Newton's method from below: the sum is concave, so its tangents never pass the root.

    Returns
    -------
    Fraction or None
        ``None`` if they have less than ``amount`` even at their most.
    """
    inside = list(bundles)
    ratio = Fraction(0)
    while True:
        lines = [bundle.line(ratio) for bundle in inside]
        constant, slope = sum(c for c, _ in lines), sum(a for _, a in lines)
        if not slope:
            return ratio if constant == amount else None
        higher = (amount - constant) / slope
        if higher <= ratio:
            return ratio
        ratio = higher
