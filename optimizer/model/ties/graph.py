"""Graphs of a few thousand edges: strong components and blocks, without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

#: Two nodes; whether the order matters, the function says.
Arc = tuple[int, int]


def strong_components(nodes: int, arcs: Sequence[Arc]) -> list[int]:
    """Return the strong component of each node (Kosaraju and Sharir 1981).

    Parameters
    ----------
    nodes
        Number of nodes.
    arcs
        Directed edges ``(from, to)``.
    """
    after, before = _near(nodes, arcs), _near(nodes, ((b, a) for a, b in arcs))
    component = [-1] * nodes
    # From the last node left to the first: whatever reaches it is in its component.
    for start in reversed(_order_left(after)):
        if component[start] >= 0:
            continue
        component[start] = start
        reached = [start]
        for v in reached:
            for w in before[v]:
                if component[w] < 0:
                    component[w] = start
                    reached.append(w)
    return component


def _near(nodes: int, arcs: Iterable[Arc]) -> list[list[int]]:
    out: list[list[int]] = [[] for _ in range(nodes)]
    for a, b in arcs:
        out[a].append(b)
    return out


def _order_left(after: list[list[int]]) -> list[int]:
    """Return the nodes in the order in which a depth-first search leaves them."""
    order: list[int] = []
    seen = [False] * len(after)
    for root in range(len(after)):
        if seen[root]:
            continue
        seen[root] = True
        path: list[tuple[int, Iterator[int]]] = [(root, iter(after[root]))]
        while path:
            v, further = path[-1]
            for w in further:
                if not seen[w]:
                    seen[w] = True
                    path.append((w, iter(after[w])))
                    break
            else:
                path.pop()
                order.append(v)
    return order


def blocks(nodes: int, edges: Sequence[Arc]) -> list[list[int]]:
    """Return the blocks of an undirected graph as lists of edges (Hopcroft and Tarjan 1973).

    Edges of one block lie on a common cycle; parallel edges do. A bridge is a block by itself,
    and so is a loop.
    """
    search = _Blocks(nodes, edges)
    for root in range(nodes):
        search.start(root)
    return search.found


class _Blocks:
    """A depth-first search that closes a block where nothing below reaches beyond its root."""

    def __init__(self, nodes: int, edges: Sequence[Arc]) -> None:
        self.found = [[e] for e, (a, b) in enumerate(edges) if a == b]
        self._near: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
        for e, (a, b) in enumerate(edges):
            if a != b:
                self._near[a].append((b, e))
                self._near[b].append((a, e))
        self._number = [-1] * nodes
        self._low = [0] * nodes
        self._open: list[int] = []
        self._count = 0
        self._path: list[tuple[int, int, Iterator[tuple[int, int]]]] = []

    def start(self, root: int) -> None:
        """Search from ``root``, unless it has been reached already."""
        if self._number[root] >= 0 or not self._near[root]:
            return
        self._enter(root, -1)
        while self._path:
            v, entry, further = self._path[-1]
            if not self._deeper(v, entry, further):
                self._path.pop()
                if self._path:
                    self._close(self._path[-1][0], v, entry)

    def _enter(self, v: int, entry: int) -> None:
        self._number[v] = self._low[v] = self._count
        self._count += 1
        self._path.append((v, entry, iter(self._near[v])))

    def _deeper(self, v: int, entry: int, further: Iterator[tuple[int, int]]) -> bool:
        """Go on to a new node, noting every edge that leads back."""
        for w, e in further:
            if e == entry:
                continue
            if self._number[w] < 0:
                self._open.append(e)
                self._enter(w, e)
                return True
            if self._number[w] < self._number[v]:
                self._open.append(e)
                self._low[v] = min(self._low[v], self._number[w])
        return False

    def _close(self, above: int, v: int, entry: int) -> None:
        """Go back from ``v``: a block ends where nothing below reaches beyond ``above``."""
        if self._low[v] >= self._number[above]:
            at = len(self._open) - 1
            while self._open[at] != entry:
                at -= 1
            self.found.append(self._open[at:])
            del self._open[at:]
        self._low[above] = min(self._low[above], self._low[v])
