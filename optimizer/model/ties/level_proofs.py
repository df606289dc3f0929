"""Why nobody can have more: for each ratio of the leximin point, the cuts that prove it.

A cut is a set of nodes that money can enter only over projects of this ratio (they are to get more)
and leave only over what is full, or fixed by lower ratios. Summed up, the rows at the border of the
sets are the multipliers. The smaller side of a cut is found by searching from both ends at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.model.levels import TieStep
from optimizer.model.ties.bundle import by_float
from optimizer.model.ties.leximin import Fairest
from optimizer.model.ties.network import Network
from optimizer.model.ties.work import Work, WorkLimitError

#: A set of nodes, and 1 if it is the side that money enters, -1 if it is the other one.
_Side = tuple[set[int], int]


class LevelProofs:
    """The levels of a leximin point, from the least ratio to the greatest."""

    def __init__(self, network: Network, fairest: Fairest, work: Work) -> None:
        """Take the point; raises ``WorkLimitError`` from then on when ``work`` is spent."""
        self._net = network
        self._work = work
        self._near: list[list[tuple[int, int, bool]]] = [[] for _ in range(network.nodes)]
        for e, (a, b) in enumerate(zip(network.tail, network.head, strict=True)):
            self._near[a].append((e, b, True))
            self._near[b].append((e, a, False))
        bundles = network.bundles
        at: dict[Fraction, list[tuple[int, int]]] = {}
        for e, bundle in enumerate(bundles):
            for k, ratio in enumerate(bundle.ratios(fairest.ratios[e])):
                at.setdefault(ratio, []).append((e, k))
        self._levels = [(ratio, at[ratio]) for ratio in sorted(at, key=by_float)]
        rank = {ratio: level for level, (ratio, _) in enumerate(self._levels)}
        # An edge may carry more up to one level, and less up to another one; -1 for never.
        always = len(rank)
        self._rises = [-1] * len(network.flow)
        self._falls = [-1] * len(network.flow)
        for e, bundle in enumerate(bundles):
            common, top = fairest.ratios[e], bundle.tops[-1]
            self._rises[e] = rank[common] if common < top else -1
            self._falls[e] = rank[min(common, top)] - 1
        for e in range(len(bundles), len(network.flow)):
            self._rises[e] = always if fairest.flow[e] < network.high[e] else -1
            self._falls[e] = always if fairest.flow[e] > network.low[e] else -1

    def steps(self) -> Iterator[TieStep]:
        """Yield each level; its multipliers are for one unit of a row's flow."""
        for level, (ratio, members) in enumerate(self._levels):
            yield self._step(level, ratio, members)

    def _step(self, level: int, ratio: Fraction, members: list[tuple[int, int]]) -> TieStep:
        bundles = self._net.bundles
        change: dict[int, int] = {}
        for e, k in members:
            if self._rises[e] == level and change.get(e, 0) <= 0 and bundles[e].tops[k] > ratio:
                self._add(change, self._side(e, level))
        # A project at its most needs no cut: its own bound is the proof.
        raised = {(e, k): max(change.get(e, 0), 1) for e, k in members}
        weights = {
            bundles[e].columns[k]: times * bundles[e].entitled[k]
            for (e, k), times in raised.items()
        }
        total = sum(weights.values())
        first = self._net.first_row
        return TieStep(
            ratio,
            {j: Fraction(w, total) for j, w in weights.items()},
            {e - first: Fraction(-d, total) for e, d in change.items() if e >= first and d},
        )

    def _add(self, change: dict[int, int], side: _Side) -> None:
        """Add a cut: 1 for each edge into the set, -1 for each edge out of it."""
        nodes, sign = side
        for v in nodes:
            self._work.spend(len(self._near[v]))
            for e, w, outward in self._near[v]:
                if w not in nodes:
                    change[e] = change.get(e, 0) + (-sign if outward else sign)

    def _side(self, e: int, level: int) -> _Side:
        """Return the smaller side of a cut that only projects of ``level`` hold, ``e`` among them.

        Raises
        ------
        WorkLimitError
            Also if there is no such cut: the point is not the fairest then.
        """
        tail, head = self._net.tail[e], self._net.head[e]
        into = self._reach(head, level, forward=True), 1, tail
        back = self._reach(tail, level, forward=False), -1, head
        both = (into, back) if len(self._near[head]) <= len(self._near[tail]) else (back, into)
        while True:
            for search, sign, other in both:
                found, nodes = next(search)
                if other in nodes:
                    raise WorkLimitError
                if found:
                    return nodes, sign

    def _reach(self, start: int, level: int, *, forward: bool) -> Iterator[tuple[bool, set[int]]]:
        """Search a node at a time; yield whether all is found, and the nodes so far."""
        nodes = {start}
        queue = [start]
        along, against = (self._rises, self._falls) if forward else (self._falls, self._rises)
        for done, v in enumerate(queue, 1):
            self._work.spend(len(self._near[v]))
            for e, w, outward in self._near[v]:
                if w not in nodes and (along if outward else against)[e] >= level:
                    nodes.add(w)
                    queue.append(w)
            yield done == len(queue), nodes
