"""One answer: nobody else's plan is as good, or the published tie rule chose among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import Solution, TieLevel
from optimizer.verify.circles import TooMuchError, changeable, first_raisable
from optimizer.verify.face import Face, face_of
from optimizer.verify.findings import finding, notice
from optimizer.verify.leximin import Levels, check_levels, check_reached, remainders
from optimizer.verify.network import Network, network_of
from optimizer.verify.paper import Paper
from optimizer.verify.plans import Plans, are_few
from optimizer.verify.proof import Entry

#: Edges of a network that are searched for other plans.
MOST_EDGES = 300_000
#: Ways that are searched to do the tie rule again.
MOST_WORK = 2 * 10**7


def check_ties(
    paper: Paper, solution: Solution, entries: Sequence[Entry], awards: IntArray
) -> Iterator[Problem]:
    """Check what the plan says of its ties, stage by stage; multipliers must have been checked.

    What cannot be done again here, or not in time, is named in a notice.
    """
    certificate = solution.certificate
    yield from _check_words(paper, solution, entries)
    chosen = paper.problem.method == "optimum" and solution.status == "optimal"
    if not chosen or solution.ties == "unknown":
        return
    stages = [
        [entry for entry in entries if entry.program.number == number]
        for number in range(len(paper.stages))
    ]
    optimised = [mine for mine in stages if mine]
    levels: Sequence[tuple[TieLevel, ...]] = certificate.levels or [()] * len(optimised)
    if len(levels) != len(optimised):
        yield finding("proof.entries", "levels", len(levels), len(optimised))
        return
    stated = None if certificate.could_differ is None else set(certificate.could_differ)
    different = False
    for mine, of_stage in zip(optimised, levels, strict=True):
        face = face_of(mine[0].program, mine, certificate, awards)
        stage = _Stage(face, mine, of_stage, solution)
        yield from stage.check(stated)
        different |= stage.different is not False
    if solution.ties == "not_unique" and not different:
        yield finding("ties.one_only", "ties", solution.ties)


def _check_words(paper: Paper, solution: Solution, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Check that what is said of proof and ties fits together, whatever can be done again."""
    met = paper.problem.method == "optimum" and solution.bound == solution.objective
    if solution.status == "feasible" and met:
        yield finding("solution.is_best", "status", solution.status)
    if solution.status == "optimal" and solution.proof == "bound":
        yield finding("solution.is_best", "proof", solution.proof)
    certificate, rule = solution.certificate, solution.tie_rule
    if (
        any(certificate.levels)
        if rule == "none"
        else rule == "leximin" and not any(certificate.levels)
    ):
        yield finding("ties.rule_without_levels", "tie_rule", rule)
    for name in certificate.could_differ or ():
        if name not in paper.roster.position:
            yield finding("ties.unknown_project", name)
    differ = certificate.could_differ
    if solution.ties == "unique" and rule == "none" and differ:
        yield finding("ties.contradiction", "ties", solution.ties)
    if solution.ties == "not_unique":
        stages = {entry.program.number for entry in entries}
        if differ == () or (rule != "none" and len(stages) == 1):
            yield finding("ties.contradiction", "ties", solution.ties)


