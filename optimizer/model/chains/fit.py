"""Plans near a point of the bound that use limits up: one change a chain, chosen all together.

A change raises one level (and all better ones) to a ratio, or holds it and all worse ones at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.chains.frame import Frame, Mask
from optimizer.model.chains.pricing import Goal, Pricing
from optimizer.model.chains.sums import combine, single
from optimizer.model.program import Chain, row_values

#: Levels of a chain that may change, and ratios of each that are tried.
LEVELS = 12
RATIOS = 400


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of a chain: row ``c`` of ``steps`` (changes, columns) is what ``columns`` get."""

    columns: IntArray
    steps: IntArray


class Fitting:
    """Fits plans of one question.

    Parameters
    ----------
    frame, goal
        The question.
    priced
        Prices, which say which levels are near the margin.
    fixed
        Variables that come down with their level, but never up; shape (size,).
    """

    def __init__(self, frame: Frame, goal: Goal, priced: Pricing, fixed: Mask) -> None:
        self._frame, self._priced, self._fixed = frame, priced, fixed
        none = np.zeros_like(priced.step)
        self._worth = Pricing(((goal.worth, 1),), none, none, 0)
        self._fits = exact.greatest(frame.entitled) < 2**31

    def fit(self, units: IntArray) -> IntArray | None:
        """Return a plan near ``units``, ``None`` if limits of money allow none of those tried."""
        if not self._fits:
            return None
        program = self._frame.program
        money = int(np.gcd.reduce(program.unit))
        every, groups = [], []
        for c, chain in enumerate(program.chains):
            mine = self._changes(chain, units)
            every.append(mine)
            cash, worth, loss = ([np.zeros(1, np.int64)] for _ in range(3))
            for change in mine:
                now = units[change.columns]
                each = program.unit[change.columns] // money
                cash.append(((change.steps - now) * each).sum(axis=1))
                worth.append(_gain(self._worth, change, now))
                loss.append(-_gain(self._priced, change, now))
            groups.append(single(c, *(np.concatenate(part) for part in (cash, worth, loss))))
        chosen = combine(groups, _limits(self._frame, units, money))
        if chosen is None:
            return None
        out = units.copy()
        for c, at in chosen:
            place = at - 1
            for change in every[c]:
                if 0 <= place < len(change.steps):
                    out[change.columns] = change.steps[place]
                place -= len(change.steps)
        return out

    def _changes(self, chain: Chain, units: IntArray) -> list[Changes]:
        """Return what a chain could do instead, level by level near the margin."""
        frame, fixed = self._frame, self._fixed
        ratios = ratios_of(frame, chain, units)
        slopes = np.full(len(chain.levels), np.inf)
        for k, level in enumerate(chain.levels):
            own = level[~fixed[level]]
            if len(own):
                value = self._priced.value(own, frame.upper[own]).sum()
                slopes[k] = abs(float(value)) / float(frame.upper[own].sum())
        near = np.argsort(slopes, kind="stable")[:LEVELS]
        out = []
        for k in sorted(near.tolist()):
            for up in (True, False):
                change = self._moved(chain, units, ratios, k, up=up)
                if change is not None and len(change.steps):
                    out.append(change)
        return out

    def _moved(
        self, chain: Chain, units: IntArray, ratios: list[Fraction], k: int, *, up: bool
    ) -> Changes | None:
        """Return a level moved to other ratios with all other levels that must move with it."""
        frame, fixed = self._frame, self._fixed
        own = chain.levels[k][~fixed[chain.levels[k]]]
        top, base = self._tried(own, ratios[k], up=up)
        if not len(top):
            return None
        moved, at = [], k
        while 0 <= at < len(ratios) and (ratios[at] < 1 if up else ratios[at] > 0):
            if (up and ratios[at] > ratios[k] and ratios[at] >= _greatest(top, base)) or (
                not up and ratios[at] == 0
            ):
                break
            moved.append(at)
            at += -1 if up else 1
        if not moved:
            return None
        columns = np.concatenate([chain.levels[j] for j in moved])
        if up:
            columns = columns[~fixed[columns]]
        unit, entitled = frame.program.unit[columns], frame.entitled[columns]
        steps = (top[:, None] * entitled) // (base[:, None] * unit)
        short = (steps > 0) & (steps < frame.least[columns])
        right = ~(short & ~fixed[columns]).any(axis=1)
        steps = np.where(short, 0, steps)
        now = units[columns]
        steps = np.maximum(steps, now) if up else np.minimum(steps, now)
        return Changes(columns, steps[right])

    def _tried(self, own: IntArray, now: Fraction, *, up: bool) -> tuple[IntArray, IntArray]:
        """Return ratios to try as numerators and denominators: steps of a level's own members."""
        frame = self._frame
        tops = [np.zeros(0 if up else 1, np.int64)]
        bases = [np.ones(0 if up else 1, np.int64)]
        for i in own.tolist():
            steps = np.arange(int(frame.least[i]), int(frame.upper[i]) + 1, dtype=np.int64)
            yuan, entitled = steps * int(frame.program.unit[i]), int(frame.entitled[i])
            bar = now.numerator * entitled // now.denominator
            yuan = (
                yuan[yuan > bar] if up else yuan[yuan * now.denominator < now.numerator * entitled]
            )
            tops.append(yuan)
            bases.append(np.full(len(yuan), entitled, dtype=np.int64))
        top, base = np.concatenate(tops), np.concatenate(bases)
        if len(top) > RATIOS:
            picked = np.argsort(top / base, kind="stable")
            picked = picked[np.linspace(0, len(top) - 1, RATIOS).astype(np.int64)]
            top, base = top[picked], base[picked]
        return top, base


def _gain(priced: Pricing, change: Changes, now: IntArray) -> exact.Integers:
    """Return by how much each change is worth more than ``now``."""
    before = priced.value(change.columns, now).sum()
    return np.asarray(priced.value(change.columns, change.steps).sum(axis=1) - before)


def _greatest(top: IntArray, base: IntArray) -> Fraction:
    at = int(np.argmax(top / base))
    return Fraction(int(top[at]), int(base[at]))


def ratios_of(frame: Frame, chain: Chain, units: IntArray) -> list[Fraction]:
    """Return the least ratio that each level of a chain must have at ``units``."""
    out: list[Fraction] = []
    top = Fraction(0)
    yuan = units * frame.program.unit
    for level in reversed(chain.levels):
        for i in level.tolist():
            if yuan[i]:
                top = max(top, Fraction(int(yuan[i]), int(frame.entitled[i])))
        out.append(top)
    return out[::-1]


def _limits(frame: Frame, units: IntArray, money: int) -> list[tuple[NDArray[np.bool_], int]]:
    """Return which chains each limit of money covers whole, and the room it has at ``units``."""
    program = frame.program
    room = program.limits - row_values(program, units)
    chain_of = np.full(program.size, -1, dtype=np.int64)
    sizes = np.zeros(len(program.chains), dtype=np.int64)
    for c, chain in enumerate(program.chains):
        members = np.concatenate(chain.levels)
        chain_of[members], sizes[c] = c, len(members)
    out = []
    for row, left in zip(program.rows, room.tolist(), strict=True):
        paid = row.coefs * row.unit == program.unit[row.columns]
        if row.sense == ">=" or row.holds or row.funded is not None or not bool(np.all(paid)):
            continue
        inside = chain_of[row.columns]
        counts = np.bincount(inside[inside >= 0], minlength=len(sizes))
        covered = (counts == sizes) & (sizes > 0)
        if covered.any() and not ((counts > 0) & ~covered).any():
            out.append((covered, left * row.unit // money))
    return out
