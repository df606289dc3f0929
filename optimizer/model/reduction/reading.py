"""A whole problem as a network, column by column: no object a project or a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import (
    NO_LABEL,
    NO_LIMIT,
    AllocationProblem,
    IntArray,
    LabelLimits,
    Row,
    Rules,
)
from optimizer.formats.strict_json import MOST_INTEGER
from optimizer.model import exact
from optimizer.model.objective_scope import Scope
from optimizer.model.objectives.merit_projects import merit_projects
from optimizer.model.reduction.network import NO_UNIT, Network, forest
from optimizer.model.rules.budget import BUDGET
from optimizer.model.rules.group_limits import LABEL as GROUP
from optimizer.model.rules.unit_limits import LABELS as HOLDERS

_MOST_ROWS = 100
_MOST_LEAVES = 256
#: Combinations of values of the labels that pools select by.
_MOST_CELLS = 2**16


@dataclass(frozen=True, slots=True)
class Reading:
    """A problem as a network.

    ``names`` are those of the pools, empty for the one without a limit; ``starts[b]`` is the first
    unit of block ``b`` of the label limits. ``factor`` times a worth is the worth of a step in the
    objective, ``scale`` what the objective publishes.
    """

    network: Network
    grid: int
    names: tuple[str, ...]
    starts: tuple[int, ...]
    factor: int
    scale: int


def read(problem: AllocationProblem) -> Reading | None:
    """Return the network that ``problem`` is; ``None`` if it is none, or if anything is odd."""
    if not _is_plain(problem) or not _is_small(problem):
        return None
    grid = int(problem.grid[0])
    steps = problem.entitled // grid
    if exact.greatest(steps) * len(steps) >= exact.SAFE:
        return None
    parts = _parts(problem)
    units = None if parts is None else _units(problem, parts, grid, int(steps.sum()) + 1)
    if parts is None or units is None:
        return None
    worth, factor, scale = _worth(problem, steps, grid)
    if worth.dtype == object:
        return None
    if problem.rules.pass_mark is not None:
        steps = np.where(problem.merit < problem.rules.pass_mark, 0, steps)
    everyone = np.ones(parts.count, dtype=np.bool_)
    inside = np.array([everyone, *(parts.holds(problem, row.members) for row in problem.rows)])
    caps = [problem.budget, *(row.at_most or 0 for row in problem.rows)]
    trees = forest(inside, np.array(caps, dtype=np.int64) // grid, parts.leaf, steps)
    if trees is None:
        return None
    network = Network(parts.leaf, worth, steps, units.unit, units.cap, trees.pools)
    if not network.is_small_enough:
        return None
    names = (BUDGET, *(row.name for row in problem.rows), "")
    pools = tuple(names[k] for k in trees.origin.tolist())
    return Reading(network, grid, pools, units.starts, factor, scale)


def _is_plain(problem: AllocationProblem) -> bool:
    """Return whether the problem has one grid, one objective, and at-most limits in yuan only."""
    rules = replace(problem.rules, pass_mark=None, score_tiers=())
    return (
        problem.method == "optimum"
        and rules == Rules()
        and problem.objective in {("merit_yuan",), ("merit_projects",)}
        and len(problem.ids) > 0
        and not problem.numbers
        and 0 < int(problem.grid.min()) == int(problem.grid.max())
        and len(problem.rows) <= _MOST_ROWS
        and all(_is_pool(problem, row) for row in problem.rows)
        and all(_is_column(problem, block) for block in problem.label_limits)
    )


def _is_pool(problem: AllocationProblem, row: Row) -> bool:
    beside = (row.number, row.at_least, row.at_most_share, row.at_least_share)
    return (
        row.at_most is not None
        and row.at_most >= 0
        and all(one is None for one in beside)
        and not {*HOLDERS, GROUP} & row.members.keys()
        and all(_is_there(problem, label) for label in row.members)
    )


def _is_there(problem: AllocationProblem, label: str) -> bool:
    """Return whether some project may have ``label``; one that none has is refused elsewhere."""
    return label in problem.labels and bool(problem.labels[label].names)


def _is_column(problem: AllocationProblem, block: LabelLimits) -> bool:
    scope = block.scope.keys()
    return (
        all(_is_there(problem, label) for label in (block.label, *scope))
        and not {*HOLDERS, GROUP} & scope
        and len(block.at_most) == len(problem.labels[block.label].names)
    )


def _is_small(problem: AllocationProblem) -> bool:
    """Return whether every amount and merit is one that the whole model would take."""
    columns = (problem.entitled, problem.grid, problem.merit)
    limits = [problem.budget, *(row.at_most or 0 for row in problem.rows)]
    return (
        all(int(c.min()) >= 0 and int(c.max()) < MOST_INTEGER for c in columns)
        and all(0 <= limit < MOST_INTEGER for limit in limits)
        and all(
            not len(b.at_most)
            or (int(b.at_most.min()) >= NO_LIMIT and int(b.at_most.max()) < MOST_INTEGER)
            for b in problem.label_limits
        )
    )


def _worth(
    problem: AllocationProblem, steps: IntArray, grid: int
) -> tuple[exact.Integers, int, int]:
    """Return the worth of a step, what to multiply it by, and the objective's scale."""
    if problem.objective == ("merit_yuan",):
        return problem.merit, grid, 1
    nobody = np.zeros(len(steps), dtype=np.bool_)
    scope = Scope(problem.entitled, problem.grid, problem.merit, steps, nobody, nobody)
    worth, scale = merit_projects(scope)
    return worth.steps[0], 1, scale


