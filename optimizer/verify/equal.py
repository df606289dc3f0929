"""Equal clauses: the published ratio reproduces every award, and no greater ratio would fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.verify.completion import broken_lines, can_complete
from optimizer.verify.exact import Mask
from optimizer.verify.findings import finding
from optimizer.verify.paper import CLAUSE, Paper

#: A published ratio of 1: ratios are stated in millionths.
WHOLE = 10**6


def part_of(entitled: IntArray, ratio: IntArray | int) -> IntArray:
    """Return ``floor(ratio x entitled / 10^6)`` for a ratio of at most 1, within int64."""
    return np.asarray(entitled // WHOLE * ratio + entitled % WHOLE * ratio // WHOLE)


def check_equal(paper: Paper, awards: IntArray, ratios: Mapping[str, int]) -> Iterator[Problem]:
    """Check the equal clauses stage by stage, each with what locks and earlier stages left."""
    bound_by = [
        number
        for number in range(len(paper.stages))
        if paper.problem.method == "optimum" or not paper.is_scored(number)
    ]
    stages = [_EqualStage(paper, number, awards) for number in bound_by]
    missing = sorted(
        {c for stage in stages for c in stage.clauses if not 0 <= ratios.get(c, -1) <= WHOLE}
    )
    for clause in missing:
        yield finding("equal.ratio", clause, ratios.get(clause), WHOLE)
    for stage in () if missing else stages:
        yield from stage.amounts(awards, ratios)
        if not paper.is_scored(stage.number):
            # Beside scored projects the objective sets the ratio; alone it is the greatest.
            yield from stage.greatest(ratios)


class _EqualStage:
    """The open projects of a stage's equal clauses, and what is settled before them."""

    def __init__(self, paper: Paper, number: int, awards: IntArray) -> None:
        self.paper = paper
        self.number = number
        projects = paper.stages[number].projects
        domains = paper.domains
        self.projects = projects[(domains.equal & domains.is_open)[projects]]
        self.settled = paper.settled(number, awards)
        lines = paper.lines
        self._left = lines.limits - lines.totals(paper.steps(self.settled))
        self._cuts = np.array([line.holds for line in lines.lines], dtype=np.bool_)
        column = paper.problem.labels.get(CLAUSE)
        if column is None or not len(self.projects):
            self.clauses: list[str] = []
            self._code = np.zeros(0, dtype=np.int64)
            return
        codes, self._code = np.unique(column.codes[self.projects], return_inverse=True)
        self.clauses = [column.names[code] for code in codes.tolist()]

    def amounts(self, awards: IntArray, ratios: Mapping[str, int]) -> Iterator[Problem]:
        """Find every award that the published ratio does not give."""
        own = self.pay(ratios)[self.projects]
        stated = awards[self.projects]
        for k in np.flatnonzero(own != stated).tolist():
            number = self.paper.name(int(self.projects[k]))
            yield finding("equal.amount", number, int(stated[k]), int(own[k]))

    def pay(self, ratios: Mapping[str, int]) -> IntArray:
        """Return what the ratios pay (0 outside), cut by the limits of single holders.

        Projects are served by rising application number, so such a limit cuts the last ones.
        """
        domains, mine = self.paper.domains, self.projects
        ratio = np.array([ratios[clause] for clause in self.clauses], dtype=np.int64)
        paid = np.zeros(len(domains.grid), dtype=np.int64)
        if not len(mine):
            return paid
        own = part_of(self.paper.problem.entitled[mine], ratio[self._code])
        paid[mine] = np.where(own >= domains.least[mine], own, 0)
        self._cut(paid)
        return paid

    def _cut(self, paid: IntArray) -> None:
        """Serve the members of holders' limits that are exceeded one by one."""
        lines = self.paper.lines
        over = self._cuts & np.asarray(lines.totals(paid) > self._left, dtype=np.bool_)
        if not over.any():
            return
        of_over = np.flatnonzero(over[lines.line_of] & (paid > 0)[lines.projects])
        order = of_over[np.argsort(lines.projects[of_over], kind="stable")]
        left = {k: int(self._left[k]) for k in np.flatnonzero(over).tolist()}
        entries = zip(
            lines.projects[order].tolist(),
            lines.line_of[order].tolist(),
            (lines.per_step[order] > 0).tolist(),
            strict=True,
        )
        for i, mine in groupby(entries, key=lambda entry: entry[0]):
            cutting = [(k, in_yuan) for _, k, in_yuan in mine]
            room = [left[k] if in_yuan else int(paid[i]) * (left[k] > 0) for k, in_yuan in cutting]
            x = min(int(paid[i]), *room)
            paid[i] = x if x >= self.paper.domains.least[i] else 0
            for k, in_yuan in cutting:
                left[k] -= int(paid[i]) if in_yuan else int(paid[i] > 0)

    def greatest(self, ratios: Mapping[str, int]) -> Iterator[Problem]:
        """Raise all clauses of one level by a millionth: each must then meet a limit."""
        clauses = sorted(self.clauses, key=lambda c: (ratios[c], c))
        for level, together in groupby(clauses, key=lambda c: ratios[c]):
            group = list(together)
            if level == WHOLE:
                return
            up = self._next_ratio(group, level)
            if up > WHOLE:
                continue
            raised = {c: up if ratios[c] == level else ratios[c] for c in clauses}
            stopped = self._stopped(self.pay(raised))
            free = [c for c in group if c not in stopped]
            alone = self.pay({c: up if c in free else ratios[c] for c in clauses})
            if free and not self._stopped(alone) and self._completes(alone):
                for clause in sorted(free):
                    yield finding("equal.not_greatest", clause, level, up)

    def _stopped(self, paid: IntArray) -> set[str]:
        """Return the clauses under an at-most limit that these awards break by themselves.

        Limits of single holders cut, and never stop a clause; nor does a limit in which more of
        somebody makes room.
        """
        paper, lines = self.paper, self.paper.lines
        alone = np.array([x.at_most and not x.signed and not x.holds for x in lines.lines])
        broken = alone & broken_lines(paper, paper.steps(self.settled + paid))
        mine: Mask = np.zeros(len(paid), dtype=np.bool_)
        mine[lines.projects[np.flatnonzero(broken[lines.line_of])]] = True
        return {self.clauses[code] for code in set(self._code[mine[self.projects]].tolist())}

    def _completes(self, paid: IntArray) -> bool:
        domains = self.paper.domains
        later = domains.is_open & (self.paper.stage_of > self.number)
        return can_complete(self.paper, self.settled + paid, later)

    def _next_ratio(self, group: list[str], level: int) -> int:
        """Return the next ratio to try: a millionth more.

        An at-least limit lifts its clauses to the least ratio that meets it, so there it is the
        next ratio that changes an award.
        """
        lines = self.paper.lines
        asks = ~lines.at_most
        lifted = np.zeros(len(self.settled), dtype=np.bool_)
        lifted[lines.projects[np.flatnonzero(asks[lines.line_of])]] = True
        of_group = np.isin(self._code, [self.clauses.index(c) for c in group])
        mine = self.projects[of_group]
        if not lifted[mine].any():
            return level + 1
        entitled = self.paper.problem.entitled[mine]
        beyond = part_of(entitled, level) + 1
        changes = -(-beyond.astype(object) * WHOLE // entitled)
        return int(min(changes.tolist(), default=level + 1))
