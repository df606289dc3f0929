"""The demands of a problem by the names that people know, and whether some of them can all hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from optimizer.formats.problem import AllocationProblem, Row
from optimizer.model.completion import completable
from optimizer.model.meter import Meter
from optimizer.model.setting import Setting, prepare
from optimizer.model.solver import Effort

#: Questions "can these hold together", for small problems and in all (questions times the size).
MOST_QUESTIONS = 2_000
MOST_WORK = 2**22
#: Part of what all questions may still cost that one of them may spend.
_SHARE = 0.25


def lock_name(application: str) -> str:
    """Return the name of a lock among conflicts and repairs."""
    return f"lock {application}"


@dataclass(frozen=True, slots=True)
class Target:
    """Something that may be set otherwise: a side of a row at least, or the lock of a project.

    ``kind`` is ``at_least``, ``at_least_share`` or ``lock``; ``key`` the row or the project.
    """

    name: str
    kind: str
    key: str


class Demands:
    """Limits and locks of a setting, and the answers already known about them.

    ``names`` are all of them in canonical order: the budget, the rows as in the file, most
    projects, shares of stages, then locks.
    """

    def __init__(self, setting: Setting, meter: Meter) -> None:
        """Take a setting, and what all questions about it may cost."""
        self.meter = meter
        self.setting = setting
        self.problem = setting.problem
        ids = self.problem.ids
        self.locks = {lock_name(str(ids[i])): i for i in np.flatnonzero(setting.locked).tolist()}
        self.names = (*dict.fromkeys(setting.limits.rows), *self.locks)
        size = len(ids) + len(setting.limits.names)
        self.left = min(MOST_QUESTIONS, max(MOST_WORK // max(size, 1), 60))
        self._known: dict[frozenset[str], bool | None] = {}

    def can_hold(self, names: Collection[str]) -> bool | None:
        """Return whether these demands can all hold; ``None`` where the work ends before."""
        asked = frozenset(names)
        if asked not in self._known:
            if self.left <= 0:
                return None
            self.left -= 1
            self._known[asked] = is_possible(self._only(asked), self.meter)
        return self._known[asked]

    def _only(self, names: frozenset[str]) -> Setting:
        """Return the setting with only the limits and locks of these names."""
        setting = self.setting
        locked = setting.locked.copy()
        for name, i in self.locks.items():
            locked[i] = name in names
        return replace(
            setting,
            limits=setting.limits.subset([row in names for row in setting.limits.rows]),
            locked=locked,
            lock_amounts=np.where(locked, setting.lock_amounts, 0),
            # A project below the pass mark is only there because of its lock.
            open=(setting.most > 0) & ~locked & ~setting.below_mark & ~setting.below_minimum,
        )

    def targets(self) -> list[Target]:
        """Return what may be set otherwise, in canonical order: rows as in the file, then locks."""
        found: list[Target] = []
        for row in self.problem.rows:
            if row.at_least:
                found.append(Target(row.name, "at_least", row.name))
            if row.at_least_share:
                found.append(Target(row.name, "at_least_share", row.name))
        return found + [
            Target(name, "lock", str(self.problem.ids[i])) for name, i in self.locks.items()
        ]


def is_possible(setting: Setting, meter: Meter) -> bool | None:
    """Return whether the open projects can keep all limits beside what is locked.

    A question spends at most a part of what is left; ``None`` where that was not enough.
    """
    part = Effort(meter=meter.share(_SHARE))
    return completable(setting, setting.open, setting.lock_amounts, part)


def possible_problem(problem: AllocationProblem, meter: Meter) -> bool | None:
    """Return whether a problem has a plan, ``None`` where that was not found out."""
    return is_possible(prepare(problem), meter)


def row_of(problem: AllocationProblem, name: str) -> Row:
    """Return the row of a name."""
    return next(row for row in problem.rows if row.name == name)


def with_row(problem: AllocationProblem, changed: Row) -> AllocationProblem:
    """Return the problem with the row of this name changed."""
    return replace(
        problem, rows=tuple(changed if r.name == changed.name else r for r in problem.rows)
    )
