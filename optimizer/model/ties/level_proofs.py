"""Why nobody can have more: for each ratio of the leximin point, the cuts that prove it.

A cut is a set of nodes that money can enter only over projects of this ratio (they are to get more)
and leave only over what is full, or fixed by lower ratios. Summed up, the rows at the border of the
sets are the multipliers. The smaller side of a cut is found by searching from both ends at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.model.levels import TieStep
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
        self._flow = fairest.flow
        self._common = fairest.ratios
        self._work = work
        self._near: list[list[tuple[int, int, bool]]] = [[] for _ in range(network.nodes)]
        for e, (a, b) in enumerate(zip(network.tail, network.head, strict=True)):
            self._near[a].append((e, b, True))
            self._near[b].append((e, a, False))

    def steps(self) -> Iterator[TieStep]:
        """Yield each level: ratio, weights by variable, multipliers by row (for a yuan of flow)."""
        at: dict[Fraction, list[tuple[int, int]]] = {}
        for e, bundle in enumerate(self._net.bundles):
            for k, ratio in enumerate(bundle.ratios(self._common[e])):
                at.setdefault(ratio, []).append((e, k))
        for ratio in sorted(at):
            yield self._step(ratio, at[ratio])

    def _step(self, ratio: Fraction, members: list[tuple[int, int]]) -> TieStep:
        bundles = self._net.bundles
        change: dict[int, int] = {}
        for e, k in members:
            if bundles[e].tops[k] > ratio and change.get(e, 0) <= 0:
                self._add(change, self._side(e, ratio))
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

    def _open(self, e: int, ratio: Fraction, *, outward: bool) -> bool:
        """Return whether the flow of an edge may change at the level of ``ratio``."""
        if e >= len(self._net.bundles):
            flow = self._flow[e]
            return flow < self._net.high[e] if outward else flow > self._net.low[e]
        bundle, common = self._net.bundles[e], self._common[e]
        if outward:
            return common >= ratio and bundle.tops[-1] > common
        return min(common, bundle.tops[-1]) > ratio

    def _side(self, e: int, ratio: Fraction) -> _Side:
        """Return the smaller side of a cut that only projects of ``ratio`` hold, ``e`` among them.

        Raises
        ------
        WorkLimitError
            Also if there is no such cut: the point is not the fairest then.
        """
        tail, head = self._net.tail[e], self._net.head[e]
        into = self._reach(head, ratio, forward=True), 1, tail
        back = self._reach(tail, ratio, forward=False), -1, head
        both = (into, back) if len(self._near[head]) <= len(self._near[tail]) else (back, into)
        while True:
            for search, sign, other in both:
                found, nodes = next(search)
                if other in nodes:
                    raise WorkLimitError
                if found:
                    return nodes, sign

    def _reach(
        self, start: int, ratio: Fraction, *, forward: bool
    ) -> Iterator[tuple[bool, set[int]]]:
        """Search a node at a time; yield whether all is found, and the nodes so far."""
        nodes = {start}
        queue = [start]
        for done, v in enumerate(queue, 1):
            self._work.spend(len(self._near[v]))
            for e, w, outward in self._near[v]:
                if w not in nodes and self._open(e, ratio, outward=outward == forward):
                    nodes.add(w)
                    queue.append(w)
            yield done == len(queue), nodes