class _Stage:
    """The ties of one stage.

    ``different`` says whether other plans are as good, ``None`` where that is not known.
    """

    def __init__(
        self, face: Face, entries: Sequence[Entry], levels: tuple[TieLevel, ...], solution: Solution
    ) -> None:
        self._face = face
        self._levels = levels
        self._solution = solution
        self._number = face.program.paper.stages[face.program.number].position + 1
        self._is_only = len(face.program.paper.stages) == 1
        self._ways = _ways(face, entries)
        self.different: bool | None = None

    def check(self, stated: set[str] | None) -> Iterator[Problem]:
        """Check that the stage's plan is the only one, or the one that the rule chooses."""
        mine, paper = self._face.program.mine, self._face.program.paper
        if not (self._face.free & mine).any():
            self.different = False
            return
        if self._ways is None:
            yield self._not_checked()
            return
        differ = {paper.name(i) for i in self._ways.changeable() if mine[i]}
        if isinstance(self._ways, Ways) and self._face.narrows and differ:
            # What is chosen among more plans, and keeps the order, is chosen among fewer too.
            chosen = self._solution.ties == "unique" and not any(self._check_rule())
            yield from () if chosen else (self._not_checked(),)
            return
        self.different = bool(differ)
        for name in sorted(differ - stated) if stated is not None else ():
            yield finding("ties.could_differ", name)
        if differ and self._solution.ties == "unique":
            yield from self._check_rule()

    def _not_checked(self) -> Problem:
        if self._is_only:
            return notice(finding("ties.not_checked_whole"))
        return notice(finding("ties.not_checked", str(self._number), self._number))

    def _check_rule(self) -> Iterator[Problem]:
        rule = self._solution.tie_rule
        if rule == "none":
            yield finding("ties.no_rule", str(self._number), self._number)
        elif self._levels:
            levels, wrong = check_levels(self._face, self._levels)
            wrong += () if wrong else check_reached(self._face, levels)
            yield from wrong
            if not wrong:
                yield from self._check_rounding(levels)
        elif rule == "leximin":
            yield finding("ties.no_levels", str(self._number), self._number)
        else:
            face = self._face
            order = np.flatnonzero(face.free & face.program.mine).tolist()
            yield from self._check_greatest(order, face.low, face.high)

    def _check_rounding(self, levels: Levels) -> Iterator[Problem]:
        """Check that awards are the ratios rounded, the greatest remainders up first."""
        face, paper = self._face, self._face.program.paper
        low, high = face.low.copy(), face.high.copy()
        order = remainders(levels)
        for remainder, i, whole in order:
            low[i], high[i] = whole, whole + (remainder > 0)
            if not low[i] <= face.steps[i] <= high[i]:
                yield finding("ties.rounding", paper.name(i), int(face.steps[i]), whole)
                return
        yield from self._check_greatest([i for _, i, _ in order], low, high)

    def _check_greatest(self, order: list[int], low: IntArray, high: IntArray) -> Iterator[Problem]:
        """Check that nobody can have a step more while all before it in the order stay."""
        if self._ways is None:  # pragma: no cover  # then the plan's ties were not looked at
            return
        try:
            i = self._ways.greater(order, low, high)
        except TooMuchError:
            yield self._not_checked()
            return
        if i is not None:
            number = self._face.program.paper.name(i)
            yield finding("ties.not_chosen", number, self._solution.tie_rule)


def _ways(face: Face, entries: Sequence[Entry]) -> Ways | Plans | None:
    """Return the other plans as good: as ways round a network, else one by one, else unknown."""
    if not face.free.any():
        return None
    if face.narrows and are_few(face):
        return Plans(face, entries)
    network = network_of(face) if face.exact else None
    if network is not None and len(network.tail) <= MOST_EDGES:
        return Ways(face, network)
    return Plans(face, entries) if are_few(face) else None


class Ways:
    """The plans as good as the one in hand, as ways round the network of the face."""

    def __init__(self, face: Face, network: Network) -> None:
        self._face = face
        self._network = network

    def changeable(self) -> set[int]:
        """Return the projects (positions) whose award is another one in some plan."""
        return {self._network.project[e] for e in changeable(self._network)} - {-1}

    def greater(self, order: Sequence[int], low: IntArray, high: IntArray) -> int | None:
        """Return the first project of ``order`` that a plan within bounds gives more.

        ``None`` if no plan is greater, read in that order.
        """
        network = network_of(replace(self._face, low=low, high=high))
        if network is None:  # pragma: no cover  # narrower ranges leave fewer limits that cross
            return None
        edges = {i: e for e, i in enumerate(network.project) if i >= 0}
        edge = first_raisable(network, [edges[i] for i in order if i in edges], MOST_WORK)
        return None if edge is None else network.project[edge]
