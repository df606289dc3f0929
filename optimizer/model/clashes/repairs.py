"""The smallest change of a target that makes everything fit, and the fewest targets together.

A target is asked in its own unit: yuan, the number that its row counts, a share in hundredths of a
per cent, the amount of a lock. Every answer has been tried on the whole problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from optimizer.formats.problem import AllocationProblem, Lock
from optimizer.formats.solution import Repair
from optimizer.model.clashes.demands import (
    Demands,
    Target,
    possible_problem,
    row_of,
    with_row,
)
from optimizer.model.clashes.minimal import Clash, minimal_clash
from optimizer.model.grid import most
from optimizer.model.meter import Meter

#: A share is changed in steps of a hundredth of a per cent.
_SHARES = 10_000
#: Targets up to which each one is asked; beyond it those that stand in a clash.
_ALL_UP_TO = 200
#: Amounts of a lock tried outward from its value before the search jumps.
_NEAR = 24


def single_repairs(demands: Demands, found: Iterable[Clash]) -> tuple[Repair, ...]:
    """Return for each target the smallest change that alone makes the whole problem fit.

    A target of which the work did not find out whether it is enough alone is left out.
    """
    targets = demands.targets()
    if len(targets) > _ALL_UP_TO:
        inside = {name for clash in found for name in clash}
        targets = [target for target in targets if target.name in inside]
    repairs: list[Repair] = []
    for k, one in enumerate(targets):
        # Half is for what touches several targets, where no single one helps.
        change = Change(demands.meter.share(1 / (len(targets) - k + 1)))
        to = change.smallest(demands.problem, one)
        if to is not None or change.is_sure:
            repairs.append(Repair(one.name, to))
    return tuple(repairs)


def joint_repair(
    demands: Demands, found: Iterable[Clash], singles: tuple[Repair, ...]
) -> tuple[Repair, ...]:
    """Return a repair that touches the fewest targets, empty where targets alone do not help."""
    alone = next((repair for repair in singles if repair.to is not None), None)
    if alone is not None:
        return (alone,)
    targets = {target.name: target for target in demands.targets()}
    fewest = _fewest(demands, [set(clash) & targets.keys() for clash in found])
    if fewest is None:
        return ()
    return _in_turn(demands, [t for t in demands.targets() if t.name in fewest])


def _fewest(demands: Demands, clashes: list[set[str]]) -> set[str] | None:
    """Return the fewest targets without which the rest can hold: they meet every clash.

    Each try that fails shows a further clash. ``None`` where a clash has no target, or the work
    ends before.
    """
    while all(clashes):
        names = [name for name in demands.names if any(name in clash for clash in clashes)]
        chosen = next(
            set(group)
            for size in range(1, len(names) + 1)
            for group in combinations(names, size)
            if all(clash & set(group) for clash in clashes)
        )
        rest = tuple(name for name in demands.names if name not in chosen)
        holds = demands.can_hold(rest)
        if holds:
            return chosen
        clash = None if holds is None else minimal_clash(demands, rest)
        if clash is None:
            return None
        known = {target.name for target in demands.targets()}
        clashes.append(set(clash) & known)
    return None


def _in_turn(demands: Demands, targets: list[Target]) -> tuple[Repair, ...]:
    """Return the smallest change of each target in turn, those after it still set aside."""
    problem, repairs = demands.problem, list[Repair]()
    for k, target in enumerate(targets):
        eased = problem
        for later in targets[k + 1 :]:
            eased = _without(eased, later)
        change = Change(demands.meter.share(1 / (len(targets) - k)))
        to = change.smallest(eased, target)
        if to is None:
            return ()
        repairs.append(Repair(target.name, to))
        problem = _at(problem, target, to)
    return tuple(repairs)


def _without(problem: AllocationProblem, target: Target) -> AllocationProblem:
    """Return the problem without a target: a row keeps what it says at most."""
    if target.kind == "lock":
        locks = {name: to for name, to in problem.rules.locks.items() if name != target.key}
        return replace(problem, rules=replace(problem.rules, locks=locks))
    row = row_of(problem, target.key)
    if target.kind == "at_least":
        return with_row(problem, replace(row, at_least=None))
    return with_row(problem, replace(row, at_least_share=None))


def _at(problem: AllocationProblem, target: Target, value: int | str) -> AllocationProblem:
    """Return the problem with a target at another value."""
    if target.kind == "lock":
        locks = {**problem.rules.locks, target.key: Lock(int(value))}
        return replace(problem, rules=replace(problem.rules, locks=locks))
    row = row_of(problem, target.key)
    if target.kind == "at_least":
        return with_row(problem, replace(row, at_least=int(value)))
    return with_row(problem, replace(row, at_least_share=_share(str(value))))


def _share(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100


def _text(share: int) -> str:
    """Return a share in hundredths of a per cent as text: ``28.45%``."""
    whole, part = divmod(share, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "%"


class Change:
    """The search for the smallest change of a target; ``is_sure`` says that it left nothing out."""

    def __init__(self, meter: Meter) -> None:
        """Take what all its questions together may cost."""
        self._meter = meter
        self.is_sure = True

    def _possible(self, problem: AllocationProblem) -> bool:
        """Return whether a problem has a plan; what was not found out counts as none."""
        found = possible_problem(problem, self._meter)
        self.is_sure &= found is not None
        return found is True

    def smallest(self, problem: AllocationProblem, target: Target) -> int | str | None:
        """Return the nearest value of one target that makes everything fit, ``None`` if none does.

        Where the work ends before, the nearest one that was found to do so.
        """
        if not _only_by_lock(problem, target) and not self._possible(_without(problem, target)):
            return None
        if target.kind == "lock":
            return self._nearest_lock(problem, target)
        row = row_of(problem, target.key)
        if target.kind == "at_least":
            top = row.at_least or 0
            return _greatest(lambda v: self._possible(_at(problem, target, v)), 0, top)
        top = int((row.at_least_share or Fraction(0)) * _SHARES)
        found = _greatest(lambda v: self._possible(_at(problem, target, _text(v))), 0, top)
        return None if found is None else _text(found)

    def _nearest_lock(self, problem: AllocationProblem, target: Target) -> int | None:
        """Return the amount nearest to a lock's that fits; of two as near the lower one."""
        i = problem.ids.tolist().index(target.key)
        grid, top = int(problem.grid[i]), int(most(problem)[i])
        lock = problem.rules.locks[target.key].to
        now = top if lock == "full" else 0 if lock == "refuse" else int(lock)

        def fits(amount: int) -> bool:
            return 0 <= amount <= top and self._possible(_at(problem, target, amount))

        for away in range(1, _NEAR + 1):
            for amount in (now - away * grid, now + away * grid):
                if fits(amount):
                    return amount
        near = [
            edge for edge in (_edge(fits, now, 0, grid), _edge(fits, now, top, grid)) if edge >= 0
        ]
        return min(near, key=lambda amount: (abs(amount - now), amount), default=None)


def _only_by_lock(problem: AllocationProblem, target: Target) -> bool:
    """Return whether a locked project is below the pass mark: letting it go leaves less room."""
    mark = problem.rules.pass_mark
    if target.kind != "lock" or mark is None:
        return False
    return int(problem.merit[problem.ids.tolist().index(target.key)]) < mark


def _greatest(holds: Callable[[int], bool], low: int, high: int) -> int | None:
    """Return the greatest value that holds; a lower target never fits worse than a higher one."""
    if holds(high):
        return high
    if not holds(low):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _edge(fits: Callable[[int], bool], now: int, end: int, grid: int) -> int:
    """Return the amount nearest to ``now`` on the way to ``end`` that fits, -1 if none was met."""
    steps, sign = abs(end - now) // grid, 1 if end > now else -1
    # Some amount that fits, looked for over the whole way, then the nearest one before it.
    parts = [steps * k // _NEAR for k in range(1, _NEAR + 1)]
    reached = next((part for part in parts if part and fits(now + sign * part * grid)), None)
    if reached is None:
        return -1
    low, high = 0, reached
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(now + sign * middle * grid) else (middle, high)
    return now + sign * high * grid
