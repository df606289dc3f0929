"""One answer: nobody else's plan is as good, or the published tie rule chose among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import Solution, TieLevel
from optimizer.verify.circles import changeable, first_raisable
from optimizer.verify.face import Face, face_of
from optimizer.verify.findings import finding, notice
from optimizer.verify.leximin import Levels, check_levels, check_reached, remainders
from optimizer.verify.network import Network, network_of
from optimizer.verify.paper import Paper
from optimizer.verify.proof import Entry

#: Edges of a network that are searched for other plans.
MOST_EDGES = 300_000
#: Edges times edges that are searched to do the tie rule again.
MOST_WORK = 2 * 10**7


def check_ties(
    paper: Paper, solution: Solution, entries: Sequence[Entry], awards: IntArray
) -> Iterator[Problem]:
    """Check what the plan says of its ties, stage by stage; multipliers must have been checked.

    What cannot be done again here, or not in time, is named in a notice.
    """
    certificate = solution.certificate
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
        stage = _Stage(face, of_stage, solution)
        yield from stage.check(stated)
        different |= stage.different is not False
    if solution.ties == "not_unique" and not different:
        yield finding("ties.one_only", "ties", solution.ties)


class _Stage:
    """The ties of one stage.

    ``different`` says whether other plans are as good, ``None`` where that is not known.
    """

    def __init__(self, face: Face, levels: tuple[TieLevel, ...], solution: Solution) -> None:
        self._face = face
        self._levels = levels
        self._solution = solution
        self._number = face.program.paper.stages[face.program.number].position + 1
        self.different: bool | None = None

    def check(self, stated: set[str] | None) -> Iterator[Problem]:
        """Check that the stage's plan is the only one, or the one that the rule chooses."""
        face, paper = self._face, self._face.program.paper
        if not (face.free & face.program.mine).any():
            self.different = False
            return
        network = network_of(face) if face.exact else None
        if network is None or len(network.tail) > MOST_EDGES:
            yield notice(finding("ties.not_checked", str(self._number)))
            return
        free = {network.project[e] for e in changeable(network)} - {-1}
        differ = {paper.name(i) for i in free if face.program.mine[i]}
        self.different = bool(differ)
        for name in sorted(differ - stated) if stated is not None else ():
            yield finding("ties.could_differ", name)
        if differ and self._solution.ties == "unique":
            yield from self._check_rule(network)

    def _check_rule(self, network: Network) -> Iterator[Problem]:
        rule = self._solution.tie_rule
        if rule == "none":
            yield finding("ties.no_rule", str(self._number))
        elif self._levels:
            levels, wrong = check_levels(self._face, self._levels)
            wrong += () if wrong else check_reached(self._face, levels)
            yield from wrong
            if not wrong:
                yield from self._check_rounding(levels)
        elif rule == "leximin":
            yield finding("ties.no_levels", str(self._number))
        else:
            mine = self._face.program.mine
            edges = {i: e for e, i in enumerate(network.project) if i >= 0 and mine[i]}
            yield from self._check_greatest(network, [edges[i] for i in sorted(edges)])

    def _check_rounding(self, levels: Levels) -> Iterator[Problem]:
        """Check that awards are the ratios rounded, the greatest remainders up first."""
        face, paper = self._face, self._face.program.paper
        low, high = face.low.copy(), face.high.copy()
        order = remainders(face, levels)
        for remainder, i, whole in order:
            low[i], high[i] = whole, whole + (remainder > 0)
            if not low[i] <= face.steps[i] <= high[i]:
                yield finding("ties.rounding", paper.name(i), int(face.steps[i]), whole)
                return
        network = network_of(replace(face, low=low, high=high))
        if network is None:
            yield notice(finding("ties.not_checked", str(self._number)))
            return
        edges = {i: e for e, i in enumerate(network.project) if i >= 0}
        yield from self._check_greatest(network, [edges[i] for _, i, _ in order if i in edges])

    def _check_greatest(self, network: Network, order: list[int]) -> Iterator[Problem]:
        """Check that nobody can have a step more while all before it in the order stay."""
        if len(order) * len(network.tail) > MOST_WORK:
            yield notice(finding("ties.not_checked", str(self._number)))
            return
        edge = first_raisable(network, order)
        if edge is not None:
            number = self._face.program.paper.name(network.project[edge])
            yield finding("ties.not_chosen", number, self._solution.tie_rule)
