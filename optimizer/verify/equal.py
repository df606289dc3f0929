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
    for level, together in groupby(clauses, key=lambda c: ratios[c]):
        group = list(together)
        if level == WHOLE:
            return
        up = _next_ratio(paper, mine, group, level)
        if up > WHOLE:
            continue
        raised = {c: up if ratios[c] == level else ratios[c] for c in clauses}
        full = rooms.broken_by(number, mine, pay(paper, rooms, mine, raised))
        free = {
            clause
            for clause in group
            if not full & {r for i in mine if paper.clause[i] == clause for r in rooms.rows_of[i]}
        }
        alone = pay(paper, rooms, mine, {c: up if c in free else ratios[c] for c in clauses})
        if free and rooms.floors_in_reach(number, mine, alone):
            for clause in sorted(free):
                yield finding("equal.not_greatest", clause, level, up)


def _next_ratio(paper: Paper, mine: list[int], group: list[str], level: int) -> int:
    """Return the next ratio to try: a millionth more.

    A floor lifts its clauses to the least ratio that meets it, so there it is the next ratio that
    changes an award.
    """
    lifted = {
        paper.clause[i]
        for limit in paper.limits
        if limit.at_least is not None
        for i in limit.members
    }
    if not lifted.intersection(group):
        return level + 1
    changes = (
        -(-(level * a // WHOLE + 1) * WHOLE // a)
        for i in mine
        if paper.clause[i] in group and (a := paper.entitled[i])
    )
    return min(changes, default=level + 1)
