"""The exact Lagrangian bound: prices on the rows, and the best of each variable by itself.

For any prices with the right signs no plan is worth more than what the limits are worth at those
prices plus, for each variable, the greatest of its worth less its price over its own domain. The
worth is concave above the lower bound, so 0, both ends of the box and the ends of tiers are all
the points to try. Source: Geoffrion (1974), Lagrangean relaxation for integer programming.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integer.question import Box, Question
from optimizer.model.proof import Duals
from optimizer.model.solver import FloatArray
from optimizer.model.worth import Worth


@dataclass(frozen=True, slots=True)
class Prices:
    """Multipliers of the rows and, 0 or more, of the earlier objectives over ``rows.scale``."""

    rows: Duals
    earlier: tuple[int, ...] = ()


def one_row(question: Question, row: int, sign: int) -> Prices:
    """Return prices of 0 but for one row."""
    values = np.zeros(len(question.program.rows), dtype=np.int64)
    values[row : row + 1] = sign
    return Prices(Duals(values), (0,) * len(question.earlier))


#: Into how many parts the way between two prices is divided.
WAY = 1024


def between(first: Prices, second: Prices, part: int) -> Prices:
    """Return prices ``part / WAY`` of the way from the first to the second, rounded."""
    scale = max(first.rows.scale, second.rows.scale)
    if scale % first.rows.scale or scale % second.rows.scale:
        return second
    one, two = scale // first.rows.scale * (WAY - part), scale // second.rows.scale * part
    rows = exact.wide(first.rows.values, one) * one + exact.wide(second.rows.values, two) * two
    pairs = zip(first.earlier, second.earlier, strict=True)
    earlier = tuple((a * one + b * two) // WAY for a, b in pairs)
    return Prices(Duals(exact.narrow(rows // WAY), scale), earlier)


@dataclass(frozen=True, slots=True)
class Priced:
    """What each variable of a box is worth at prices, times their scale.

    ``points`` and ``values`` have shape (p, n): the points above 0 in rising order, those of a
    variable that must be 0 have no meaning. ``best`` is the greatest value a variable can reach,
    0 included where the box allows it; ``constant`` is what the limits are worth.
    """

    box: Box
    points: IntArray
    values: exact.Integers
    best: exact.Integers
    constant: int

    def total(self) -> int:
        """Return the bound, times the scale."""
        return self.constant + exact.total(self.best)

    def choice(self) -> IntArray:
        """Return a best point of each variable by itself: its most where several are best."""
        last = len(self.points) - 1
        at = last - np.argmax(self.values[::-1], axis=0)
        everyone = np.arange(self.points.shape[1])
        value = self.values[at, everyone]
        some = (self.box.high > 0) & ((self.box.low > 0) | np.asarray(value > 0, dtype=np.bool_))
        return np.where(some, self.points[at, everyone], 0)

    def marginal(self) -> FloatArray:
        """Return what a step of each variable brings at these prices, on its way to its most."""
        most = np.maximum(self.points[-1], 1).astype(np.float64)
        return np.asarray(self.values[-1].astype(np.float64) / most)


class Pricing:
    """The variables of a question, ready to be priced again and again."""

    def __init__(self, question: Question) -> None:
        program = question.program
        self.question = question
        self._points = np.stack([question.least, *tier_ends(question), question.most])
        order = np.argsort(program.columns, kind="stable")
        row = np.repeat(np.arange(len(program.rows)), program.lengths)
        self._row, self._coefs = row[order], program.coefs[order]
        self._funded = None if program.funded is None else program.funded[order]
        counts = np.bincount(program.columns, minlength=program.size)
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        self._most_in = int(counts.max(initial=0))
        self._most_worth = np.array(
            [max(exact.greatest(s) for s in (*w.steps, *_of(w.funded))) for w in question.worths],
            dtype=np.float64,
        )
        self._most_upper = float(exact.greatest(question.most) + 1)
        #: Greatest coefficient or count of each row.
        self.row_sizes = np.zeros(len(program.rows))
        np.maximum.at(self.row_sizes, row, np.abs(program.coefs.astype(np.float64)))
        if program.funded is not None:
            np.maximum.at(self.row_sizes, row, np.abs(program.funded.astype(np.float64)))

    def magnitude(self, rows: FloatArray, earlier: FloatArray, scale: float = 1) -> float:
        """Return what no value of a variable exceeds at prices, with a margin for rounding."""
        each = np.sort(np.abs(rows) * self.row_sizes)[::-1][: self._most_in].sum()
        worth = self._most_worth @ np.concatenate([[scale], np.abs(earlier)])
        return float(2.01 * (each + worth) * self._most_upper)

    def price(self, prices: Prices, box: Box, *, worth: bool = True) -> Priced:
        """Return the variables of ``box`` at ``prices``; with ``worth`` off all are worth 0."""
        question = self.question
        values = prices.rows.values
        floats = values.astype(np.float64), np.array(prices.earlier, dtype=np.float64)
        fits = self.magnitude(*floats, prices.rows.scale) < exact.SAFE
        if not fits:
            values = values.astype(object)
        price = self._summed(values[self._row] * self._coefs)
        points = np.minimum(np.maximum(self._points, box.low), box.high)
        out = -(points * price)
        if self._funded is not None:
            out = out - self._summed(values[self._row] * self._funded)
        constant = exact.dot(prices.rows.values, question.program.limits)
        if worth:
            weights = (prices.rows.scale, *prices.earlier)
            for weight, one in zip(weights, question.worths, strict=True):
                if weight:
                    out = out + worth_at(one, points, weight, wide=not fits)
        for weight, reached in zip(prices.earlier, question.reached, strict=True):
            constant -= weight * reached
        if not worth:
            for weight, one in zip(prices.earlier, question.earlier, strict=True):
                out = out + worth_at(one, points, weight, wide=not fits)
        best = out.max(axis=0)
        best = np.where(box.low > 0, best, np.maximum(best, 0))
        best = np.where(box.high > 0, best, 0)
        return Priced(box, points, out, best, constant)

    def is_empty(self, prices: Prices, box: Box) -> bool:
        """Return whether the prices show that no plan is in ``box``."""
        return self.price(prices, box, worth=False).total() < 0

    def tightened(self, priced: Priced, room: int, whole: NDArray[np.bool_]) -> Box:
        """Return the box without the ends that lose more than ``room`` against the best.

        Variables that are ``whole`` stay as they are: their best is not their own alone.

        ``room`` is the bound less what a plan must reach to be of interest, times the scale:
        a point that loses more than that cannot be part of such a plan.
        """
        box, points, values = priced.box, priced.points, priced.values
        keep = priced.best - max(room, 0)
        low, high = box.low.copy(), box.high.copy()
        may_zero = np.asarray((box.low == 0) & (keep <= 0), dtype=np.bool_)
        kept = np.asarray(values >= keep, dtype=np.bool_)
        some = kept.any(axis=0) & (box.high > 0)
        last = kept.shape[0] - 1 - np.argmax(kept[::-1], axis=0)
        first = np.argmax(kept, axis=0)
        high = np.where(some, _reach(points, values, keep, last, 1), np.where(may_zero, 0, high))
        bottom = _reach(points, values, keep, first, -1)
        low = np.where(some & ~may_zero, np.maximum(bottom, low), low)
        low, high = np.where(whole, box.low, low), np.where(whole, box.high, high)
        return Box(low.astype(np.int64), high.astype(np.int64))

    def _summed(self, terms: exact.Integers) -> exact.Integers:
        """Return the sums over the entries of each variable."""
        running = np.zeros(len(terms) + 1, dtype=terms.dtype)
        # Running sums of int64 may wrap; their differences are right where the results fit.
        np.cumsum(terms, out=running[1:])
        return np.asarray(running[self._starts[1:]] - running[self._starts[:-1]])


def worth_at(
    worth: Worth, points: IntArray, weight: int = 1, *, wide: bool = False
) -> exact.Integers:
    """Return ``weight`` times the worth of each variable at ``points`` above 0, shape (p, n)."""
    out: exact.Integers = np.zeros(points.shape, dtype=object if wide else np.int64)
    before: IntArray = np.zeros_like(points)
    for steps, end in zip(worth.steps, worth.ends, strict=True):
        reached = np.minimum(points, end)
        per_step = steps.astype(object) if wide else steps
        out = out + per_step * weight * (reached - before)
        before = reached
    if worth.funded is not None:
        out = out + (worth.funded.astype(object) if wide else worth.funded) * weight
    return out


def _reach(
    points: IntArray,
    values: exact.Integers,
    keep: exact.Integers,
    at: NDArray[np.intp],
    side: int,
) -> IntArray:
    """Return how far from point ``at`` towards ``side`` a variable keeps at least ``keep``."""
    everyone = np.arange(points.shape[1])
    beyond = np.clip(at + side, 0, points.shape[0] - 1)
    start, stop = points[at, everyone], points[beyond, everyone]
    value, worse = values[at, everyone], values[beyond, everyone]
    run = np.abs(stop - start)
    loss = np.where(run > 0, (value - worse) // np.maximum(run, 1), 0)
    steps = np.where(loss > 0, (value - keep) // np.where(loss > 0, loss, 1), 0)
    return np.asarray(start + side * np.minimum(steps, run), dtype=np.int64)


def tier_ends(question: Question) -> list[IntArray]:
    """Return where tiers end between the least and the most of each variable, in rising order."""
    low, high = question.least, question.most
    ends = {
        end.tobytes(): np.clip(end, low, high).astype(np.int64)
        for worth in question.worths
        for end in worth.ends
        if not np.array_equal(end, high)
    }
    return list(np.sort(np.stack(list(ends.values())), axis=0)) if ends else []


def _of(values: exact.Integers | None) -> tuple[exact.Integers, ...]:
    return () if values is None else (values,)
