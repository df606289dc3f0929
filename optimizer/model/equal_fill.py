"""A stage of equal clauses, filled: the common ratio rises from 0, and each limit stops its own.

The clauses of a stage share one ``k``; a limit that allows no more stops the clauses it covers, and
the others go on. A limit of a single unit does not stop anybody: it cuts its own members, from the
highest application number down. An at-least limit lifts its clauses to the least ratio that meets
it, before the common ratio rises. A limit in which some count below 0 is only asked whether the
whole can still be completed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.cuts import Cuts
from optimizer.model.ratio_search import Found, Parts, Ratios, RatioSearch
from optimizer.model.rules.equal import ONE
from optimizer.model.setting import Setting
from optimizer.model.solver import Status

#: Ratios tried where a floor is shared with later stages.
_TRIES = 64

#: Times the ratios are raised anew from where they stopped; a few are enough.
_PASSES = 100

#: Says whether everything still to come stays possible beside the awards given (yuan, shape (n,));
#: ``None`` where that was not found out.
Possible = Callable[[IntArray], bool | None]


@dataclass(frozen=True, slots=True)
class EqualPlan:
    """Awards (yuan, shape (n,), 0 outside the stage) and the ratio of each clause in millionths.

    ``found`` is false when no ratios fit, or none were found: ``sure`` tells them apart;
    ``broken`` then names the limits that stand against it, none where it could not be told.
    """

    awards: IntArray
    ratios: Ratios
    found: bool = True
    sure: bool = True
    broken: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """What came out, in the words of a solver."""
        if self.found:
            return Status.OPTIMAL
        return Status.INFEASIBLE if self.sure else Status.NONE


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

    def __init__(self, setting: Setting, stage: EqualStage, settled: IntArray) -> None:
        """Take the problem made ready, the stage, and what is ``settled`` (yuan, shape (n,))."""
        problem, limits, projects = setting.problem, setting.limits, stage.projects
        self._parts = Parts(setting, projects)
        self._projects = projects
        self._clause = self._parts.clause
        self._clauses = stage.clauses
        self._settled = settled
        self._possible = stage.possible
        self._later = stage.later
        self._inside = np.zeros(len(problem.ids), dtype=np.bool_)
        self._inside[projects] = True
        self._pools = limits.subset(limits.at_most & ~limits.holds & ~limits.signed)
        self._floors = limits.subset(~limits.at_most & ~limits.signed)
        self._cuts = Cuts(setting, projects, settled)
        self._is_signed = any(
            self._inside[limits.of(k)].any() for k in np.flatnonzero(limits.signed).tolist()
        )
        self._search = RatioSearch(setting, self._parts, settled, stage.later, self._check)

    def awards(self, ratios: Ratios) -> IntArray:
        """Return the awards at given ratios by clause code, minimum awards and cuts applied."""
        return self._cuts.applied(self._parts.spread(self._parts.of(ratios)))

    def _over(self, both: IntArray) -> list[int]:
        """Return the positions of the pools that ``both``, settled and given, are too much for."""
        return [int(k) for k in self._pools.missed(both)]

    def _codes(self, members: IntArray) -> set[int]:
        """Return the clauses of those ``members`` of a limit that are in the stage."""
        mine = members[self._inside[members]]
        return set(self._clause[np.searchsorted(self._projects, mine)].tolist())

    def fits(self, ratios: Ratios) -> bool:
        """Return whether every limit keeps at these ratios, and the rest stays possible."""
        return bool(self._check(ratios))

    def _check(self, ratios: Ratios) -> bool | None:
        awards = self.awards(ratios)
        return False if self._over(self._settled + awards) else self._possible(awards)

    def _over_at(self, ratios: Ratios) -> list[int]:
        return self._over(self._settled + self.awards(ratios))

    def _start(self, ratios: Ratios) -> Found:
        """Return other ratios that fit, where floors and pools or later stages leave little room.

        On the way up a pool stops its clauses while a floor needs the others to go on; and later
        stages may give less to a floor than their amounts add up to. Both are seen only with the
        money settled, so a few points are tried, the highest first; then all.
        """
        tops = self._rise(dict.fromkeys(ratios, 0), lambda one: not self._over_at(one))
        parts = [ONE * part // _TRIES for part in range(_TRIES, 0, -1)]
        tried = [tops, *({code: min(k, top) for code, top in tops.items()} for k in parts)]
        tried += [_raised(ratios, set(ratios), k) for k in parts]
        fitting = next((one for one in tried if self.fits(one)), None)
        if fitting is not None:
            return Found(fitting)
        return self._search.find(dict.fromkeys(ratios, 0), dict.fromkeys(ratios, ONE))

    def lifted(self) -> tuple[Ratios, list[str]]:
        """Return the least ratio that the floors ask of each clause, and the floors that asked.

        Narrowest floors come first. A floor that no ratio meets asks for 1, and is then missed.
        """
        lifts = dict.fromkeys(self._clauses, 0)
        asked: list[str] = []
        # What later stages can give at most need not be lifted here.
        need = self._floors.limit - self._floors.sums(self._settled + self._later)
        order = np.argsort(self._floors.lengths, kind="stable").tolist()
        for floor in order:
            codes = self._codes(self._floors.of(floor))
            if codes and need[floor] > 0:
                asked.append(self._floors.rows[floor])
                lifts = self._lift(lifts, codes, floor, int(need[floor]))
        return lifts, asked

    def _paid(self, floor: int, ratios: Ratios) -> int:
        return self._floors.sum_of(floor, self.awards(ratios))

    def _lift(self, ratios: Ratios, codes: set[int], floor: int, need: int) -> Ratios:
        """Return the least common lift of ``codes`` that pays a floor what it needs."""
        if self._paid(floor, ratios) >= need:
            return ratios
        missed = greatest(lambda k: self._paid(floor, _raised(ratios, codes, k)) < need)
        return _raised(ratios, codes, min(missed + 1, ONE))

    def fill(self) -> EqualPlan:
        """Raise the common ratio as far as everything allows, clause by clause.

        Returns
        -------
        EqualPlan
            Not ``found`` when no ratios fit, or none were found.
        """
        ratios, floors = self.lifted()
        uneven = self._is_signed or any(ratios.values())
        if not self.fits(ratios):
            uneven = True
            started = self._start(ratios)
            if started.ratios is None:
                pools = [self._pools.rows[k] for k in self._over_at(ratios)]
                broken = (*pools, *floors)
                return EqualPlan(
                    self.awards(ratios), ratios, found=False, sure=started.sure, broken=broken
                )
            ratios = started.ratios
        ratios = self._risen(ratios)
        if uneven:
            ratios = self._evened(ratios)
        return EqualPlan(self.awards(ratios), ratios)

    def _risen(self, ratios: Ratios) -> Ratios:
        """Return the ratios raised until nothing goes on.

        What goes on can cut units in clauses that have stopped, which frees some of their pools.
        """
        for _ in range(_PASSES):
            before, ratios = ratios, self._rise(ratios, self.fits, exact=True)
            if ratios == before:
                break
        return ratios

    def _evened(self, ratios: Ratios) -> Ratios:
        """Return ratios whose least one is the greatest possible, where rising did not show it."""
        low, high = min(ratios.values(), default=ONE), ONE
        best = ratios
        while low < high:
            # First whether one millionth more is possible at all: mostly it is not.
            k = low + 1 if best is ratios else (low + high + 1) // 2
            found = self._search.find(dict.fromkeys(ratios, k), dict.fromkeys(ratios, ONE))
            if found.ratios is None:
                high = k - 1
            else:
                best = found.ratios
                low = min(best.values())
        return ratios if best is ratios else self._risen(best)

    def _rise(
        self, ratios: Ratios, fits: Callable[[Ratios], bool], *, exact: bool = False
    ) -> Ratios:
        """Return the ratios raised together as far as they fit; what a limit stops stays behind.

        ``exact`` looks above where bisection ends: cuts and floors may let a greater ratio fit.
        """
        active = set(ratios)
        while active:
            k = _highest(ratios, active, fits)
            if k < ONE and exact:
                ends = (_raised(ratios, active, k + 1), _raised(ratios, active, ONE))
                above = self._search.find(*ends, tied=active).ratios
                k = k if above is None else max(k, min(above[code] for code in active))
            ratios = _raised(ratios, active, k)
            if k == ONE:
                break
            active -= self._stopped(_raised(ratios, active, k + 1), ratios, active, fits)
        return ratios

    def _stopped(
        self,
        beyond: Ratios,
        ratios: Ratios,
        active: set[int],
        fits: Callable[[Ratios], bool],
    ) -> set[int]:
        """Return the clauses that cannot go on: those that a limit broken at ``beyond`` covers."""
        over = self._over_at(beyond)
        covered: set[int] = set()
        for k in over:
            covered |= self._codes(self._pools.of(k))
        if not over:
            covered = {c for c in active if not fits({**ratios, c: beyond[c]})}
        return (covered & active) or active


def _raised(ratios: Ratios, codes: set[int], k: int) -> Ratios:
    """Return ``ratios`` with those of ``codes`` raised to at least ``k``."""
    return {code: max(old, k) if code in codes else old for code, old in ratios.items()}


def _highest(ratios: Ratios, active: set[int], fits: Callable[[Ratios], bool]) -> int:
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