@dataclass(frozen=True, slots=True)
class _Parts:
    """The projects cut by the labels that pools read: ``leaf`` of each, ``codes`` of each leaf."""

    leaf: IntArray
    codes: Mapping[str, IntArray]
    count: int

    def holds(
        self, problem: AllocationProblem, members: Mapping[str, tuple[str, ...]]
    ) -> NDArray[np.bool_]:
        """Return which leaves ``members`` selects."""
        out = np.ones(self.count, dtype=np.bool_)
        for label, values in members.items():
            names = problem.labels[label].names
            wanted = [names.index(value) for value in values if value in names]
            out &= np.isin(self.codes[label], wanted)
        return out


def _parts(problem: AllocationProblem) -> _Parts | None:
    used = {label for row in problem.rows for label in row.members}
    used |= {label for block in problem.label_limits for label in block.scope}
    cells, cell = 1, np.zeros(len(problem.ids), dtype=np.int64)
    for label in sorted(used):
        column = problem.labels[label]
        cells *= len(column.names) + 1
        if cells > _MOST_CELLS:
            return None
        cell = cell * (len(column.names) + 1) + (column.codes - NO_LABEL)
    present = np.flatnonzero(np.bincount(cell, minlength=cells))
    if len(present) > _MOST_LEAVES:
        return None
    leaf_of = np.zeros(cells, dtype=np.int64)
    leaf_of[present] = np.arange(len(present))
    codes: dict[str, IntArray] = {}
    left = present
    for label in sorted(used, reverse=True):
        left, code = np.divmod(left, len(problem.labels[label].names) + 1)
        codes[label] = code + NO_LABEL
    return _Parts(leaf_of[cell], codes, len(present))


@dataclass(frozen=True, slots=True)
class _Units:
    """The unit of each project, the cap of each in steps, and where each block begins."""

    unit: IntArray
    cap: IntArray
    starts: tuple[int, ...]


def _units(problem: AllocationProblem, parts: _Parts, grid: int, most: int) -> _Units | None:
    """Return who shares a limit by label, at most ``most``; ``None`` if a project has two."""
    blocks = problem.label_limits
    sizes = [len(block.at_most) for block in blocks]
    starts = tuple(int(x) for x in np.cumsum([0, *sizes[:-1]]))[: len(blocks)]
    none = np.zeros(0, dtype=np.int64)
    cap = np.concatenate([none, *(block.at_most for block in blocks)])
    limited = cap != NO_LIMIT
    # More than all can ask for stands for no limit, so that sums stay small.
    cap = np.minimum(np.where(limited, cap // grid, most), most)
    if len(blocks) == 1 and not blocks[0].scope:
        return _Units(problem.labels[blocks[0].label].codes, cap, starts)
    unit = np.full(len(problem.ids), NO_UNIT, dtype=np.int64)
    for block, start in zip(blocks, starts, strict=True):
        codes = problem.labels[block.label].codes
        mine = (codes != NO_LABEL) & parts.holds(problem, block.scope)[parts.leaf]
        mine &= limited[start + np.maximum(codes, 0)] if len(block.at_most) else False
        if bool((unit[mine] != NO_UNIT).any()):
            return None
        unit[mine] = start + codes[mine]
    return _Units(unit, cap, starts)
