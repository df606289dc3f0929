"""The plans of blocks that the relaxation knows, as arrays: one row a plan."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model.integer.blocks import MOST_MEMBERS, Blocks
from optimizer.model.integer.question import Box, Question
from optimizer.model.solver import FloatArray


class Plans:
    """Plans of blocks: which block, and how many steps each of its members gets.

    Arrays are padded to the most members of a block; a padded place points at variable 0 and
    ``_real`` is false there.
    """

    def __init__(self, question: Question, blocks: Blocks) -> None:
        self._question, self._blocks = question, blocks
        self._known: set[tuple[int, bytes]] = set()
        self._of = np.zeros(0, dtype=np.int64)
        self._columns = np.zeros((0, MOST_MEMBERS), dtype=np.int64)
        self._units = np.zeros((0, MOST_MEMBERS), dtype=np.int64)
        self._real = np.zeros((0, MOST_MEMBERS), dtype=np.bool_)
        self._count = 0
        self._entries = _entries(question, blocks)

    def __len__(self) -> int:
        return self._count

    @property
    def blocks(self) -> IntArray:
        """Which block each plan is of."""
        return self._of[: self._count]

    def note(self, number: int, plan: IntArray) -> bool:
        """Remember a plan of a block; return whether it is new and gives something."""
        key = (number, plan.tobytes())
        if key in self._known or not plan.any():
            return False
        self._known.add(key)
        if self._count == len(self._of):
            self._grow()
        at, members = self._count, self._blocks.members[number]
        self._of[at] = number
        self._columns[at, : len(members)] = members
        self._units[at, : len(members)] = plan
        self._real[at, : len(members)] = True
        self._count += 1
        return True

    def _grow(self) -> None:
        more = max(64, len(self._of))
        self._of = np.concatenate([self._of, np.zeros(more, dtype=np.int64)])
        wide = np.zeros((more, MOST_MEMBERS), dtype=np.int64)
        self._columns = np.concatenate([self._columns, wide])
        self._units = np.concatenate([self._units, wide])
        self._real = np.concatenate([self._real, wide.astype(np.bool_)])

    def inside(self, box: Box) -> NDArray[np.bool_]:
        """Return which plans lie in a box."""
        n = self._count
        columns, units = self._columns[:n], self._units[:n]
        fits = (box.low[columns] <= units) & (units <= box.high[columns])
        return np.asarray((fits | ~self._real[:n]).all(axis=1), dtype=np.bool_)

    def mix(self, weights: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
        """Return what plans with weights add up to: units, how far funded, the heaviest plans."""
        size = self._question.program.size
        used = np.flatnonzero(weights)
        columns, real = self._columns[used], self._real[used]
        units, share = self._units[used], weights[used, None]
        total, funded = np.zeros(size), np.zeros(size)
        np.add.at(total, columns[real], (units * share)[real])
        np.add.at(funded, columns[real], np.where(units > 0, share, 0.0)[real])
        heaviest = np.zeros(size, dtype=np.int64)
        order = np.argsort(weights[used], kind="stable")
        for at in order.tolist():  # later ones, the heavier, stay
            heaviest[columns[at][real[at]]] = units[at][real[at]]
        return total, funded, heaviest

    def column(self, plan: int) -> tuple[int, list[tuple[int, int]]]:
        """Return worth and row entries of a plan; earlier objectives come after the rows."""
        number = int(self._of[plan])
        members = self._blocks.members[number]
        units = self._units[plan, : len(members)]
        sums: dict[int, int] = {}
        for j, u in zip(members.tolist(), units.tolist(), strict=True):
            for k, a, f in self._entries.get(j, ()) if u else ():
                sums[k] = sums.get(k, 0) + a * u + f
        worths = [w.only(members).at(units) for w in self._question.worths]
        first = len(self._question.program.rows)
        entries = [(k, a) for k, a in sums.items() if a]
        entries += [(first + k, w) for k, w in enumerate(worths[1:]) if w]
        return worths[0], entries

    def begin(self) -> None:
        """Note the most that each member of a block can get by itself."""
        for number, members in enumerate(self._blocks.members):
            most = self._alone(number)
            for at in range(len(members)):
                self.note(number, np.where(np.arange(len(members)) == at, most, 0))

    def _alone(self, number: int) -> IntArray:
        program, members = self._question.program, self._blocks.members[number]
        most = self._question.most[members].tolist()
        for k in self._blocks.rows[number].tolist():
            row = program.rows[k]
            funded = row.coefs * 0 if row.funded is None else row.funded
            where = np.searchsorted(members, row.columns).tolist()
            for at, a, f in zip(where, row.coefs.tolist(), funded.tolist(), strict=True):
                if row.limit < f:
                    most[at] = 0
                elif a:
                    most[at] = min(most[at], (row.limit - f) // a)
        least = self._question.least[members]
        return np.where(np.array(most) >= least, np.array(most, dtype=np.int64), 0)


def _entries(question: Question, blocks: Blocks) -> dict[int, list[tuple[int, int, int]]]:
    """Return row, coefficient and count of each variable of a block, its own rows left out."""
    out: dict[int, list[tuple[int, int, int]]] = {}
    for k, row in enumerate(question.program.rows):
        if blocks.kept[k]:
            continue
        for at in np.flatnonzero(blocks.inside[row.columns]).tolist():
            funded = 0 if row.funded is None else int(row.funded[at])
            out.setdefault(int(row.columns[at]), []).append((k, int(row.coefs[at]), funded))
    return out
