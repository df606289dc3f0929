"""START HERE. Among equally good plans one is chosen, and it is said how.

The rule is leximin of the funding ratios where the face is a network; past its work limit, and
elsewhere, awards read by rising number are the greatest; where that has no answer either, the
plan stays as it is and its ties are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.formats.solution import TieRule, Ties
from optimizer.model import exact
from optimizer.model.feasible import is_feasible
from optimizer.model.levels import TieStep
from optimizer.model.program import Mask, Program, mirrored
from optimizer.model.solver import Effort
from optimizer.model.ties.freedom import free_parts
from optimizer.model.ties.level_proofs import LevelProofs
from optimizer.model.ties.leximin import leximin
from optimizer.model.ties.network import Network, multiplier_unit, network_of
from optimizer.model.ties.number import greatest_by_number, is_only_point
from optimizer.model.ties.rounding import rounded
from optimizer.model.ties.work import MOST_STEPS, Work, WorkLimitError


@dataclass(frozen=True, slots=True)
class Choice:
    """A grid point of the face, and how it was chosen.

    ``could_differ`` are the variables (rising) that another point of the face sets otherwise,
    ``None`` where that is not known; ``steps`` the levels of leximin, by the variables and rows of
    the face.
    """

    units: exact.Integers
    ties: Ties = "unique"
    rule: TieRule = "none"
    could_differ: IntArray | None = None
    steps: tuple[TieStep, ...] = ()


def choose(
    core: Program, point: exact.Integers, own: Mask, effort: Effort, most_steps: int = MOST_STEPS
) -> Choice:
    """Choose among the grid points of ``core``, all of them equally good.

    Parameters
    ----------
    core
        The face: rows with a multiplier are equations, variables have reduced cost 0. Leximin
        needs its entitled amounts.
    point
        A grid point of it; a vertex where the rows are no network.
    own
        Variables that the rule reads, shape (core.size,); the others may move freely.
    effort
        Limits of each linear program.
    most_steps
        Work limit of leximin, in steps over edges.
    """
    none = np.zeros(0, dtype=np.int64)
    if not own.any():
        return Choice(point, could_differ=none)
    network = network_of(core, point, own)
    if network is None:
        return _beyond_networks(core, point, own, effort)
    work = Work(most_steps)
    differ: IntArray | None = None
    try:
        ends, bounds = (network.tail, network.head), (network.low, network.high)
        parts = free_parts(ends, network.flow, bounds, work)
        differ = _could_differ(network, parts)
        if not len(differ):
            return Choice(point, could_differ=none)
        if network.has_ratios:
            return _fairest(core, network, parts, differ, work)
    except WorkLimitError:
        pass
    return _by_number(core, point, own, effort, differ)


def _could_differ(network: Network, parts: list[list[int]]) -> IntArray:
    """Return the projects of bundles that can change, or can change inside."""
    moving = {e for part in parts for e in part}
    columns = [
        column
        for e, bundle in enumerate(network.bundles)
        if e in moving or (len(bundle.columns) > 1 and 0 < network.flow[e] < bundle.total)
        for column in bundle.columns
    ]
    return np.array(sorted(columns), dtype=np.int64)


def _fairest(
    core: Program, network: Network, parts: list[list[int]], differ: IntArray, work: Work
) -> Choice:
    """Choose by leximin, rounded to the grid; what comes out is checked before it is believed."""
    fairest = leximin(network, parts, work)
    worth = [multiplier_unit(core, row) for row in range(len(core.rows))]
    steps = tuple(_by_limit(step, worth) for step in LevelProofs(network, fairest, work).steps())
    values = rounded(network, parts, fairest, work)
    units = exact.narrow([values.get(j, 0) for j in range(core.size)])
    if not is_feasible(core, units):
        raise WorkLimitError
    return Choice(units, "unique", "leximin", differ, steps)


def _by_limit(step: TieStep, worth: list[Fraction]) -> TieStep:
    """Return a level with multipliers for one unit of each limit, not of its flow."""
    multipliers = {
        row: value if worth[row] == 1 else value * worth[row]
        for row, value in step.multipliers.items()
    }
    return replace(step, multipliers=multipliers)


def _by_number(
    core: Program, point: exact.Integers, own: Mask, effort: Effort, differ: IntArray | None
) -> Choice:
    """Choose the greatest awards, read by rising number, where others are known to be as good."""
    chosen = greatest_by_number(core, point, np.flatnonzero(own).tolist(), effort)
    if chosen is None:
        return Choice(point, "unknown", could_differ=differ)
    return Choice(chosen, "unique", "number", differ)


def _beyond_networks(core: Program, point: exact.Integers, own: Mask, effort: Effort) -> Choice:
    """Choose by number where rows cross; at a vertex it is seen whether it is alone."""
    none = np.zeros(0, dtype=np.int64)
    if is_only_point(core, point):
        return Choice(point, could_differ=none)
    choice = _by_number(core, point, own, effort, None)
    order = np.flatnonzero(own).tolist()
    if choice.rule == "none" or own.all() or _has_choice(core, choice.units, order, effort):
        return choice
    return Choice(choice.units, could_differ=none)


def _has_choice(core: Program, chosen: exact.Integers, order: list[int], effort: Effort) -> bool:
    """Return whether another plan gives the projects of ``order`` other awards.

    The greatest plan is compared with the least one: no choice exists when they are the same.
    """
    least = greatest_by_number(*mirrored(core, chosen), order, effort)
    return least is None or bool((core.upper[order] - least[order] != chosen[order]).any())
