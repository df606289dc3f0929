"""The best of a monotone group, exactly: a dynamic programme over merits and ratios.

The ratios of a group do not rise as merit falls. A member is paid ``floor(ratio * entitled)`` on
its grid, and a ratio that leaves its domain is not allowed; only who may be held back by a limit
of its holder may stand below its ratio. From the lowest merit up: the best of all levels so far,
at a ratio of at most rho, is the running maximum over rho of this level's value plus the best of
the levels below. Ratios where an award changes are the only ones that matter.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.exact import ROOM, Integers, Mask, reach
from optimizer.verify.loose import Looseness
from optimizer.verify.net import Net
from optimizer.verify.stage import StageProgram

#: Ratios of amounts below this are told apart by 62 binary places.
_NARROW = 2**31


class ChainBlocks:
    """The monotone groups of a stage's program; none, if their order is not ``kept``."""

    def __init__(self, program: StageProgram, *, kept: bool = True) -> None:
        members = program.paper.groups(program.standing) if kept else []
        self._groups = [_Group(program, group) for group in members]
        self._looseness = Looseness(program) if members else None
        self.inside: Mask = np.zeros(len(program.most), dtype=np.bool_)
        for group in members:
            self.inside[group] = True

    def best(self, net: Net, low: IntArray, high: IntArray, apart: Mask) -> int | None:
        """Return the best of all groups together, with ``low`` to ``high`` steps for everybody.

        Members that are ``apart`` are left out: nothing is asked of them, and they count nothing.
        ``None`` if a group has no ratios that it may have.
        """
        if self._looseness is None:
            return 0
        caps = self._looseness.caps(low, high)
        best = 0
        for group in self._groups:
            of_group = group.best(net, (low, high), caps, apart)
            if of_group is None:
                return None
            best += of_group
        return best


class _Group:
    """One monotone group: every number of steps of every member, end to end.

    ``rank`` is the position of the ratio of a member's steps among all ratios of the group, from 1;
    0 is the ratio 0. ``levels`` are the first entries of each merit, the highest merit first.
    """

    def __init__(self, program: StageProgram, members: IntArray) -> None:
        self._least = program.least
        self._most = program.most
        counts = program.most[members] + 1
        self._first = np.concatenate([[0], np.cumsum(counts)])
        self._project = np.repeat(members, counts)
        self._steps = np.arange(self._first[-1]) - np.repeat(self._first[:-1], counts)
        paper = program.paper
        yuan = self._steps * paper.domains.grid[self._project]
        keys = _ratio_keys(yuan, paper.problem.entitled[self._project])
        ratios, self._rank = np.unique(keys, return_inverse=True)
        self._ratios = len(ratios)
        self._members = members
        merit = paper.problem.merit[members]
        level_starts = np.concatenate([[0], np.flatnonzero(np.diff(merit)) + 1, [len(members)]])
        self._levels = self._first[level_starts]

    def best(
        self,
        net: Net,
        part: tuple[IntArray, IntArray],
        caps: tuple[IntArray, IntArray],
        apart: Mask,
    ) -> int | None:
        """Return the best of the group, ``None`` if no ratios are allowed."""
        low, high = part[0][self._project], part[1][self._project]
        steps, least = self._steps, self._least[self._project]
        inside = (low <= steps) & (steps <= high) & ((steps == 0) | (steps >= least))
        value = net.only(self._project).each(steps)
        left_out = apart[self._project]
        value = np.where(inside & ~left_out, value, 0)
        follows = np.where(steps == 0, np.maximum(least, 1), steps + 1)
        loose = inside & (
            (follows > caps[0][self._project]) | ((steps == 0) & (caps[1][self._project] < 1))
        )
        loose &= ~left_out & (steps < self._most[self._project])
        allowed = inside | left_out
        for k in np.unique(np.searchsorted(self._first, np.flatnonzero(loose), "right")) - 1:
            _held(value, allowed, loose, slice(self._first[k], self._first[k + 1]))
        return self._climb(value, allowed)

    def _climb(self, value: Integers, allowed: Mask) -> int | None:
        """Return the best over ratios that do not rise as merit falls."""
        widest = np.maximum.reduceat(np.abs(value), self._first[:-1])
        if int(widest.astype(object).sum()) >= ROOM // 4:
            value = value.astype(object)
        never = -(ROOM if value.dtype != object else reach(value) * len(value) + 1)
        rise = np.diff(value, prepend=value[:1] * 0)
        rise[self._first[:-1]] = value[self._first[:-1]]
        blocked = (~allowed).astype(np.int64)
        more = np.diff(blocked, prepend=0)
        more[self._first[:-1]] = blocked[self._first[:-1]]
        best: Integers = np.zeros(self._ratios, dtype=value.dtype)
        reachable = 0
        for k in range(len(self._levels) - 2, -1, -1):
            mine = slice(self._levels[k], self._levels[k + 1])
            level = np.zeros(self._ratios, dtype=value.dtype)
            np.add.at(level, self._rank[mine], rise[mine])
            best = best + np.cumsum(level)
            if reachable or blocked[mine].any():
                shut = np.zeros(self._ratios, dtype=np.int64)
                np.add.at(shut, self._rank[mine], more[mine])
                free = np.cumsum(shut) == 0
                free[:reachable] = False
                if not free.any():
                    return None
                reachable = int(np.argmax(free))
                best[~free] = never
            best = np.maximum.accumulate(best)
        return int(best[-1])


def _held(value: Integers, allowed: Mask, loose: Mask, mine: slice) -> None:
    """Let a member stand below its ratio wherever it may be held: its best value up to there."""
    open_ = loose[mine]
    first = int(np.argmax(open_))
    floor = int(value[mine].min())
    kept = np.maximum.accumulate(np.where(open_, value[mine], floor))[first:-1]
    part = slice(mine.start + first + 1, mine.stop)
    value[part] = np.where(allowed[part], np.maximum(value[part], kept), kept)
    allowed[part] = True


def _ratio_keys(yuan: IntArray, entitled: IntArray) -> Integers:
    """Return integers in the order of the ratios ``yuan / entitled``, equal where they are equal.

    Two different ratios of amounts below N differ by more than 1/N^2, so that many binary places,
    rounded down, tell them apart.
    """
    if int(entitled.max(initial=1)) < _NARROW:
        upper, rest = np.divmod(yuan << 31, entitled)
        return np.asarray((upper << 31) + (rest << 31) // entitled)
    places = 2 * int(entitled.max()).bit_length() + 1
    return np.asarray((yuan.astype(object) << places) // entitled)
