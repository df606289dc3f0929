"""The face of a stage as a network, so that its other plans are ways round it.

Limits that nest make a tree. Where the limits fall into two trees (budget, articles, clauses; and
units), money runs from the ground down one tree, through a project, and up the other back to the
ground. A limit is an edge that carries what its projects have. Another plan as good is money sent
round a circle.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.face import Face


@dataclass(frozen=True, slots=True)
class Network:
    """Edges from ``tail`` to ``head`` that carry ``flow`` within ``low`` to ``high``, in steps.

    Node 0 is the ground. Edge ``e`` is project ``project[e]`` (its position), or a limit (-1).
    """

    nodes: int
    tail: list[int]
    head: list[int]
    low: list[int]
    flow: list[int]
    high: list[int]
    project: list[int]


@dataclass(slots=True)
class _Limit:
    """Lines over the same free projects: they have ``low`` to ``high`` steps together."""

    members: frozenset[int]
    flow: int
    low: int
    high: int


def network_of(face: Face) -> Network | None:
    """Return the network of the free projects of a face, ``None`` where it is none."""
    free = np.flatnonzero(face.free)
    grids = face.program.paper.domains.grid[free]
    if len(set(grids.tolist())) > 1:
        return None
    limits = _limits(face, free)
    if limits is None:
        return None
    families = _two_families(limits)
    return None if families is None else _joined(face, free, limits, families)


def _limits(face: Face, free: IntArray) -> list[_Limit] | None:
    """Return the limits that may bind the free projects; ``None`` if one does not add up steps."""
    program, lines = face.program, face.program.paper.lines
    is_free = np.zeros(len(face.steps), dtype=np.bool_)
    is_free[free] = True
    entries = np.flatnonzero(is_free[lines.projects] & np.asarray(lines.per_step != 0))
    totals = lines.totals(face.steps)
    found: dict[frozenset[int], _Limit] = {}
    cuts = np.flatnonzero(np.diff(lines.line_of[entries])) + 1
    for mine in np.split(entries, cuts) if len(entries) else ():
        k = int(lines.line_of[mine[0]])
        members = lines.projects[mine]
        slack = int(program.right_sides[k]) - int(totals[k])
        slack = -slack if not lines.lines[k].at_most else slack
        weights = set(lines.per_step[mine].tolist())
        rise = (face.high if lines.lines[k].at_most else face.steps)[members]
        fall = (face.steps if lines.lines[k].at_most else face.low)[members]
        most = int(np.abs(lines.per_step[mine]).max()) * int((rise - fall).sum())
        mixed = len(weights) > 1 or min(weights) < 0
        if not face.full[k] and slack >= most and not mixed:
            continue
        if mixed:
            if not face.full[k] and slack >= _span(face, mine):
                continue
            return None
        weight = weights.pop()
        limit = _limit_of(found, face, members)
        if face.full[k]:
            limit.low = limit.high = limit.flow
        elif lines.lines[k].at_most:
            limit.high = min(limit.high, limit.flow + slack // weight)
        else:
            limit.low = max(limit.low, limit.flow - slack // weight)
    return list(found.values())


def _span(face: Face, entries: IntArray) -> int:
    """Return how much a line can change at most."""
    lines = face.program.paper.lines
    members = lines.projects[entries]
    ranges = (face.high - face.low)[members]
    return int((np.abs(lines.per_step[entries]).astype(object) * ranges).sum())


def _limit_of(found: dict[frozenset[int], _Limit], face: Face, members: IntArray) -> _Limit:
    key = frozenset(members.tolist())
    if key not in found:
        flow, low, high = (int(v[members].sum()) for v in (face.steps, face.low, face.high))
        found[key] = _Limit(key, flow, low, high)
    return found[key]


def _two_families(limits: list[_Limit]) -> list[int] | None:
    """Return the family, 0 or 1, of each limit, so that each family nests; ``None`` if none do."""
    crossing = _crossing(limits)
    family: dict[int, int] = {}
    for first in crossing:
        waiting = [] if first in family else [first]
        family.setdefault(first, 0)
        while waiting:
            k = waiting.pop()
            for other in crossing[k]:
                if other not in family:
                    family[other] = 1 - family[k]
                    waiting.append(other)
                elif family[other] == family[k]:
                    return None
    return [family.get(k, 0) for k in range(len(limits))]


def _crossing(limits: list[_Limit]) -> dict[int, list[int]]:
    """Return for each limit those that share projects with it while neither holds the other."""
    of_project: dict[int, list[int]] = {}
    for k, limit in enumerate(limits):
        for i in limit.members:
            of_project.setdefault(i, []).append(k)
    shared: Counter[tuple[int, int]] = Counter()
    for mine in of_project.values():
        shared.update(combinations(mine, 2))
    crossing: dict[int, list[int]] = {}
    for (a, b), count in shared.items():
        if count < min(len(limits[a].members), len(limits[b].members)):
            crossing.setdefault(a, []).append(b)
            crossing.setdefault(b, []).append(a)
    return crossing


def _joined(face: Face, free: IntArray, limits: list[_Limit], families: list[int]) -> Network:
    """Return the network: limits widest first, so that each finds its parent below it."""
    inner = ({int(i): 0 for i in free}, {int(i): 0 for i in free})
    network = Network(len(limits) + 1, [], [], [], [], [], [])
    order = sorted(range(len(limits)), key=lambda k: -len(limits[k].members))
    for node, k in enumerate(order, start=1):
        limit, own = limits[k], inner[families[k]]
        parent = own[next(iter(limit.members))]
        ends = (parent, node) if families[k] == 0 else (node, parent)
        _add(network, ends, (limit.low, limit.flow, limit.high), -1)
        for i in limit.members:
            own[i] = node
    for i in free.tolist():
        ends = (inner[0][i], inner[1][i])
        _add(network, ends, (int(face.low[i]), int(face.steps[i]), int(face.high[i])), i)
    return network


def _add(
    network: Network, ends: tuple[int, int], carries: tuple[int, int, int], project: int
) -> None:
    network.tail.append(ends[0])
    network.head.append(ends[1])
    network.low.append(carries[0])
    network.flow.append(carries[1])
    network.high.append(carries[2])
    network.project.append(project)
