"""The linear relaxation of a program with chains, whose multipliers start every search.

Variables: the steps of each variable tier by tier, whether it is funded (where that counts), and
the ratio of each level. A member has at most its ratio; one that no row can hold has less than
one step below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.chains.frame import Box, Frame, Mask, slack_points
from optimizer.model.chains.pricing import Goal
from optimizer.model.program import Program, ProgramRow, Sense
from optimizer.model.solver import FloatArray
from optimizer.model.worth import Worth


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear program whose first rows are the frame's, then one for each earlier objective."""

    program: Program
    cost: exact.Integers
    tiers: IntArray  # shape (tiers, size): which variable holds the steps of a tier
    ends: IntArray  # shape (tiers, size): where each tier ends
    counted: IntArray  # variables of the frame that have one for being funded
    is_funded: IntArray  # that one, for each of ``counted``

    def bounds(self, box: Box) -> tuple[IntArray, FloatArray, FloatArray]:
        """Return the variables that a box bounds, with their bounds.

        A tier is full before the next one begins, so that bounds on steps are bounds on tiers.
        """
        low = np.diff(np.minimum(self.ends, box.low), axis=0, prepend=0)
        high = np.diff(np.minimum(self.ends, box.high), axis=0, prepend=0)
        some = np.minimum(box.low[self.counted], 1), np.minimum(box.high[self.counted], 1)
        columns = np.concatenate([self.tiers.reshape(-1), self.is_funded])
        return (
            columns,
            np.concatenate([low.reshape(-1), some[0]]).astype(np.float64),
            np.concatenate([high.reshape(-1), some[1]]).astype(np.float64),
        )

    def value(self, values: FloatArray) -> float:
        """Return about what a point of the linear program is worth."""
        return float(values @ self.cost.astype(np.float64))

    def steps(self, values: FloatArray) -> FloatArray:
        """Return the steps of each variable of the frame at a point of the linear program."""
        return np.asarray(values[self.tiers].sum(axis=0))


def _tier_ends(frame: Frame, goal: Goal) -> IntArray:
    ends = [np.minimum(end, frame.upper) for worth in goal.worths for end in worth.ends[:-1]]
    return np.sort(np.stack([*ends, frame.upper]).astype(np.int64), axis=0)


def _gains(worth: Worth, ends: IntArray) -> exact.Integers:
    """Return the worth of a step in each tier, shape (tiers, size)."""
    out, before = [], np.zeros_like(ends[0])
    for end in ends:
        gain = np.zeros_like(worth.steps[0])
        for step, stop in reversed(list(zip(worth.steps, worth.ends, strict=True))):
            gain = np.where(stop > before, step, gain)
        out.append(gain)
        before = end
    return np.stack(out)


