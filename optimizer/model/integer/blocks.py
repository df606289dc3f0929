"""Blocks: few variables with rows to themselves, whose best at prices is found by going through.

A unit with a limit is a small knapsack. Prices alone leave a gap in each of them, and the gaps of
a thousand units add up; so the rows that only few variables share are kept, and the best of such
a block is exact: every set of funded members, each with its best amounts. What couples blocks is
priced as ever. Source: Geoffrion (1974); Guignard and Kim (1987), Lagrangean decomposition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.integer.pricing import Priced
from optimizer.model.integer.question import Box, Question
from optimizer.model.program import ProgramRow
from optimizer.model.solver import FloatArray

#: Most members of a block: all sets of them are gone through.
MOST_MEMBERS = 10


@dataclass(frozen=True, slots=True)
class SizeClass:
    """All blocks of ``m`` members: ``columns`` has shape (blocks, m).

    ``allowed`` (blocks, 2^m) says which sets of funded members the counting rows allow; the
    members ``paid`` (blocks, m) have at most ``room`` steps together.
    """

    columns: IntArray
    allowed: NDArray[np.bool_]
    paid: NDArray[np.bool_]
    room: IntArray

    @property
    def sets(self) -> NDArray[np.bool_]:
        """Return every set of members, shape (m, 2^m)."""
        m = self.columns.shape[1]
        return (np.arange(1 << m) >> np.arange(m)[:, None] & 1).astype(np.bool_)

    def only(self, some: IntArray) -> SizeClass:
        """Return some of the blocks."""
        return SizeClass(self.columns[some], self.allowed[some], self.paid[some], self.room[some])


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a question; block ``b`` is row ``place[b]`` of its size class.

    ``members`` and ``rows`` list the variables and the rows of each block. ``inside`` marks the
    variables of all blocks, ``number`` says of which (-1 of none), ``kept`` marks their rows.
    """

    members: tuple[IntArray, ...]
    rows: tuple[IntArray, ...]
    inside: NDArray[np.bool_]
    number: IntArray
    kept: NDArray[np.bool_]
    classes: tuple[SizeClass, ...]
    numbers: tuple[IntArray, ...]

    def best(self, priced: Priced) -> tuple[exact.Integers, IntArray]:
        """Return the greatest value of each block, and a best point of all variables."""
        units = priced.choice()
        values = np.zeros(len(self.members), dtype=priced.values.dtype)
        for group, numbers in zip(self.classes, self.numbers, strict=True):
            values[numbers], inner = best_of_class(group, priced, units[group.columns])
            units[group.columns] = inner
        return values, units

    def renewed(self, values: exact.Integers, priced: Priced, changed: IntArray) -> exact.Integers:
        """Return ``values`` of every block with those of ``changed`` blocks found anew."""
        out, units = values.copy(), priced.choice()
        wanted = np.zeros(len(self.members), dtype=np.bool_)
        wanted[changed] = True
        for group, numbers in zip(self.classes, self.numbers, strict=True):
            some = np.flatnonzero(wanted[numbers])
            if len(some):
                inner = group.only(some)
                out[numbers[some]], _ = best_of_class(inner, priced, units[inner.columns])
        return out

    def total(self, priced: Priced) -> int:
        """Return the bound of a priced box with every block at its exact best, times the scale."""
        free = exact.total(np.where(self.inside, 0, priced.best))
        return priced.constant + free + exact.total(self.best(priced)[0])

    def runners_up(self, priced: Priced) -> FloatArray:
        """Return how much the second best set of funded members of each block is worth less."""
        out = np.full(len(self.members), np.inf)
        for group, numbers in zip(self.classes, self.numbers, strict=True):
            value = np.sort(np.where(*_sets_at(group, priced)).astype(np.float64), axis=1)
            out[numbers] = value[:, -1] - value[:, -2]
        return out

    def settled(self, priced: Priced, room: int, box: Box) -> Box:
        """Return ``box`` where members must or must not be funded to lose at most ``room``."""
        low, high = box.low.copy(), box.high.copy()
        for group in self.classes:
            columns = group.columns
            value = np.where(*_sets_at(group, priced))
            keep = (value.max(axis=1) - room)[:, None]
            for j, inside in enumerate(group.sets):
                mine = columns[:, j]
                never = np.asarray((value[:, inside] < keep).all(axis=1), dtype=np.bool_)
                always = np.asarray((value[:, ~inside] < keep).all(axis=1), dtype=np.bool_)
                high[mine] = np.where(never, 0, high[mine])
                low[mine] = np.where(
                    always, np.maximum(low[mine], priced.points[0][mine]), low[mine]
                )
        return Box(low, high)


