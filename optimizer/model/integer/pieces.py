"""The linear relaxation: each variable as pieces, so that a vertex lies in the convex hull.

A variable that counts as funded somewhere has a jump (a column between 0 and 1 that carries its
least award and all that being funded counts) and then steps, tier by tier; others have steps
only. A lower bound alone needs no jump: the hull of ``{0} u [l, m]`` is ``[0, m]``. Where being
funded costs something, a row ties the steps to the jump; elsewhere a better vertex has it first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integer.pricing import tier_ends, worth_at
from optimizer.model.integer.question import Box, Question
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import FloatArray


@dataclass(frozen=True, slots=True)
class Pieces:
    """The relaxation over the open variables of a box.

    Piece ``c`` belongs to variable ``owner[c]``, covers its steps from ``start[c]`` to
    ``start[c] + length[c]``, and is a jump where ``jump[c]`` is true (its column then counts from
    0 to 1, else single steps). The rows of ``program`` are those of the question, the earlier
    objectives, and the ties of steps to jumps. ``fixed`` is the point of the other variables.
    """

    program: Program
    cost: exact.Integers
    owner: IntArray
    start: IntArray
    length: IntArray
    jump: NDArray[np.bool_]
    fixed: IntArray

    def bounds(self, box: Box) -> tuple[IntArray, IntArray]:
        """Return lower and upper bounds of the columns in a part of the domain."""
        low, high = box.low[self.owner], box.high[self.owner]
        lower = np.where(self.jump, low > 0, np.clip(low - self.start, 0, self.length))
        upper = np.where(self.jump, high > 0, np.clip(high - self.start, 0, self.length))
        return lower, np.where(high > 0, upper, 0)

    def units(self, values: FloatArray) -> FloatArray:
        """Return the steps of each variable at a point of the relaxation."""
        steps = np.where(self.jump, self.length, 1)
        out = self.fixed.astype(np.float64)
        np.add.at(out, self.owner, steps * values)
        return out

    def half_funded(self, values: FloatArray, tolerance: float) -> NDArray[np.bool_]:
        """Return which variables of the question have a jump neither made nor left."""
        out = np.zeros(len(self.fixed), dtype=np.bool_)
        half = self.jump & (values > tolerance) & (values < 1 - tolerance)
        out[self.owner[half]] = True
        return out


def cut_in_pieces(
    question: Question, box: Box, *, out: NDArray[np.bool_] | None = None, whole: bool = False
) -> Pieces:
    """Return the relaxation of ``question`` over ``box``.

    Parameters
    ----------
    question, box
        What is asked; fixed variables of the box become constants.
    out
        Variables that are left out, as if they were 0; then rows without a piece stay in.
    whole
        Give every variable with a least award its jump and its ties: then the pieces in whole
        numbers are the question itself.
    """
    jumps, ties = _jumps(question, whole=whole)
    use = box.low < box.high if out is None else ~out & (box.low < box.high)
    owner, start, length, jump = _laid_out(question, use, jumps)
    count = np.bincount(owner, minlength=question.program.size)
    first = np.concatenate([[0], np.cumsum(count)])[:-1]
    fixed = np.where(use if out is None else use | out, 0, box.high)
    rows = _rows(question, fixed, (first, count), (length, jump))
    costs = [_cost(question, k, owner, start, length, jump) for k in range(len(question.worths))]
    everything = np.arange(len(owner))
    for k, reached in enumerate(question.reached):
        left = reached - question.earlier[k].at(fixed)
        rows.append(ProgramRow("", everything, costs[k + 1], ">=", left))
    tied = np.flatnonzero(ties[owner] & ~jump)
    for c in tied.tolist():
        pair = np.array([c, first[owner[c]]])
        coefs = np.array([1, -int(length[c])])
        rows.append(ProgramRow("", pair, coefs, "<=", 0))
    top = np.where(jump, 1, length)
    rows = [row for row in rows if len(row.columns)] if out is None else rows
    program = Program(owner, np.ones_like(owner), top, tuple(rows))
    return Pieces(program, costs[0], owner, start, length, jump, fixed)


def _jumps(question: Question, *, whole: bool) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which variables need a jump, and which of them need their steps tied to it."""
    program, size = question.program, question.program.size
    counted = np.zeros(size, dtype=np.bool_)
    costly = np.zeros(size, dtype=np.bool_)
    for row in program.rows:
        if row.funded is None:
            continue
        counted[row.columns[np.asarray(row.funded != 0, dtype=np.bool_)]] = True
        if row.sense != ">=":
            costly[row.columns[np.asarray(row.funded > 0, dtype=np.bool_)]] = True
        if row.sense != "<=":
            costly[row.columns[np.asarray(row.funded < 0, dtype=np.bool_)]] = True
    for worth in question.worths:
        if worth.funded is not None:
            counted |= np.asarray(worth.funded != 0, dtype=np.bool_)
            costly |= np.asarray(worth.funded < 0, dtype=np.bool_)
    tiers = bool(tier_ends(question))
    jumps = counted | ((question.least > 1) & (tiers or whole))
    ties = (costly | whole) & jumps & (question.least < question.most)
    return jumps, ties


def _laid_out(
    question: Question, open_ones: NDArray[np.bool_], jumps: NDArray[np.bool_]
) -> tuple[IntArray, IntArray, IntArray, NDArray[np.bool_]]:
    """Return owner, start, length and jump of every piece, variable by variable."""
    base = np.where(jumps, question.least, 0)
    ends = [np.maximum(end, base) for end in tier_ends(question)]
    marks = np.stack([np.zeros_like(base), base, *ends, question.most])
    starts, lengths = marks[:-1], np.diff(marks, axis=0)
    use = (lengths > 0) & open_ones
    owner, tier = np.nonzero(use.T)
    return owner, starts[tier, owner], lengths[tier, owner], (tier == 0) & jumps[owner]


def _cost(
    question: Question,
    which: int,
    owner: IntArray,
    start: IntArray,
    length: IntArray,
    jump: NDArray[np.bool_],
) -> exact.Integers:
    """Return the worth of one unit of each column, exactly."""
    worth = question.worths[which]
    mine = worth.only(owner)
    after = worth_at(mine, np.stack([start, start + np.where(jump, length, 1)]), wide=True)
    steps = after[1] - np.where(jump, 0, after[0])
    return exact.narrow(steps)


def _rows(
    question: Question,
    fixed: IntArray,
    spans: tuple[IntArray, IntArray],
    shape: tuple[IntArray, NDArray[np.bool_]],
) -> list[ProgramRow]:
    """Return the rows over the pieces; some may have no piece."""
    (first, count), (length, jump) = spans, shape
    rows = []
    for row in question.program.rows:
        times = count[row.columns]
        inside = np.repeat(np.arange(len(row.columns)), times)
        offset = np.arange(len(inside)) - np.repeat(np.cumsum(times) - times, times)
        columns = first[row.columns[inside]] + offset
        coefs = row.coefs[inside] * np.where(jump[columns], length[columns], 1)
        spent = exact.dot(row.coefs, fixed[row.columns])
        if row.funded is not None:
            coefs = coefs + np.where(jump[columns], row.funded[inside], 0)
            spent += exact.dot(row.funded, (fixed[row.columns] > 0).astype(np.int64))
        used = np.flatnonzero(np.asarray(coefs != 0, dtype=np.bool_))
        left = row.limit - spent
        rows.append(ProgramRow(row.name, columns[used], coefs[used], row.sense, left))
    return rows