class _Builder:
    """Collects variables and rows."""

    def __init__(self, frame: Frame, goal: Goal, box: Box, tied: Mask | None) -> None:
        self.frame, self.goal, self.box, self.tied = frame, goal, box, tied
        size = frame.program.size
        self.ends = _tier_ends(frame, goal)
        tiers = len(self.ends)
        self.tiers = np.arange(tiers * size, dtype=np.int64).reshape(tiers, size)
        self.upper = [np.diff(np.minimum(self.ends, box.high), axis=0, prepend=0).reshape(-1)]
        self.cost = [_gains(goal.worth, self.ends).reshape(-1)]
        self.count = tiers * size
        self.rows: list[ProgramRow] = []
        counts = np.zeros(size, dtype=np.bool_)
        counts[frame.program.columns[np.asarray(frame.counted != 0, np.bool_)]] = True
        for worth in goal.worths:
            if worth.funded is not None:
                counts |= np.asarray(worth.funded != 0, np.bool_)
        self.counted = np.flatnonzero(counts)
        once = goal.worth.funded
        self.is_funded = np.full(size, -1, dtype=np.int64)
        self.is_funded[self.counted] = self.add(
            np.minimum(box.high[self.counted], 1),
            np.zeros(len(self.counted), np.int64) if once is None else once[self.counted],
        )

    def add(self, upper: IntArray, cost: exact.Integers) -> IntArray:
        """Add variables between 0 and ``upper``; return their numbers."""
        self.upper.append(upper)
        self.cost.append(cost)
        self.count += len(upper)
        return np.arange(self.count - len(upper), self.count)

    def row(self, columns: IntArray, coefs: exact.Integers, sense: Sense, limit: int) -> None:
        """Add a row."""
        self.rows.append(ProgramRow("", columns, coefs, sense, limit))

    def limits(self) -> None:
        """Add the rows of the program and the objectives that were reached."""
        for row in self.frame.program.rows:
            columns = self.tiers[:, row.columns].reshape(-1)
            coefs = np.tile(row.coefs, len(self.tiers))
            once = row.funded
            if once is not None:
                some = np.flatnonzero(once)
                columns = np.concatenate([columns, self.is_funded[row.columns[some]]])
                coefs = np.concatenate([coefs, once[some]])
            self.row(columns, coefs, row.sense, row.limit)
        for worth, value in zip(self.goal.worths[:-1], self.goal.reached, strict=True):
            columns, coefs = self.tiers.reshape(-1), _gains(worth, self.ends).reshape(-1)
            if worth.funded is not None:
                columns = np.concatenate([columns, self.is_funded[self.counted]])
                coefs = np.concatenate([coefs, worth.funded[self.counted]])
            self.row(columns, coefs, ">=", value)

    def domains(self) -> None:
        """Tie steps to being funded."""
        ones = np.ones(len(self.tiers), dtype=np.int64)
        for i in self.counted.tolist():
            columns = np.append(self.tiers[:, i], self.is_funded[i])
            self.row(columns, np.append(ones, -self.box.high[i]), "<=", 0)
            self.row(columns, np.append(ones, -self.frame.least[i]), ">=", 0)

    def chains(self) -> None:
        """Add the ratios of the levels, their order, and what members have of them."""
        slack = slack_points(self.frame, self.box)
        exactly = ~slack.at_none & (slack.since > self.frame.upper)
        if self.tied is not None:
            exactly |= self.tied
        unit, entitled = self.frame.program.unit, self.frame.entitled
        shrink = np.gcd(unit, entitled)
        unit, entitled = unit // shrink, entitled // shrink
        pair = np.array([1, -1], dtype=np.int64)
        for chain in self.frame.program.chains:
            ratios = self.add(
                np.ones(len(chain.levels), np.int64), np.zeros(len(chain.levels), np.int64)
            )
            for k in range(1, len(ratios)):
                self.row(ratios[[k, k - 1]], pair, "<=", 0)
            for ratio, level in zip(ratios.tolist(), chain.levels, strict=True):
                for i in level.tolist():
                    columns = np.append(self.tiers[:, i], ratio)
                    steps = np.full(len(self.tiers), unit[i])
                    coefs = np.append(steps, -entitled[i])
                    self.row(columns, coefs, "<=", 0)
                    if exactly[i]:
                        self.row(columns, coefs, ">=", -int(unit[i]))


def relaxation(frame: Frame, goal: Goal, box: Box, tied: Mask | None = None) -> Linear:
    """Return the linear relaxation over ``box``.

    Members that are ``tied`` follow their ratio even where a row may hold them, which is no
    relaxation any more: for looking for plans.
    """
    builder = _Builder(frame, goal, box, tied)
    builder.limits()
    builder.domains()
    builder.chains()
    upper = np.concatenate(builder.upper)
    count = len(upper)
    program = Program(np.arange(count), np.ones(count, np.int64), upper, tuple(builder.rows))
    funded = builder.is_funded[builder.counted]
    cost = np.concatenate(builder.cost)
    return Linear(program, cost, builder.tiers, builder.ends, builder.counted, funded)
