"""The working paper: an allocation problem laid out in columns of exact integers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, Label, Stage
from optimizer.verify.domains import NOT_LOCKED, Domains, domains_of
from optimizer.verify.exact import Mask
from optimizer.verify.lines import Lines, write_out
from optimizer.verify.members import Roster

CLAUSE, PANEL = "clause", "panel"


@dataclass(frozen=True, slots=True)
class Served:
    """A stage that holds projects: its position in the file (from 0) and its projects, rising."""

    position: int
    stage: Stage
    projects: IntArray


@dataclass(frozen=True)
class Paper:
    """An allocation problem as an auditor lays it out: columns of one entry a project.

    ``stages`` are those with projects; ``stage_of`` gives each project its position among them.
    """

    problem: AllocationProblem
    roster: Roster
    domains: Domains
    lines: Lines
    stages: tuple[Served, ...]
    stage_of: IntArray

    def name(self, i: int) -> str:
        """Return the application number of project ``i``."""
        return str(self.problem.ids[i])

    def steps(self, awards: IntArray) -> IntArray:
        """Return awards in grid steps."""
        return awards // self.domains.grid

    def settled(self, number: int, awards: IntArray) -> IntArray:
        """Return what is settled before stage ``number``: all locks, and the stages before."""
        before = (self.domains.locked != NOT_LOCKED) | (self.stage_of < number)
        return np.where(before, awards, 0)

    def is_scored(self, number: int) -> bool:
        """Say whether a stage has projects outside equal clauses, so that it has an objective."""
        return not bool(self.domains.equal[self.stages[number].projects].all())

    @cached_property
    def group(self) -> IntArray:
        """The monotone group (clause and panel) of each project that is compared, else -1."""
        names = self.problem.rules.monotone
        group = np.full(len(self.problem.ids), -1, dtype=np.int64)
        if not names:
            return group
        inside = np.zeros(len(group), dtype=np.bool_)
        inside[self.roster.chosen({CLAUSE: names})] = True
        inside &= self.domains.is_open & ~self.domains.equal
        codes = [codes_of(self.problem.labels.get(key), len(group)) for key in (CLAUSE, PANEL)]
        panels = int(codes[1].max(initial=0)) + 2
        group[inside] = (codes[0] * panels + codes[1] + 1)[inside]
        return group

    def groups(self, among: Mask) -> list[IntArray]:
        """Return the members of every monotone group inside ``among``, by falling merit.

        Who is alone is compared with nobody.
        """
        mine = np.flatnonzero((self.group >= 0) & among)
        order = mine[np.lexsort((mine, -self.problem.merit[mine], self.group[mine]))]
        cuts = np.flatnonzero(np.diff(self.group[order])) + 1
        return [part for part in np.split(order, cuts) if len(part) > 1]


def codes_of(column: Label | None, size: int) -> IntArray:
    """Return the code of each project's label, -1 where it has none."""
    return np.full(size, -1, dtype=np.int64) if column is None else column.codes


def lay_out(problem: AllocationProblem) -> Paper:
    """Lay a problem out."""
    roster = Roster(problem)
    domains = domains_of(problem, roster)
    stages, stage_of = _stages(problem)
    shares = (
        (f"stage {one.position + 1} share", int(one.stage.share * problem.budget), one.projects)
        for one in stages
        if one.stage.share is not None
    )
    lines = write_out(problem, roster, domains, shares)
    return Paper(problem, roster, domains, lines, stages, stage_of)


def _stages(problem: AllocationProblem) -> tuple[tuple[Served, ...], IntArray]:
    """Return the stages with projects; clauses that no stage names come last, together."""
    stages = (*problem.rules.stages, Stage(clauses=()))
    last = len(stages) - 1
    column = problem.labels.get(CLAUSE)
    names = () if column is None else column.names
    by_name = {name: k for k, stage in enumerate(stages) for name in stage.clauses}
    by_code = np.array([*(by_name.get(name, last) for name in names), last], dtype=np.int64)
    file_position = by_code[codes_of(column, len(problem.ids))]
    present, stage_of = np.unique(file_position, return_inverse=True)
    served = tuple(
        Served(position, stages[position], np.flatnonzero(file_position == position))
        for position in present.tolist()
    )
    return served, stage_of
