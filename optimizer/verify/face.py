"""The face of a stage: all plans as good as the one in hand, as the certificates describe them.

Where multipliers leave no gap, every plan as good gives each project an award that is best at their
prices, and fills every limit that has a price (complementary slackness). The facts of all entries
of a stage hold together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.formats.solution import Certificate
from optimizer.verify.bound import Bounds
from optimizer.verify.exact import Integers, Mask, fit
from optimizer.verify.net import Net
from optimizer.verify.proof import Entry
from optimizer.verify.stage import StageProgram


@dataclass(frozen=True, slots=True)
class Face:
    """Plans as good as the one in hand: ``low`` to ``high`` steps a project, limits that are full.

    ``exact`` says that these facts describe all plans as good as long as no monotone order is
    asked for: no entry has a gap, and every project may have any step of its range. Else they only
    hold for them. Where an order ``narrows`` the face, the plans as good are some of those here.
    """

    program: StageProgram
    steps: IntArray
    low: IntArray
    high: IntArray
    full: Mask
    exact: bool

    @property
    def narrows(self) -> bool:
        """Whether a monotone order is asked for beside these facts."""
        return bool(self.program.paper.groups(self.program.standing))

    @property
    def free(self) -> Mask:
        """Who of those that stand may differ, as far as the facts go."""
        return np.asarray(self.program.standing & (self.low < self.high))


def face_of(program: StageProgram, entries: Sequence[Entry], certificate: Certificate,
            awards: IntArray) -> Face:  # fmt: skip
    """Return the face of a stage by the multipliers of its ``entries``."""
    steps = np.where(program.standing, program.paper.steps(awards), 0)
    low, high = np.zeros_like(steps), program.most.copy()
    full = np.zeros(len(program.paper.lines.lines), dtype=np.bool_)
    exact = _is_linear(program, entries)
    for entry in entries:
        stated = certificate.multipliers[entry.number]
        bounds = Bounds(program, entry.worth, entry.earlier, order=False)
        bound = bounds.bound(stated, bounds.whole())
        if bound is None:
            exact = False
            continue
        gap = bound - entry.reached
        net, scale = bounds.net(stated)
        least, most = _as_good(program, net, steps, gap * scale)
        low, high = np.maximum(low, least), np.minimum(high, most)
        if gap:
            exact = False
            continue
        for name, value in stated.items():
            if value and (name, value > 0) in program.paper.lines.by_name:
                full[program.paper.lines.by_name[name, value > 0]] = True
    return Face(program, steps, low, high, full, exact)


def _is_linear(program: StageProgram, entries: Sequence[Entry]) -> bool:
    """Say whether nothing but limits on steps restricts the projects."""
    lines = program.paper.lines
    standing = program.standing
    if bool((program.least[standing] > 1).any()) or any(
        entry.worth.once[standing].any() for entry in entries
    ):
        return False
    return lines.once is None or not lines.once[standing[lines.projects]].any()


def _as_good(
    program: StageProgram, net: Net, steps: IntArray, gap: Fraction
) -> tuple[IntArray, IntArray]:
    """Return the range of steps of every project that lose no more than ``gap`` at these prices.

    Worth less prices is concave from the least award up, so beside the corners only the steps next
    to the plan's have to be looked at, to see whether the plan's are the only ones.
    """
    least, most = program.least, program.most
    points = [least, most, *net.corners(), steps - 1, steps + 1]
    inside = [np.clip(u, np.minimum(least, most), most) for u in points]
    inside += [np.zeros_like(steps), steps]
    values = [net.each(u) for u in inside]
    best = values[0]
    for value in values[1:]:
        best = np.maximum(best, value)
    low, high = steps.copy(), steps.copy()
    for u, value in zip(inside, values, strict=True):
        good = _at_most(best - value, gap)
        low = np.where(good, np.minimum(low, u), low)
        high = np.where(good, np.maximum(high, u), high)
    return low, high


def _at_most(loss: Integers, gap: Fraction) -> Mask:
    return np.asarray(fit(loss) <= gap.numerator // gap.denominator, dtype=np.bool_)
