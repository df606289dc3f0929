"""Plans near a point of the bound that use limits up: one change a chain, chosen all together.

A change raises one level (and all better ones) to a ratio, or holds it and all worse ones at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.chains.frame import Frame
from optimizer.model.chains.pricing import Goal, Pricing
from optimizer.model.chains.sums import combine, single
from optimizer.model.program import Chain, row_values

#: Levels of a chain that may change, and ratios of each that are tried.
LEVELS = 12
RATIOS = 400


@dataclass(slots=True)
class Changes:
    """What a chain could do instead: the columns and steps of each change, money and worth."""

    columns: list[IntArray] = field(default_factory=list)
    steps: list[IntArray] = field(default_factory=list)

    def add(self, columns: IntArray, steps: IntArray) -> None:
        """Add a change."""
        self.columns.append(columns)
        self.steps.append(steps)


def ratios_of(frame: Frame, chain: Chain, units: IntArray) -> list[Fraction]:
    """Return the least ratio that each level of a chain must have at ``units``."""
    out: list[Fraction] = []
    top = Fraction(0)
    yuan = units * frame.program.unit
    for level in reversed(chain.levels):
        for i in level.tolist():
            top = max(top, Fraction(int(yuan[i]), int(frame.entitled[i])))
        out.append(top)
    return out[::-1]


def fit(
    frame: Frame, goal: Goal, priced: Pricing, units: IntArray, fixed: np.ndarray
) -> IntArray | None:
    """Return a plan near ``units``, ``None`` if limits of money allow none of those tried.

    Parameters
    ----------
    frame, goal
        The question.
    priced
        Prices, which say which levels are near the margin.
    units
        The point, shape (size,).
    fixed
        Variables that only come down with their level, never up; shape (size,).
    """
    program = frame.program
    money = int(np.gcd.reduce(program.unit))
    groups, changes = [], []
    for c, chain in enumerate(program.chains):
        mine = _changes(frame, priced, chain, units, fixed)
        changes.append(mine)
        cash = [
            int(((s - units[j]) * (program.unit[j] // money)).sum())
            for j, s in zip(mine.columns, mine.steps, strict=True)
        ]
        worth = [
            _worth(goal, j, s) - _worth(goal, j, units[j])
            for j, s in zip(mine.columns, mine.steps, strict=True)
        ]
        groups.append(single(c, np.array(cash, dtype=np.int64), exact.narrow(worth)))
    chosen = combine(groups, _limits(frame, units, money))
    if chosen is None:
        return None
    out = units.copy()
    for c, at in chosen:
        out[changes[c].columns[at]] = changes[c].steps[at]
    return out


def _worth(goal: Goal, columns: IntArray, steps: IntArray) -> int:
    return goal.worth.only(columns).at(steps)


def _limits(frame: Frame, units: IntArray, money: int) -> list[tuple[np.ndarray, int]]:
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


def _changes(
    frame: Frame, priced: Pricing, chain: Chain, units: IntArray, fixed: np.ndarray
) -> Changes:
    out = Changes()
    none = np.zeros(0, dtype=np.int64)
    out.add(none, none)
    ratios = ratios_of(frame, chain, units)
    upper = frame.upper
    slopes = []
    for level in chain.levels:
        own = level[~fixed[level]]
        value = priced.value(own, upper[own]).sum() if len(own) else exact.SAFE
        slopes.append(abs(float(value)) / max(1.0, float(upper[level].sum())))
    near = np.argsort(np.array(slopes), kind="stable")[:LEVELS]
    for k in sorted(near.tolist()):
        level = chain.levels[k]
        own = level[~fixed[level]]
        tried = sorted(
            {
                Fraction(t * int(frame.program.unit[i]), int(frame.entitled[i]))
                for i in own.tolist()
                for t in range(int(frame.least[i]), int(upper[i]) + 1)
            }
            | {Fraction(0)}
        )
        if len(tried) > RATIOS:
            picked = np.linspace(0, len(tried) - 1, RATIOS).astype(np.int64)
            tried = [tried[at] for at in picked.tolist()]
        for ratio in tried:
            change = _change(frame, chain, units, ratios, k, ratio, fixed)
            if change is not None:
                out.add(*change)
    return out


def _change(
    frame: Frame,
    chain: Chain,
    units: IntArray,
    ratios: list[Fraction],
    k: int,
    ratio: Fraction,
    fixed: np.ndarray,
) -> tuple[IntArray, IntArray] | None:
    """Return a level moved to ``ratio`` with all others that must move, ``None`` if one cannot."""
    if ratio == ratios[k]:
        return None
    up = ratio > ratios[k]
    moved = []
    at = k
    while 0 <= at < len(chain.levels) and (ratios[at] < ratio if up else ratios[at] > ratio):
        moved.append(chain.levels[at])
        at += -1 if up else 1
    columns = np.concatenate(moved)
    if up:
        columns = columns[~fixed[columns]]
    yuan = ratio.numerator * frame.entitled[columns] // ratio.denominator
    steps = yuan // frame.program.unit[columns]
    short = (steps > 0) & (steps < frame.least[columns])
    if (short & ~fixed[columns]).any():
        return None
    steps = np.where(short, 0, steps)
    if not up:
        steps = np.minimum(steps, units[columns])
    return columns, steps
