"""A small closed tree for one block: why nothing in it is worth more at given prices.

Pure Python integers, because a block has a handful of variables. Members are decided one by one,
funded or not; multipliers of the block's own rows come from filling it as a linear program.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integer.pricing import Priced
from optimizer.model.integer.question import Question
from optimizer.model.proof import Duals
from optimizer.model.tree import Branch, Leaf, Tree

#: Multipliers of a block are rounded to this part of the scale of the prices.
FINER = 10**6


@dataclass(frozen=True, slots=True)
class Member:
    """One variable of a block at prices: whether it may be 0, and points above 0 with values."""

    zero: bool
    points: tuple[tuple[int, int], ...]

    def best(self, step: int, once: int) -> tuple[int, int]:
        """Return the greatest value at further prices, times ``FINER``, and where it is."""
        found = [(v * FINER - step * t - once, t) for t, v in self.points]
        if self.zero:
            found.append((0, 0))
        return max(found)


class BlockTree:
    """The search for one block.

    Parameters
    ----------
    question
        The question that the block is of.
    rows
        The rows that the block has for itself.
    columns
        Its variables.
    priced
        The box at the prices of a leaf.
    """

    def __init__(
        self, question: Question, rows: IntArray, columns: IntArray, priced: Priced, scale: int
    ) -> None:
        self._columns = columns.tolist()
        self._rows = [question.program.rows[k] for k in rows.tolist()]
        self._factor, self._scale = question.factor, scale
        self._members = [_member(priced, j) for j in self._columns]
        size = len(self._columns)
        self._coefs = [[0] * size for _ in self._rows]
        self._counts = [[0] * size for _ in self._rows]
        for k, row in enumerate(self._rows):
            for at, j in enumerate(np.searchsorted(columns, row.columns).tolist()):
                self._coefs[k][j] = int(row.coefs[at])
                self._counts[k][j] = 0 if row.funded is None else int(row.funded[at])

    def close(self, best: int, blocks: int) -> tuple[Tree, Fraction]:
        """Return the tree and its bound; ``best`` is the exact best, times the scale of prices.

        The bound is so near to ``best`` that as many as ``blocks`` of them add less than 1.
        """
        limit = best * FINER + FINER // (blocks + 1)
        tree, bound = self._search(self._members, limit)
        if bound is None:
            raise AssertionError("a block has no point")
        return tree, Fraction(bound, FINER)

    def _search(self, members: list[Member], limit: int) -> tuple[Tree, int | None]:
        """Return a tree of a part of the block and its bound, ``None`` if no point is there."""
        prices = [0] * len(self._rows)
        for _ in range(2):
            for k in range(len(prices)):
                self._reprice(members, prices, k)
        bound, at = self._bound(members, prices)
        if bound < limit:
            return self._leaf(prices), bound
        broken = self._broken(members)
        if broken is not None:
            return self._leaf([int(k == broken) for k in range(len(prices))], empty=True), None
        split = self._split(members, at)
        j, steps = split
        low, high = _cut(members[j], steps)
        parts = [
            self._search([low if i == j else m for i, m in enumerate(members)], limit),
            self._search([high if i == j else m for i, m in enumerate(members)], limit),
        ]
        bounds = [b for _, b in parts if b is not None]
        tree = Branch(self._columns[j], steps, parts[0][0], parts[1][0])
        return tree, max(bounds) if bounds else None

    def _bound(self, members: list[Member], prices: list[int]) -> tuple[int, list[int]]:
        total = sum(p * row.limit for p, row in zip(prices, self._rows, strict=True))
        points = []
        for j, member in enumerate(members):
            value, t = member.best(*self._at(prices, j))
            total += value
            points.append(t)
        return total, points

    def _at(self, prices: list[int], j: int) -> tuple[int, int]:
        """Return what a step and being funded cost a member."""
        step = sum(p * c[j] for p, c in zip(prices, self._coefs, strict=True))
        once = sum(p * c[j] for p, c in zip(prices, self._counts, strict=True))
        return step, once

    def _reprice(self, members: list[Member], prices: list[int], k: int) -> None:
        """Set the multiplier of one row to where the bound is least, the others as they are."""
        prices[k] = 0
        curves = [
            self._curve(member, j, prices, k)
            for j, member in enumerate(members)
            if self._coefs[k][j] or self._counts[k][j]
        ]
        limit: int = self._rows[k].limit
        if sum(max(curve, key=lambda p: (p[1], -p[0]))[0] for curve in curves) <= limit:
            return
        breaks = {0}
        for curve in curves:
            for n, (use, value) in enumerate(curve):
                for less, other in curve[:n]:
                    if use > less and value > other:
                        at = (value - other) // (use - less)
                        breaks |= {at, at + 1}

        def bound(price: int) -> int:
            best: int = sum(max(v - price * u for u, v in curve) for curve in curves)
            return price * limit + best

        ordered = sorted(breaks)
        first, last = 0, len(ordered) - 1
        while first < last:  # the bound is convex in one multiplier
            middle = (first + last) // 2
            if bound(ordered[middle + 1]) < bound(ordered[middle]):
                first = middle + 1
            else:
                last = middle
        prices[k] = ordered[first]

    def _curve(self, member: Member, j: int, prices: list[int], k: int) -> list[tuple[int, int]]:
        """Return what each point of a member uses of row ``k``, and its value at the prices."""
        a, f = self._coefs[k][j], self._counts[k][j]
        step, once = self._at(prices, j)
        curve = [(a * t + f, v * FINER - step * t - once) for t, v in member.points]
        return [(0, 0), *curve] if member.zero else curve

    def _broken(self, members: list[Member]) -> int | None:
        """Return a row that the least of every member is too much for."""
        for k, row in enumerate(self._rows):
            least = sum(
                self._coefs[k][j] * m.points[0][0] + self._counts[k][j]
                for j, m in enumerate(members)
                if not m.zero
            )
            if least > row.limit:
                return k
        return None

    def _split(self, members: list[Member], at: list[int]) -> tuple[int, int]:
        """Return where to cut: an undecided member first, else in the middle of the widest."""
        undecided = [j for j, m in enumerate(members) if m.zero and m.points]
        if undecided:
            return max(undecided, key=lambda j: (at[j] > 0, members[j].points[-1][1], -j)), 0
        width = [m.points[-1][0] - m.points[0][0] if m.points else 0 for m in members]
        j = max(range(len(members)), key=lambda i: width[i])
        if not width[j]:
            raise AssertionError("a point is worth more than the best")
        points = members[j].points
        return j, (points[0][0] + points[-1][0]) // 2

    def _leaf(self, prices: list[int], *, empty: bool = False) -> Leaf:
        values = exact.narrow([p * self._factor for p in prices])
        return Leaf(Duals(values, self._scale * FINER), empty=empty)


def _member(priced: Priced, j: int) -> Member:
    zero = int(priced.box.low[j]) == 0
    if int(priced.box.high[j]) == 0:
        return Member(zero, ())
    points = zip(priced.points[:, j].tolist(), priced.values[:, j].tolist(), strict=True)
    return Member(zero, tuple(sorted(set(points))))


def _cut(member: Member, at: int) -> tuple[Member, Member]:
    """Return a member with at most ``at`` steps, and with more."""
    lower = [(t, v) for t, v in member.points if t <= at]
    upper = [(t, v) for t, v in member.points if t > at]
    for before, after in zip(member.points, member.points[1:], strict=False):
        if before[0] <= at < after[0]:
            slope = (after[1] - before[1]) // (after[0] - before[0])
            lower.append((at, before[1] + slope * (at - before[0])))
            upper.insert(0, (at + 1, before[1] + slope * (at + 1 - before[0])))
    return (
        Member(zero=member.zero, points=tuple(sorted(set(lower)))),
        Member(zero=False, points=tuple(sorted(set(upper)))),
    )
