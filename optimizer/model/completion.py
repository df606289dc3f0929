"""Whether what is settled can still be completed to a plan that keeps every limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.cuts import Cuts
from optimizer.model.limits import LimitTable
from optimizer.model.meter import Meter
from optimizer.model.possible import has_plan
from optimizer.model.program import Mask
from optimizer.model.ratio_search import Found, Parts, Ratios, RatioSearch
from optimizer.model.rules.equal import ONE
from optimizer.model.rules.monotone import NO_GROUP
from optimizer.model.setting import Setting
from optimizer.model.solver import Effort
from optimizer.model.stage_program import build_program


def helpers(setting: Setting, later: Mask, settled: IntArray) -> Mask:
    """Return the later projects that a limit may count on.

    Those that add to an at-least limit that is not met yet, or that others may still pull down;
    and those that count below 0 in an at-most limit. Only they can make a stage's plan impossible
    to complete: all others may end with nothing. A monotone group helps as a whole.
    """
    limits = setting.limits
    asking = ~limits.at_most & np.asarray((limits.sums(settled) < limits.limit) | limits.signed)
    counted = limits.terms(setting.most)
    wanted = np.repeat(asking, limits.lengths) & np.asarray(counted > 0, dtype=np.bool_)
    wanted |= np.repeat(limits.at_most, limits.lengths) & np.asarray(counted < 0, dtype=np.bool_)
    out = np.zeros(len(later), dtype=np.bool_)
    out[limits.members[wanted]] = True
    out &= later
    groups = np.unique(setting.group[out])
    return out | (later & np.isin(setting.group, groups[groups != NO_GROUP]))


def completable(setting: Setting, later: Mask, settled: IntArray, effort: Effort) -> bool | None:
    """Return whether ``settled`` keeps every limit, or ``later`` projects can still see to it.

    Later members of equal clauses can so only by ratios of their clauses. ``None`` where it was not
    found out within the work allowed: the meter of ``effort``, and the limits of the searches.
    """
    effort = _metered(effort)
    helping = helpers(setting, later, settled)
    if not helping.any():
        return not len(setting.limits.missed(settled))
    if effort.metered.is_over:
        return None
    alone = has_plan(build_program(setting, helping, settled), effort)
    if alone is not True or not (helping & bound_by_ratio(setting)).any():
        return alone
    found = LaterRatios(setting, later, settled, effort).find()
    return True if found.ratios is not None else False if found.sure else None


def _metered(effort: Effort) -> Effort:
    """Return ``effort`` with one meter for all programs of a question."""
    return replace(effort, meter=Meter(float("inf"))) if effort.meter is None else effort


def bound_by_ratio(setting: Setting) -> Mask:
    """Return who gets a common ratio; a practice baseline leaves that to stages of equal clauses.

    Shape (n,).
    """
    if setting.problem.method == "optimum":
        return setting.equal
    out = np.zeros_like(setting.equal)
    for stage in setting.stages:
        out[stage.projects] = setting.equal[stage.projects].all()
    return out


class LaterRatios:
    """Ratios of equal clauses still to be served, in any stages, beside which the rest fits."""

    def __init__(self, setting: Setting, later: Mask, settled: IntArray, effort: Effort) -> None:
        """Take the projects ``later`` that are still open, and what is ``settled`` (yuan)."""
        self._setting = setting
        self._settled = settled
        self._effort = effort = _metered(effort)
        equal = later & bound_by_ratio(setting)
        self._scored = later & ~equal
        self._parts = Parts(setting, np.flatnonzero(equal))
        self._stages = [stage.projects[equal[stage.projects]] for stage in setting.stages]
        self._is_steady = self._steady()
        others = np.where(self._scored, setting.most, 0)
        self._search = RatioSearch(setting, self._parts, settled, others, self._fits, effort.meter)

    def find(self) -> Found:
        """Return ratios by clause code that leave a plan for all the others, if there are any."""
        return self._search.find(*self._ends())

    def each(self) -> Iterator[Ratios]:
        """Yield ratios that leave such a plan, one for each different set of awards."""
        return self._search.each(*self._ends())

    def _ends(self) -> tuple[Ratios, Ratios]:
        codes = sorted(set(self._parts.clause.tolist()))
        return dict.fromkeys(codes, 0), dict.fromkeys(codes, ONE)

    def awards(self, ratios: Ratios) -> IntArray:
        """Return the awards at these ratios (yuan, shape (n,)), cut stage by stage."""
        parts = self._parts.spread(self._parts.of(ratios))
        out = np.zeros_like(parts)
        for projects in self._stages:
            if len(projects):
                mine = np.zeros_like(parts)
                mine[projects] = parts[projects]
                out += Cuts(self._setting, np.sort(projects), self._settled + out).applied(mine)
        return out

    def _fits(self, ratios: Ratios) -> bool | None:
        limits = self._setting.limits
        both = self._settled + self.awards(ratios)
        missed = limits.missed(both)
        wrong = bool((limits.at_most & ~limits.signed)[missed].any())
        fits: bool | None = not wrong
        if fits and len(missed):
            fits = has_plan(build_program(self._setting, self._scored, both), self._effort)
        return None if fits is False and not self._is_steady else fits

    def _steady(self) -> bool:
        """Return whether no scored project served before can take room that decides about cuts.

        What fits beside cuts fits in any case; only a "no" would have to go through all that the
        scored projects of earlier stages may leave.
        """
        limits = self._setting.limits
        earlier = np.zeros_like(self._scored)
        taken = np.zeros(len(limits.names), dtype=np.bool_)  # limits with a scored member before
        for stage, mine in zip(self._setting.stages, self._stages, strict=True):
            equal = np.zeros_like(earlier)
            equal[mine] = True
            if (_counts(limits, equal) & taken & limits.holds & limits.at_most).any():
                return False
            earlier[stage.projects] = self._scored[stage.projects]
            taken = _counts(limits, earlier)
        return True


def _counts(limits: LimitTable, projects: Mask) -> Mask:
    """Return which limits have members among ``projects``."""
    return np.asarray(limits.totals(projects[limits.members].astype(np.int64)) > 0)
