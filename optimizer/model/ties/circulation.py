"""Circulations with bounds, in exact integers: meeting bounds by augmenting paths (Dinic 1970).

Where the bounds cannot be met, a set of nodes shows it (Hoffman 1960): more must come into it than
may leave it.
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.model.ties.work import Work

#: A way through the network: edges, each with whether it is gone along (else against).
Way = list[tuple[int, bool]]


class Circulation:
    """Edges with a flow and bounds.

    ``near[v]`` lists the edges at node ``v`` as ``(edge, other node, outward)``. ``flow``, ``low``
    and ``high`` have one entry an edge and may be set at any time.
    """

    def __init__(self, tail: Sequence[int], head: Sequence[int], work: Work) -> None:
        """Take the ends of the edges; nodes are numbered anew, in the order of their first edge."""
        names: dict[int, int] = {}
        for a, b in zip(tail, head, strict=True):
            names.setdefault(a, len(names))
            names.setdefault(b, len(names))
        self.tail = [names[a] for a in tail]
        self.head = [names[b] for b in head]
        self.near: list[list[tuple[int, int, bool]]] = [[] for _ in names]
        for e, (a, b) in enumerate(zip(self.tail, self.head, strict=True)):
            self.near[a].append((e, b, True))
            self.near[b].append((e, a, False))
        self.flow: list[int] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self._surplus: list[int] = []
        self._work = work

    def meet(self) -> list[bool] | None:
        """Change the flow until it keeps the bounds, with the same balance at each node.

        Returns
        -------
        list of bool or None
            ``None`` when it does; else the nodes of a set into which more must come than may
            leave it.
        """
        self._surplus = surplus = [0] * len(self.near)
        for e, value in enumerate(self.flow):
            kept = min(max(value, self.low[e]), self.high[e])
            surplus[self.head[e]] += kept - value
            surplus[self.tail[e]] -= kept - value
            self.flow[e] = kept
        while any(s > 0 for s in surplus):
            level = self._levels()
            if not any(s < 0 <= at for s, at in zip(surplus, level, strict=True)):
                return [at >= 0 for at in level]
            self._push(level)
        return None

    def _levels(self) -> list[int]:
        """Return the distance of each node from the nearest surplus, -1 out of reach."""
        flow, low, high = self.flow, self.low, self.high
        level = [0 if s > 0 else -1 for s in self._surplus]
        reached = [v for v, s in enumerate(self._surplus) if s > 0]
        steps = len(level)
        for v in reached:
            steps += len(self.near[v])
            for e, w, outward in self.near[v]:
                if level[w] < 0 and (flow[e] < high[e] if outward else flow[e] > low[e]):
                    level[w] = level[v] + 1
                    reached.append(w)
        self._work.spend(steps)
        return level

    def _push(self, level: list[int]) -> None:
        """Push surplus along shortest ways until every such way is blocked."""
        pointer = [0] * len(level)
        for source in [v for v, s in enumerate(self._surplus) if s > 0]:
            way: Way = []
            v = source
            while self._surplus[source] > 0:
                if self._surplus[v] < 0:
                    self._augment(source, v, way)
                    way, v = [], source
                    continue
                step = self._next(v, pointer, level)
                if step is not None:
                    e, v, outward = step
                    way.append((e, outward))
                elif way:
                    e, outward = way.pop()
                    v = self.tail[e] if outward else self.head[e]
                    pointer[v] += 1
                else:
                    break
        self._work.spend(sum(pointer))

    def _next(self, v: int, pointer: list[int], level: list[int]) -> tuple[int, int, bool] | None:
        """Return the next step of a shortest way from ``v``, skipping what leads nowhere."""
        flow, low, high = self.flow, self.low, self.high
        near, deeper = self.near[v], level[v] + 1
        for at in range(pointer[v], len(near)):
            e, w, outward = near[at]
            if level[w] == deeper and (flow[e] < high[e] if outward else flow[e] > low[e]):
                pointer[v] = at
                return near[at]
        pointer[v] = len(near)
        return None

    def _augment(self, source: int, sink: int, way: Way) -> None:
        amount = min(self._surplus[source], -self._surplus[sink])
        for e, outward in way:
            room = self.high[e] - self.flow[e] if outward else self.flow[e] - self.low[e]
            amount = min(amount, room)
        self.send(way, amount)
        self._surplus[source] -= amount
        self._surplus[sink] += amount

    def send(self, way: Way, amount: int) -> None:
        """Change the flow by ``amount`` along a way."""
        for e, outward in way:
            self.flow[e] += amount if outward else -amount

    def way(self, start: int, end: int) -> Way | None:
        """Return a shortest way from ``start`` to ``end`` along which the flow may change."""
        flow, low, high = self.flow, self.low, self.high
        came: dict[int, tuple[int, int, bool] | None] = {start: None}
        reached = [start]
        for v in reached:
            if v == end:
                break
            self._work.spend(len(self.near[v]))
            for e, w, outward in self.near[v]:
                if w not in came and (flow[e] < high[e] if outward else flow[e] > low[e]):
                    came[w] = (v, e, outward)
                    reached.append(w)
        if end not in came:
            return None
        back: Way = []
        step = came[end]
        while step is not None:
            v, e, outward = step
            back.append((e, outward))
            step = came[v]
        return back
