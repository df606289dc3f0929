"""When nothing fits: one minimal clash, what would repair it, in the limits' own names.

The budget and all at-most limits are law and never relaxed. Targets are the at-least limits and
the locks: they were set by somebody, and may be set otherwise. Everything here looks at the
problem with equal clauses free; what is impossible even so is impossible with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice

import numpy as np

from optimizer.formats.solution import Repair, Solution
from optimizer.model import exact
from optimizer.model.feasible import is_feasible
from optimizer.model.possible import has_plan, is_plan
from optimizer.model.program import Program, ProgramRow
from optimizer.model.setting import Setting
from optimizer.model.solver import Effort, Status, solve
from optimizer.model.stage_program import build_program
from optimizer.model.ties import on_grid

#: Multipliers of the solver below this are 0; a wrong guess only costs time.
_ZERO = 1e-9
#: Targets up to which each one is asked for the change that would be enough alone.
_ALL_UP_TO = 200


@dataclass(frozen=True, slots=True)
class Target:
    """Something that may be set otherwise: an at-least limit, or the lock of ``project``."""

    name: str
    project: int | None = None


def lock_name(application: str) -> str:
    """Return the name of a lock among conflicts and repairs."""
    return f"lock {application}"


def targets_of(setting: Setting) -> list[Target]:
    """Return the management targets in canonical order: limits as in the file, then locks."""
    limits = setting.limits
    asking = ~limits.at_most & (limits.limit > 0)
    floors = [Target(limits.names[k]) for k in np.flatnonzero(asking).tolist()]
    ids = setting.problem.ids
    return floors + [
        Target(lock_name(str(ids[i])), i) for i in np.flatnonzero(setting.locked).tolist()
    ]


def explain_infeasible(setting: Setting) -> Solution:
    """Return the infeasible answer with one minimal clash, single repairs and a joint one."""
    clash = minimal_clash(setting)
    targets = targets_of(setting)
    if len(targets) > _ALL_UP_TO:
        targets = [target for target in targets if target.name in clash]
    repairs = tuple(Repair(target.name, _smallest(setting, target)) for target in targets)
    return Solution(
        "infeasible",
        None,
        conflicts=(clash,),
        repairs=repairs,
        joint_repair=_joint(setting, targets, repairs),
    )


def relaxed(setting: Setting, limits: Iterable[str], locks: Iterable[int]) -> Setting:
    """Return the setting with only the named limits and only the locks of these projects."""
    wanted, kept = set(limits), set(locks)
    keep = [name in wanted for name in setting.limits.names]
    locked = setting.locked.copy()
    for i in np.flatnonzero(locked).tolist():
        locked[i] = i in kept
    return replace(
        setting,
        limits=setting.limits.subset(keep),
        locked=locked,
        lock_amounts=np.where(locked, setting.lock_amounts, 0),
        # A project below the pass mark is only there because of its lock.
        open=(setting.most > 0) & ~locked & ~setting.below_mark,
    )


def _is_possible(setting: Setting) -> bool:
    return has_plan(build_program(setting, setting.open, setting.lock_amounts), Effort())


def minimal_clash(setting: Setting) -> tuple[str, ...]:
    """Return limits and locks that cannot all hold, while any of them less can.

    Found by deletion in canonical order, among what the multipliers of the least total miss name.
    """
    names, locks = _suspects(setting)
    before: tuple[list[str], list[int]] | None = None
    # A lock let go below the pass mark leaves less room, not more, so once may not be enough.
    while before != (names, locks):
        before = names, locks
        for name in names:
            rest = [other for other in names if other != name]
            if not _is_possible(relaxed(setting, rest, locks)):
                names = rest
        for i in locks:
            rest_locks = [other for other in locks if other != i]
            if not _is_possible(relaxed(setting, names, rest_locks)):
                locks = rest_locks
    ids = setting.problem.ids
    return (*names, *(lock_name(str(ids[i])) for i in locks))


def _suspects(setting: Setting) -> tuple[list[str], list[int]]:
    """Return limits and locks among which there is a clash: all, or the few with a multiplier."""
    names = list(dict.fromkeys(setting.limits.names))
    locks = np.flatnonzero(setting.locked).tolist()
    targets = targets_of(setting)
    elastic = _elastic(setting, targets)
    cost = np.zeros(elastic.program.size, dtype=np.int64)
    for pair in elastic.slack.values():
        cost[list(pair)] = -elastic.program.unit[list(pair)]
    answer = solve(elastic.program, cost, Effort())
    if answer.status is not Status.OPTIMAL:
        return names, locks
    rows = zip(elastic.program.rows, answer.duals.tolist(), strict=True)
    named = {row.name for row, dual in rows if abs(dual) > _ZERO}
    few = [name for name in names if name in named]
    few_locks = [t.project for t in targets if t.project is not None and t.name in named]
    if _is_possible(relaxed(setting, few, few_locks)):
        return names, locks
    return few, few_locks


@dataclass(frozen=True, slots=True)
class _Elastic:
    """The whole problem with slack on some targets; ``slack`` are their two columns each.

    ``asked`` is what each at-least limit asks for in yuan, raised to its open members' steps.
    """

    program: Program
    slack: dict[str, tuple[int, int]]
    asked: dict[str, int]


def _elastic(setting: Setting, targets: list[Target]) -> _Elastic:
    """Return the program in which each target may miss: below and above (locks) its value."""
    opened = [t.project for t in targets if t.project is not None]
    free = setting.open.copy()
    free[opened] = True
    settled = np.where(free, 0, setting.lock_amounts)
    base = build_program(setting, free, settled)
    spent = dict(zip(setting.limits.names, setting.limits.sums(settled).tolist(), strict=True))
    asked: dict[str, int] = {}
    size = base.size
    position = np.cumsum(free) - 1
    slack: dict[str, tuple[int, int]] = {}
    rows = list(base.rows)
    units: list[int] = []
    upper: list[int] = []
    for target in targets:
        below, above = size + len(units), size + len(units) + 1
        slack[target.name] = below, above
        if target.project is None:
            step, most = _loosen(rows, target.name, below)
            asked[target.name] = spent[target.name] + step * most
            units, upper = [*units, step, step], [*upper, most, 0]
            continue
        grid = int(setting.problem.grid[target.project])
        amount = int(setting.lock_amounts[target.project]) // grid
        j = int(position[target.project])
        ceiling = int(base.upper[j])
        columns, coefs = (
            np.array([j, below, above], dtype=np.int64),
            np.array([1, 1, -1], dtype=np.int64),
        )
        rows.append(ProgramRow(target.name, columns, coefs, "=", amount))
        units, upper = [*units, grid, grid], [*upper, amount, ceiling - amount]
    program = Program(
        np.concatenate([base.project, np.full(len(units), -1, dtype=np.int64)]),
        np.concatenate([base.unit, np.array(units, dtype=np.int64)]),
        exact.narrow([*base.upper.tolist(), *upper]),
        tuple(rows),
    )
    return _Elastic(program, slack, asked)


def _loosen(rows: list[ProgramRow], name: str, column: int) -> tuple[int, int]:
    """Let an at-least row be missed by ``column``; return its step and its greatest miss."""
    for k, row in enumerate(rows):
        if row.name == name and row.sense == ">=":
            columns, coefs = np.append(row.columns, column), np.append(row.coefs, 1)
            rows[k] = replace(row, columns=columns, coefs=coefs)
            return row.unit, max(row.limit, 0)
    return 1, 0


def _missed(elastic: _Elastic) -> dict[str, tuple[int, int]] | None:
    """Return the least total miss (yuan below, above) by target; ``None`` if none is enough."""
    cost = np.zeros(elastic.program.size, dtype=np.int64)
    for columns in elastic.slack.values():
        cost[list(columns)] = -elastic.program.unit[list(columns)]
    answer = solve(elastic.program, cost, Effort())
    if answer.status is not Status.OPTIMAL:
        return None
    values = on_grid(answer.values)
    if not is_plan(elastic.program, values):
        whole = solve(elastic.program, cost, Effort(work=1_000), integer=True)
        values = on_grid(whole.values) if whole.status is Status.OPTIMAL else None
    if values is None or not is_feasible(elastic.program, values):
        return None
    unit = elastic.program.unit
    return {
        name: (int(values[a]) * int(unit[a]), int(values[b]) * int(unit[b]))
        for name, (a, b) in elastic.slack.items()
    }


def _repairs(setting: Setting, targets: list[Target]) -> tuple[Repair, ...] | None:
    """Return the least total change of these targets that makes everything fit, if one does."""
    elastic = _elastic(setting, targets)
    missed = _missed(elastic)
    if missed is None:
        return None
    repairs: list[Repair] = []
    for target in targets:
        below, above = missed[target.name]
        if target.project is not None:
            to = int(setting.lock_amounts[target.project]) - below + above
        else:
            to = elastic.asked[target.name] - below
        if below or above:
            repairs.append(Repair(target.name, to))
    return tuple(repairs)


def _smallest(setting: Setting, target: Target) -> int | str | None:
    """Return the nearest value of one target that makes everything fit, ``None`` if none does."""
    repairs = _repairs(setting, [target])
    return repairs[0].to if repairs else None


#: Groups of targets tried, the smaller ones first, before the joint repair changes all it needs.
_MOST_GROUPS = 100


def _joint(
    setting: Setting, targets: list[Target], repairs: tuple[Repair, ...]
) -> tuple[Repair, ...]:
    """Return a repair that touches the fewest targets, or the least change beyond those tried."""
    alone = next((repair for repair in repairs if repair.to is not None), None)
    if alone is not None:
        return (alone,)
    sizes = range(2, len(targets) + 1)
    groups = chain.from_iterable(combinations(targets, size) for size in sizes)
    for group in (*islice(groups, _MOST_GROUPS), targets):
        changes = _repairs(setting, list(group))
        if changes is not None:
            return changes
    return ()
