"""What of a network can still change: edges on residual cycles, in independent parts.

An edge can change if money can go round a cycle through it. Cycles stay inside a strong component
of the residual graph, and inside one block of it; blocks change independently of each other
(mixed graphs: Boesch and Tindell 1980).
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.model.ties.graph import blocks, strong_components
from optimizer.model.ties.work import Work


def free_parts(
    ends: tuple[Sequence[int], Sequence[int]],
    flow: Sequence[int],
    bounds: tuple[Sequence[int], Sequence[int]],
    work: Work,
) -> list[list[int]]:
    """Return the groups of edges that can change, each independent of the others.

    Parameters
    ----------
    ends
        Tails and heads of the edges.
    flow
        A circulation.
    bounds
        The least and the greatest flow of each edge.
    work
        What is spent.

    Returns
    -------
    list of list of int
        Edges, rising; a loop is a group by itself. Every other edge carries what it carries.
    """
    tail, head = ends
    low, high = bounds
    nodes = max((*tail, *head), default=-1) + 1
    work.spend(4 * (len(tail) + nodes))
    arcs = [(tail[e], head[e]) for e in range(len(tail)) if flow[e] < high[e]]
    arcs += [(head[e], tail[e]) for e in range(len(tail)) if flow[e] > low[e]]
    component = strong_components(nodes, arcs)
    inside = [
        e for e in range(len(tail)) if low[e] < high[e] and component[tail[e]] == component[head[e]]
    ]
    found = blocks(nodes, [(tail[e], head[e]) for e in inside])
    return [
        sorted(inside[k] for k in block)
        for block in found
        if len(block) > 1 or tail[inside[block[0]]] == head[inside[block[0]]]
    ]