def best_of_class(
    group: SizeClass, priced: Priced, alone: IntArray
) -> tuple[exact.Integers, IntArray]:
    """Return greatest value and best units of each block; ``alone`` is each member's own best."""
    code = ((alone > 0) << np.arange(alone.shape[1])).sum(axis=1)
    fits = group.allowed[np.arange(len(code)), code]
    fits &= np.where(group.paid, alone, 0).sum(axis=1) <= group.room
    values = priced.best[group.columns].sum(axis=1)
    hard = np.flatnonzero(~fits)
    if not len(hard):
        return values, alone
    units = alone.copy()
    inner = group.only(hard)
    values[hard], units[hard] = _gone_through(inner, priced)
    return values, units


def _gone_through(group: SizeClass, priced: Priced) -> tuple[exact.Integers, IntArray]:
    """Return value and units of the best set of each block."""
    columns = group.columns
    value = np.where(*_sets_at(group, priced))
    chosen = np.argmax(value, axis=1)
    one = group.sets.T[chosen]
    base = priced.points[0][columns]
    room = group.room - np.where(group.paid & one, base, 0).sum(axis=1)
    nothing = np.zeros((len(room), 1), dtype=value.dtype)
    _, more = _filled(group, priced, one[:, :, None], room[:, None], nothing)
    units = np.where(one, base + more, 0)
    return value[np.arange(len(chosen)), chosen], units


def _sets_at(group: SizeClass, priced: Priced) -> tuple[NDArray[np.bool_], exact.Integers, int]:
    """Return which sets each block may fund, what each is worth at its best, and "nothing"."""
    columns, sets = group.columns, group.sets
    base, gain = priced.points[0][columns], priced.values[0][columns]
    must, may = priced.box.low[columns] > 0, priced.box.high[columns] > 0
    used = np.where(group.paid, base, 0) @ sets
    open_sets = group.allowed & (used <= group.room[:, None])
    open_sets &= ~(must.astype(np.int64) @ ~sets > 0) & ~((~may).astype(np.int64) @ sets > 0)
    value = _sums(gain, sets)
    value, _ = _filled(group, priced, sets[None], group.room[:, None] - used, value)
    return open_sets, value, -(1 << 62) if value.dtype != object else -(10**40)


def _sums(gain: exact.Integers, sets: NDArray[np.bool_]) -> exact.Integers:
    """Return the sum of ``gain`` (blocks, m) over each set, exactly."""
    out = np.zeros((len(gain), sets.shape[1]), dtype=gain.dtype)
    for j, inside in enumerate(sets):
        out[:, inside] += gain[:, j : j + 1]
    return out


def _filled(
    group: SizeClass,
    priced: Priced,
    sets: NDArray[np.bool_],
    room: IntArray,
    value: exact.Integers,
) -> tuple[exact.Integers, IntArray]:
    """Raise the members of each set where it pays, the best step first.

    ``sets`` has shape (1 or blocks, m, s), ``room`` and ``value`` (blocks, s). Returns the value,
    and what the members of the first set of each block rise by, shape (blocks, m).
    """
    columns = group.columns
    count, m = columns.shape
    length = np.diff(priced.points[:, columns], axis=0)
    slope = np.diff(priced.values[:, columns], axis=0) // np.maximum(length, 1)
    length = length.transpose(1, 2, 0).reshape(count, -1)
    slope = slope.transpose(1, 2, 0).reshape(count, -1)
    rises = np.zeros((count, m), dtype=np.int64)
    if not slope.shape[1]:
        return value, rises
    order = np.argsort(-slope, axis=1, kind="stable")
    tiers = slope.shape[1] // m
    everyone = np.arange(count)
    sets = np.broadcast_to(sets, (count, *sets.shape[1:]))
    for piece in order.T:
        worth = slope[everyone, piece]
        pays = np.asarray(worth > 0, dtype=np.bool_)
        if not pays.any():
            break
        member = piece // tiers
        most = np.where(pays, length[everyone, piece], 0)[:, None] * sets[everyone, member]
        paid = group.paid[everyone, member][:, None]
        step = np.where(paid, np.minimum(most, np.maximum(room, 0)), most)
        room = room - np.where(paid, step, 0)
        value = value + worth[:, None] * step
        rises[everyone, member] += step[:, 0]
    return value, rises


