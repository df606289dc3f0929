"""Ways round a network: which edges may carry more or less while every node stays in balance.

An edge with room to carry more is a way from its tail to its head, one that may carry less a way
back. Another flow is a circle of such ways that does not run up and down one edge only.
"""

from __future__ import annotations

from collections import deque
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


def first_raisable(network: Network, order: Iterable[int]) -> int | None:
    """Return the first edge of ``order`` that can carry more while those before it stay.

    ``None`` if there is none: then no other flow is greater, read in that order.
    """
    edges = list(order)
    ways = _numbered_ways(network)
    held: set[int] = set()
    for e in edges:
        held.add(e)
        if network.flow[e] < network.high[e] and _reaches(
            network, ways, (network.head[e], network.tail[e]), held
        ):
            return e
    return None


def _numbered_ways(network: Network) -> list[list[tuple[int, int]]]:
    ways: list[list[tuple[int, int]]] = [[] for _ in range(network.nodes)]
    for e, (tail, head) in enumerate(zip(network.tail, network.head, strict=True)):
        if network.flow[e] < network.high[e]:
            ways[tail].append((head, e))
        if network.flow[e] > network.low[e]:
            ways[head].append((tail, e))
    return ways


def _reaches(
    network: Network,
    ways: list[list[tuple[int, int]]],
    ends: tuple[int, int],
    held: set[int],
) -> bool:
    """Say whether there is a way between two nodes on edges that are not held."""
    start, goal = ends
    seen = bytearray(network.nodes)
    seen[start] = 1
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if node == goal:
            return True
        for other, e in ways[node]:
            if not seen[other] and e not in held:
                seen[other] = 1
                waiting.append(other)
    return False
