"""Ways round a network: which edges may carry more or less while every node stays in balance.

An edge with room to carry more is a way from its tail to its head, one that may carry less a way
back. Another flow is a circle of such ways that does not run up and down one edge only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from optimizer.verify.network import Network


def changeable(network: Network) -> set[int]:
    """Return the edges that another flow may change.

    Inside a strong component of the ways, an edge lies on a circle exactly if it is not a bridge
    of the component: a way that is open both ways and is no bridge can be made one-way without
    cutting anybody off (Boesch and Tindell 1980).
    """
    component = _strong_components(network)
    inside = [
        e
        for e in range(len(network.tail))
        if component[network.tail[e]] == component[network.head[e]]
        and (network.flow[e] < network.high[e] or network.flow[e] > network.low[e])
    ]
    return set(inside) - _bridges(network, inside)


def _ways(network: Network) -> list[list[int]]:
    """Return for each node where the ways from it lead."""
    ways: list[list[int]] = [[] for _ in range(network.nodes)]
    for e, (tail, head) in enumerate(zip(network.tail, network.head, strict=True)):
        if network.flow[e] < network.high[e]:
            ways[tail].append(head)
        if network.flow[e] > network.low[e]:
            ways[head].append(tail)
    return ways


def _strong_components(network: Network) -> list[int]:
    """Return the strong component of each node (Tarjan 1972, without recursion)."""
    ways = _ways(network)
    index = [-1] * network.nodes
    low = [0] * network.nodes
    component = [-1] * network.nodes
    path: list[int] = []
    count = 0
    for root in range(network.nodes):
        if index[root] >= 0:
            continue
        stack = [(root, iter(ways[root]))]
        index[root] = low[root] = count
        count += 1
        path.append(root)
        while stack:
            node, rest = stack[-1]
            for other in rest:
                if index[other] < 0:
                    index[other] = low[other] = count
                    count += 1
                    path.append(other)
                    stack.append((other, iter(ways[other])))
                    break
                if component[other] < 0:
                    low[node] = min(low[node], index[other])
            else:
                stack.pop()
                if stack:
                    low[stack[-1][0]] = min(low[stack[-1][0]], low[node])
                while low[node] == index[node] and component[node] < 0:
                    component[path.pop()] = node
    return component


def _bridges(network: Network, edges: Sequence[int]) -> set[int]:
    """Return the bridges among ``edges``, taken without direction."""
    beside: dict[int, list[tuple[int, int]]] = {}
    for e in edges:
        tail, head = network.tail[e], network.head[e]
        if tail != head:
            beside.setdefault(tail, []).append((head, e))
            beside.setdefault(head, []).append((tail, e))
    index: dict[int, int] = {}
    bridges: set[int] = set()
    for root in sorted(beside):
        if root not in index:
            bridges |= _bridges_from(root, beside, index)
    return bridges


def _bridges_from(
    root: int, beside: Mapping[int, list[tuple[int, int]]], index: dict[int, int]
) -> set[int]:
    """Return the bridges of what hangs together with ``root``, by the lowest points reached."""
    low = {root: len(index)}
    index[root] = len(index)
    bridges: set[int] = set()
    stack = [(root, -1, iter(beside[root]))]
    while stack:
        node, through, rest = stack[-1]
        for other, e in rest:
            if e == through:
                continue
            if other not in index:
                index[other] = low[other] = len(index)
                stack.append((other, e, iter(beside[other])))
                break
            low[node] = min(low[node], index[other])
        else:
            stack.pop()
            if stack:
                above = stack[-1][0]
                low[above] = min(low[above], low[node])
                if low[node] > index[above]:
                    bridges.add(through)
    return bridges


class TooMuchError(Exception):
    """More ways would have to be searched than the work limit allows."""


def first_raisable(network: Network, order: Iterable[int], most_work: int) -> int | None:
    """Return the first edge of ``order`` that can carry more while those before it stay.

    ``None`` if there is none: then no other flow is greater, read in that order.

    Raises
    ------
    TooMuchError
        If ``most_work`` ways do not suffice.
    """
    search = _Search(network, most_work)
    for e in order:
        search.held.add(e)
        if network.flow[e] < network.high[e] and search.reaches(network.head[e], network.tail[e]):
            return e
    return None


class _Search:
    """A search for a way between two nodes on edges that are not held, from both ends at once."""

    def __init__(self, network: Network, most_work: int) -> None:
        self.held: set[int] = set()
        self._work = most_work
        self._ways: tuple[list[list[tuple[int, int]]], ...] = (
            [[] for _ in range(network.nodes)],
            [[] for _ in range(network.nodes)],
        )
        for e, (tail, head) in enumerate(zip(network.tail, network.head, strict=True)):
            if network.flow[e] < network.high[e]:
                self._ways[0][tail].append((head, e))
                self._ways[1][head].append((tail, e))
            if network.flow[e] > network.low[e]:
                self._ways[0][head].append((tail, e))
                self._ways[1][tail].append((head, e))

    def reaches(self, start: int, goal: int) -> bool:
        """Say whether a way leads from ``start`` to ``goal``."""
        seen = ({start}, {goal})
        fronts = ([start], [goal])
        if start == goal:
            return True
        while fronts[0] and fronts[1]:
            side = 0 if len(fronts[0]) <= len(fronts[1]) else 1
            if self._widen(fronts[side], seen[side], side) & seen[1 - side]:
                return True
        return False

    def _widen(self, front: list[int], seen: set[int], side: int) -> set[int]:
        """Move a front on by one node, and return the nodes that are new to it."""
        node = front.pop()
        self._work -= len(self._ways[side][node])
        if self._work < 0:
            raise TooMuchError
        new = {v for v, e in self._ways[side][node] if v not in seen and e not in self.held}
        seen |= new
        front += new
        return new
