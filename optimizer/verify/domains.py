"""What each project may get by itself: nothing, or a point of its grid from a least to a most.

Precedence: a lock before everything but the law, then the pass mark, then minimum award and
indivisible. Who cannot reach its own minimum is out, and no longer compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray, MinimumAward
from optimizer.verify.exact import Mask, fit, product
from optimizer.verify.members import Roster

#: Locked at nothing in particular: the project is not locked.
NOT_LOCKED = -1


@dataclass(frozen=True, slots=True)
class Domains:
    """One entry a project, yuan: 0 or ``least`` to ``most`` in steps of ``grid``.

    ``most`` is what the grid allows, whatever else holds; ``locked`` is ``NOT_LOCKED`` where there
    is no lock. ``whole`` marks indivisible projects, ``equal`` those of equal clauses, ``fails``
    those below the pass mark, ``out`` those that cannot reach their minimum.
    """

    grid: IntArray
    least: IntArray
    most: IntArray
    locked: IntArray
    equal: Mask
    fails: Mask
    out: Mask
    whole: Mask

    @property
    def is_open(self) -> Mask:
        """Who can get something, and how much is not settled by a lock."""
        unlocked = self.locked == NOT_LOCKED
        return np.asarray(unlocked & ~self.fails & ~self.out & (self.most > 0))


def domains_of(problem: AllocationProblem, roster: Roster) -> Domains:
    """Return the domain of every project."""
    rules, size = problem.rules, len(problem.ids)
    grid, entitled = problem.grid, problem.entitled
    most = entitled // grid * grid
    equal = _mask(roster.chosen({"clause": rules.equal}), size) if rules.equal else _none(size)
    least = grid.copy()
    if rules.minimum_award is not None:
        covered = roster.chosen(rules.minimum_award.members)
        least[covered] = _minimum(rules.minimum_award, entitled[covered], grid[covered])
    out = (least > most) & (most > 0)
    whole = _whole(problem, roster)
    least = np.where(whole, most, least)
    locked = np.full(size, NOT_LOCKED, dtype=np.int64)
    for name, lock in rules.locks.items():
        i = roster.position.get(name)
        if i is not None:
            to = {"full": int(most[i]), "refuse": 0}
            locked[i] = lock.to if isinstance(lock.to, int) else to[lock.to]
    mark = 0 if rules.pass_mark is None else rules.pass_mark
    unlocked = locked == NOT_LOCKED
    return Domains(
        grid=grid,
        least=least,
        most=most,
        locked=locked,
        equal=equal,
        fails=np.asarray((problem.merit < mark) & ~equal & unlocked),
        out=np.asarray(out & unlocked),
        whole=whole,
    )


def _none(size: int) -> Mask:
    return np.zeros(size, dtype=np.bool_)


def _mask(members: IntArray, size: int) -> Mask:
    mask = _none(size)
    mask[members] = True
    return mask


def _minimum(rule: MinimumAward, entitled: IntArray, grid: IntArray) -> IntArray:
    """Return the ratio of the entitled amount or the amount, raised to the grid, at least a step.

    What a minimum asks is cut at 2^62: above every most all the same.
    """
    parts, ones = rule.ratio.numerator, rule.ratio.denominator
    by_ratio = -(-(fit(entitled, parts) * parts) // (fit(grid, ones) * ones))
    by_amount = -(-rule.amount // grid)
    least = product(np.maximum(np.maximum(by_ratio, by_amount), 1), grid)
    return np.minimum(least, 2**62).astype(np.int64)


def _whole(problem: AllocationProblem, roster: Roster) -> Mask:
    rule, size = problem.rules.indivisible, len(problem.ids)
    if isinstance(rule, bool):
        return np.full(size, rule, dtype=np.bool_)
    return _mask(roster.chosen(rule), size)
