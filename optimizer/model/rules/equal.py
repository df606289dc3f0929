"""Equal pay-out: one published ratio a clause, ``x_i = floor(k_c * A_i / 10^6)``.

The clauses of a stage share one ``k``. It rises from 0; a limit that allows no more stops the
clauses it covers, and the others go on. A limit of a single unit does not stop anybody: it cuts
its own members, from the highest application number down. An at-least limit lifts its clauses to
the least ratio that meets it, before the common ratio rises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.model import exact
from optimizer.model.limits import LimitTable

#: A ratio of 1, in millionths.
ONE = 1_000_000

#: Ratios tried where a floor is shared with later stages.
_TRIES = 64

#: Times the ratios are raised anew from where they stopped; a few are enough.
_PASSES = 100

#: Says whether everything still to come stays possible beside the awards given (yuan, shape (n,)).
Possible = Callable[[IntArray], bool]


def equal_members(problem: AllocationProblem) -> NDArray[np.bool_]:
    """Return which projects belong to an equal clause."""
    if not problem.rules.equal or "clause" not in problem.labels:
        return np.zeros(len(problem.ids), dtype=np.bool_)
    column = problem.labels["clause"]
    codes = [k for k, name in enumerate(column.names) if name in set(problem.rules.equal)]
    return np.asarray(np.isin(column.codes, codes))


def equal_clauses(problem: AllocationProblem, projects: IntArray) -> tuple[int, ...]:
    """Return the codes of the equal clauses that ``projects`` belong to, rising."""
    codes = problem.labels["clause"].codes[projects[equal_members(problem)[projects]]]
    return tuple(sorted(set(codes.tolist())))


def part_of(entitled: IntArray, ratio: IntArray | int) -> IntArray:
    """Return ``floor(ratio * entitled / 10^6)`` yuan without leaving int64."""
    whole, rest = entitled // ONE, entitled % ONE
    return np.asarray(whole * ratio + rest * ratio // ONE)


@dataclass(frozen=True, slots=True)
class EqualPlan:
    """Awards (yuan, shape (n,), 0 outside the stage) and the ratio of each clause in millionths.

    ``found`` is false when no ratios fit; ``broken`` then names the limits that stand against it,
    none where it could not be told.
    """

    awards: IntArray
    ratios: dict[int, int]
    found: bool = True
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EqualStage:
    """What a stage of equal clauses is about.

    ``projects`` are its open projects (rising), ``clauses`` the codes of all its equal clauses,
    those without an open project too; ``later`` is the most that each project of a later stage
    can get (yuan, shape (n,), 0 elsewhere).
    """

    projects: IntArray
    clauses: tuple[int, ...]
    later: IntArray
    possible: Possible


class EqualFill:
    """The equal clauses of one stage, filled by a rising common ratio."""

    def __init__(
        self,
        problem: AllocationProblem,
        stage: EqualStage,
        settled: IntArray,
        limits: LimitTable,
    ) -> None:
        """Take the stage, what is ``settled`` (yuan, shape (n,)), and all ``limits``."""
        projects = stage.projects
        self._size = len(problem.ids)
        self._projects = projects
        self._entitled = problem.entitled[projects]
        self._clause = problem.labels["clause"].codes[projects]
        self._clauses = stage.clauses
        self._settled = settled
        self._possible = stage.possible
        self._later = stage.later
        inside = np.zeros(self._size, dtype=np.bool_)
        inside[projects] = True
        self._inside = inside
        self._pools = limits.subset(
            [not limit.cuts and limit.at_most is not None for limit in limits.limits]
        )
        self._floors = limits.subset([limit.at_least is not None for limit in limits.limits])
        self._cuts = self._cuts_of(limits)

    def _cuts_of(self, limits: LimitTable) -> dict[int, list[int]]:
        """Return the binding unit limits of each project, and remember what each has left."""
        units = limits.subset([limit.cuts and limit.at_most is not None for limit in limits.limits])
        asked = np.zeros(self._size, dtype=np.int64)
        asked[self._projects] = self._entitled
        cuts: dict[int, list[int]] = {}
        self._left: list[int] = []
        sums = zip(
            units.limits,
            units.sums(asked).tolist(),
            units.sums(self._settled).tolist(),
            strict=True,
        )
        for limit, asked_sum, used in sums:
            left = (limit.at_most or 0) - used
            if asked_sum > left:
                for project in limit.members[self._inside[limit.members]].tolist():
                    cuts.setdefault(project, []).append(len(self._left))
                self._left.append(left)
        return dict(sorted(cuts.items()))

    def awards(self, ratios: dict[int, int]) -> IntArray:
        """Return the awards at given ratios by clause code, unit limits applied."""
        ratio = np.zeros(len(self._projects), dtype=np.int64)
        for code, k in ratios.items():
            ratio[self._clause == code] = k
        out = np.zeros(self._size, dtype=np.int64)
        out[self._projects] = part_of(self._entitled, ratio)
        left = list(self._left)
        for project, limits in self._cuts.items():
            amount = max(0, min(int(out[project]), *(left[k] for k in limits)))
            out[project] = amount
            for k in limits:
                left[k] -= amount
        return out

    def _over(self, both: IntArray) -> list[int]:
        sums = self._pools.sums(both).tolist()
        return [
            k
            for k, (limit, s) in enumerate(zip(self._pools.limits, sums, strict=True))
            if s > (limit.at_most or 0)
        ]

    def fits(self, ratios: dict[int, int]) -> bool:
        """Return whether every limit keeps at these ratios, and the rest stays possible."""
        awards = self.awards(ratios)
        return not self._over(self._settled + awards) and self._possible(awards)

    def _over_at(self, ratios: dict[int, int]) -> list[int]:
        return self._over(self._settled + self.awards(ratios))

    def _start(self, ratios: dict[int, int]) -> dict[int, int] | None:
        """Return other ratios that fit, where floors and pools or later stages leave little room.

        On the way up a pool stops its clauses while a floor needs the others to go on; and later
        stages may give less to a floor than their amounts add up to. Both are seen only with the
        money settled, so a few points are tried, the highest first.
        """
        tops = self._rise(dict.fromkeys(ratios, 0), lambda one: not self._over_at(one))
        parts = [ONE * part // _TRIES for part in range(_TRIES, 0, -1)]
        tried = [tops, *({code: min(k, top) for code, top in tops.items()} for k in parts)]
        tried += [_raised(ratios, set(ratios), k) for k in parts]
        return next((one for one in tried if self.fits(one)), None)

    def lifted(self) -> tuple[dict[int, int], list[str]]:
        """Return the least ratio that the floors ask of each clause, and the floors that asked.

        Narrowest floors come first. A floor that no ratio meets asks for 1, and is then missed.
        """
        lifts = dict.fromkeys(self._clauses, 0)
        asked: list[str] = []
        for limit in sorted(self._floors.limits, key=lambda one: len(one.members)):
            mine = limit.members[self._inside[limit.members]]
            codes = set(self._clause[np.searchsorted(self._projects, mine)].tolist())
            # What later stages can give at most need not be lifted here.
            given = exact.total(self._settled[limit.members]) + exact.total(
                self._later[limit.members]
            )
            need = (limit.at_least or 0) - given
            if not codes or need <= 0:
                continue

            asked.append(limit.name)
            lifts = self._lift(lifts, codes, mine, need)
        return lifts, asked

    def _paid(self, members: IntArray, ratios: dict[int, int]) -> int:
        return exact.total(self.awards(ratios)[members])

    def _lift(
        self, ratios: dict[int, int], codes: set[int], members: IntArray, need: int
    ) -> dict[int, int]:
        """Return the least common lift of ``codes`` that pays their ``members`` what they need."""
        if self._paid(members, ratios) >= need:
            return ratios
        missed = greatest(lambda k: self._paid(members, _raised(ratios, codes, k)) < need)
        return _raised(ratios, codes, min(missed + 1, ONE))

    def fill(self) -> EqualPlan:
        """Raise the common ratio as far as everything allows, clause by clause.

        Returns
        -------
        EqualPlan
            Not ``found`` when no ratios fit.
        """
        ratios, floors = self.lifted()
        if not self.fits(ratios):
            started = self._start(ratios)
            if started is None:
                pools = [self._pools.limits[k].name for k in self._over_at(ratios)]
                broken = (*pools, *floors)
                return EqualPlan(self.awards(ratios), ratios, found=False, broken=broken)
            ratios = started
        # What goes on can cut units in clauses that have stopped, which frees some of their pools.
        for _ in range(_PASSES):
            before, ratios = ratios, self._rise(ratios, self.fits)
            if ratios == before:
                break
        return EqualPlan(self.awards(ratios), ratios)

    def _rise(
        self, ratios: dict[int, int], fits: Callable[[dict[int, int]], bool]
    ) -> dict[int, int]:
        """Return the ratios raised together as far as they fit; what a limit stops stays behind."""
        active = set(ratios)
        while active:
            k = _highest(ratios, active, fits)
            ratios = _raised(ratios, active, k)
            if k == ONE:
                break
            active -= self._stopped(_raised(ratios, active, k + 1), ratios, active, fits)
        return ratios

    def _stopped(
        self,
        beyond: dict[int, int],
        ratios: dict[int, int],
        active: set[int],
        fits: Callable[[dict[int, int]], bool],
    ) -> set[int]:
        """Return the clauses that cannot go on: those that a limit broken at ``beyond`` covers."""
        over = self._over_at(beyond)
        covered: set[int] = set()
        for k in over:
            members = self._pools.limits[k].members
            covered |= set(
                self._clause[
                    np.searchsorted(self._projects, members[self._inside[members]])
                ].tolist()
            )
        if not over:
            covered = {c for c in active if not fits({**ratios, c: beyond[c]})}
        return (covered & active) or active


def _raised(ratios: dict[int, int], codes: set[int], k: int) -> dict[int, int]:
    """Return ``ratios`` with those of ``codes`` raised to at least ``k``."""
    return {code: max(old, k) if code in codes else old for code, old in ratios.items()}


def _highest(
    ratios: dict[int, int], active: set[int], fits: Callable[[dict[int, int]], bool]
) -> int:
    """Return the greatest ratio that the ``active`` clauses can have together."""
    return greatest(lambda k: fits(_raised(ratios, active, k)))


def greatest(fits: Callable[[int], bool], most: int = ONE) -> int:
    """Return by bisection a number that fits while one more does not (or ``most``).

    0 is taken to fit.
    """
    if fits(most):
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
