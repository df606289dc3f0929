"""Equal clauses: the published ratio reproduces every award, and no greater ratio would fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from optimizer.errors import Problem
from optimizer.verify.findings import finding
from optimizer.verify.headroom import Headroom
from optimizer.verify.paper import Paper

#: A published ratio of 1: ratios are stated in millionths.
WHOLE = 10**6


def check_equal(paper: Paper, awards: list[int], ratios: Mapping[str, int]) -> Iterator[Problem]:
    """Check the equal clauses stage by stage, each with what locks and earlier stages left."""
    present = {
        paper.clause[i]
        for i in range(len(awards))
        if paper.is_equal(i) and paper.most[i] and i not in paper.locked
    }
    for clause in sorted(present):
        if not 0 <= ratios.get(clause, -1) <= WHOLE:
            yield finding("equal.ratio", clause, ratios.get(clause), WHOLE)
    if any(not 0 <= ratios.get(clause, -1) <= WHOLE for clause in present):
        return
    rooms = Headroom(paper)
    for number, (_, members) in enumerate(paper.stages):
        mine = [i for i in members if paper.is_equal(i) and paper.most[i] and i not in paper.locked]
        paid = pay(paper, rooms, mine, ratios)
        for i, x in zip(mine, paid, strict=True):
            if awards[i] != x:
                yield finding("equal.amount", paper.ids[i], awards[i], x)
        if all(paper.is_equal(i) for i in members):
            # Beside scored projects the objective sets the ratio; alone it is the greatest.
            yield from _greatest(paper, rooms, number, mine, ratios)
        rooms.take(number, ((i, awards[i]) for i in members if i not in paper.locked))


def pay(paper: Paper, rooms: Headroom, projects: list[int], ratios: Mapping[str, int]) -> list[int]:
    """Return what a ratio a clause pays: rounded down, and cut by the limit of the unit.

    Projects are served by rising application number, so a unit's limit cuts the last ones.
    """
    left: dict[int, int] = {}
    paid = []
    for i in projects:
        x = ratios[paper.clause[i]] * paper.entitled[i] // WHOLE
        of_unit = rooms.unit_limits_of(i)
        for row in of_unit:
            x = min(x, max(left.setdefault(row, rooms.left[row]), 0))
        for row in of_unit:
            left[row] -= x
        paid.append(x)
    return paid


def _greatest(
    paper: Paper, rooms: Headroom, number: int, mine: list[int], ratios: Mapping[str, int]
) -> Iterator[Problem]:
    """Raise all clauses of one level by a millionth: each must then meet a limit of its own."""
    clauses = sorted({paper.clause[i] for i in mine}, key=lambda c: (ratios[c], c))
    for level, group in groupby(clauses, key=lambda c: ratios[c]):
        if level == WHOLE:
            return
        raised = {c: ratios[c] + 1 if ratios[c] == level else ratios[c] for c in clauses}
        full = rooms.broken_by(number, mine, pay(paper, rooms, mine, raised))
        for clause in group:
            touched = {row for i in mine if paper.clause[i] == clause for row in rooms.rows_of[i]}
            if not full & touched:
                yield finding("equal.not_greatest", clause, level, level + 1)