def find_blocks(question: Question, among: NDArray[np.bool_] | None = None) -> Blocks:
    """Return the blocks of a question: rows with few members, joined where they share some.

    ``among`` marks the rows that may be kept; limits of single units where left out.
    """
    groups = _Groups(question.program.size)
    rows = question.program.rows
    order = sorted(
        (
            k
            for k, row in enumerate(rows)
            if 0 < len(row.columns) <= MOST_MEMBERS and (row.holds if among is None else among[k])
        ),
        key=lambda k: (len(rows[k].columns), k),
    )
    for k in order:
        kind = _kind(rows[k])
        if kind is not None:
            groups.join(k, rows[k].columns.tolist(), pays=kind == "pays")
    members = [np.array(sorted(m), dtype=np.int64) for m in groups.members if m]
    kept = [np.array(sorted(r), dtype=np.int64) for m, r in groups.pairs() if m]
    inside = np.zeros(question.program.size, dtype=np.bool_)
    number = np.full(question.program.size, -1, dtype=np.int64)
    marks = np.zeros(len(rows), dtype=np.bool_)
    for b, (columns, own) in enumerate(zip(members, kept, strict=True)):
        inside[columns], number[columns], marks[own] = True, b, True
    sizes = np.array([len(m) for m in members], dtype=np.int64)
    numbers = tuple(np.flatnonzero(sizes == m) for m in np.unique(sizes).tolist())
    classes = tuple(_class(question, members, kept, group) for group in numbers)
    return Blocks(tuple(members), tuple(kept), inside, number, marks, classes, numbers)


class _Groups:
    """Variables joined by rows, at most one of them in steps a group."""

    def __init__(self, size: int) -> None:
        self._of = [-1] * size
        self.members: list[set[int]] = []
        self._rows: list[list[int]] = []
        self._pays: list[bool] = []

    def join(self, row: int, columns: list[int], *, pays: bool) -> None:
        """Keep a row inside a block if the block stays small and has one row of steps."""
        near = {self._of[j] for j in columns} - {-1}
        joined = set(columns).union(*(self.members[g] for g in near))
        if len(joined) > MOST_MEMBERS or sum(self._pays[g] for g in near) + pays > 1:
            return
        number = len(self.members)
        self.members.append(joined)
        self._rows.append([row, *(k for g in sorted(near) for k in self._rows[g])])
        self._pays.append(pays or any(self._pays[g] for g in near))
        for g in near:
            self.members[g] = set()
        for j in joined:
            self._of[j] = number

    def pairs(self) -> list[tuple[set[int], list[int]]]:
        """Return members and rows of every group, those that were joined into others too."""
        return list(zip(self.members, self._rows, strict=True))


def _kind(row: ProgramRow) -> str | None:
    """Return ``pays`` for a limit of equal steps, ``counts`` for one of the funded, else none."""
    if row.sense != "<=":
        return None
    counts = row.funded is not None and bool((row.funded != 0).any())
    if not counts:
        same = bool((row.coefs == row.coefs[0]).all())
        return "pays" if same and int(row.coefs[0]) > 0 else None
    if bool((row.coefs != 0).any()) or row.funded is None or int(row.funded.min()) < 0:
        return None
    return "counts"


def _class(
    question: Question, members: list[IntArray], kept: list[IntArray], group: IntArray
) -> SizeClass:
    columns = np.stack([members[b] for b in group.tolist()])
    count, m = columns.shape
    sets = (np.arange(1 << m) >> np.arange(m)[:, None] & 1).astype(np.int64)
    allowed = np.ones((count, 1 << m), dtype=np.bool_)
    paid = np.zeros((count, m), dtype=np.bool_)
    room = np.full(count, exact.SAFE // 4, dtype=np.int64)
    for at, b in enumerate(group.tolist()):
        for k in kept[b].tolist():
            row = question.program.rows[k]
            where = np.searchsorted(columns[at], row.columns)
            if _kind(row) == "pays":
                paid[at, where] = True
                room[at] = row.limit // int(row.coefs[0])
            elif row.funded is not None:
                each = np.zeros(m, dtype=np.int64)
                np.add.at(each, where, row.funded.astype(np.int64))
                allowed[at] &= each @ sets <= row.limit
    return SizeClass(columns, allowed, paid, room)
