"""Ratios of equal clauses that fit, searched box by box where fitting does not follow the ratio.

A box says for each clause between which ratios it lies. What no amounts inside a box could keep is
left out; any other box is cut in two where an award rises, the greater ratios first. So the search
ends with ratios that fit, or knows that there are none, or stops at its limit of boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.meter import Meter
from optimizer.model.program import Mask
from optimizer.model.rules.equal import ONE, part_of
from optimizer.model.setting import Setting

#: Boxes looked at, for small problems; and times the size of the problem.
MOST_BOXES = 5_000
MOST_WORK = 2**20
#: What looking at a box costs, and each entry of the limits.
_BOX, _ENTRY = 200, 0.1

#: Ratios in millionths by clause code.
Ratios = dict[int, int]


class Parts:
    """What the open members of equal clauses would get by ratio alone, before any cut."""

    def __init__(self, setting: Setting, projects: IntArray) -> None:
        """Take the open ``projects`` of some equal clauses, rising."""
        self.projects = projects
        self.clause = setting.problem.labels["clause"].codes[projects]
        self.entitled = setting.problem.entitled[projects]
        self.least = setting.least[projects]
        self._size = len(setting.problem.ids)

    def of(self, ratios: Mapping[int, int]) -> IntArray:
        """Return the part of each member (yuan, shape of ``projects``), 0 below its least award."""
        ratio = np.zeros(len(self.projects), dtype=np.int64)
        for code, k in ratios.items():
            ratio[self.clause == code] = k
        part = part_of(self.entitled, ratio)
        return np.where(part >= self.least, part, 0)

    def spread(self, parts: IntArray) -> IntArray:
        """Return ``parts`` as yuan of all projects, shape (n,)."""
        out = np.zeros(self._size, dtype=np.int64)
        out[self.projects] = parts
        return out

    def middle(self, low: Ratios, high: Ratios) -> tuple[int, int] | None:
        """Return a clause, and a ratio of it at which a member's part is half way up from ``low``.

        ``None`` where both ends give everybody the same.
        """
        below, above = self.of(low), self.of(high)
        width = above - below
        if not len(width) or not width.any():
            return None
        k = int(width.argmax())
        part = max((int(below[k]) + int(above[k]) + 1) // 2, int(self.least[k]))
        return int(self.clause[k]), -(-part * ONE // int(self.entitled[k]))


@dataclass(frozen=True, slots=True)
class Found:
    """Ratios that fit, or none; ``sure`` says that then there are none where they were sought."""

    ratios: Ratios | None
    sure: bool = True


class RatioSearch:
    """Looks for ratios that fit; its limit of boxes holds for all its searches together."""

    def __init__(
        self,
        setting: Setting,
        parts: Parts,
        settled: IntArray,
        others: IntArray,
        fits: Callable[[Ratios], bool | None],
        meter: Meter | None = None,
    ) -> None:
        """Take the members, what is ``settled``, and the most that ``others`` may get beside them.

        Both are yuan of shape (n,). ``fits`` decides about single ratios; ``None`` says that it
        could not. The search ends with ``meter``, too, where there is one.
        """
        self._parts = parts
        self._limits = limits = setting.limits
        self._settled = settled
        self._beyond = settled + others
        self._fits = fits
        most = self._beyond + parts.spread(setting.most[parts.projects])
        cutting = limits.at_most & limits.holds & np.asarray(limits.sums(most) > limits.limit)
        self._cut: Mask = np.isin(
            parts.projects, limits.members[np.repeat(cutting, limits.lengths)]
        )
        self._left = min(MOST_BOXES, MOST_WORK // max(len(setting.problem.ids), 1) + 1)
        self._sure = True
        self._meter = Meter(float("inf")) if meter is None else meter

    def find(self, low: Ratios, high: Ratios, tied: Iterable[int] = ()) -> Found:
        """Return ratios between ``low`` and ``high`` that fit; those ``tied`` are the same.

        Where all clauses between different ends are tied, those found are the greatest.
        """
        self._sure = True
        return Found(next(self.each(low, high, tied), None), self._sure)

    def each(self, low: Ratios, high: Ratios, tied: Iterable[int] = ()) -> Iterator[Ratios]:
        """Yield ratios that fit, one for each different set of awards."""
        together = set(tied)
        boxes = [(low, high, True)]
        first = True
        while boxes:
            low, high, new = boxes.pop()
            self._left -= 1
            self._meter.spend(_BOX + _ENTRY * len(self._limits.members))
            if self._left < 0 or (self._meter.is_over and not first):
                self._sure = False
                return
            first = False
            if self._cannot(low, high):
                continue
            fit = self._fits(high) if new else False
            self._sure &= fit is not None
            if fit:
                yield high
            at = self._parts.middle(low, high)
            if at is not None:
                code, k = at
                boxes += _halves(low, high, together if code in together else {code}, k)

    def _cannot(self, low: Ratios, high: Ratios) -> bool:
        """Return whether no awards between two ends keep every limit; a limit may still cut."""
        limits = self._limits
        least = np.where(self._cut, 0, self._parts.of(low))
        below = limits.terms(self._settled + self._parts.spread(least))
        above = limits.terms(self._beyond + self._parts.spread(self._parts.of(high)))
        lowest = limits.totals(np.minimum(below, above))
        highest = limits.totals(np.maximum(below, above))
        wrong = np.where(limits.at_most, lowest > limits.limit, highest < limits.limit)
        return bool(wrong.any())


def _halves(
    low: Ratios, high: Ratios, codes: set[int], k: int
) -> list[tuple[Ratios, Ratios, bool]]:
    """Return a box cut at ratio ``k`` of ``codes``, and whether the high end is a new one.

    The last part is looked at first.
    """
    below = {c: max(low[c], min(old, k - 1)) if c in codes else old for c, old in high.items()}
    above = {c: max(old, k) if c in codes else old for c, old in low.items()}
    return [(low, below, True), (above, high, False)]
