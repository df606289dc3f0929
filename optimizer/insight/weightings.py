"""One year under many weightings of its criteria: the plans that ``allocate`` would find.

Only merits change, as long as every score stays in its band; then who is entitled to what stands,
and so do all limits. Where a score changes its band, the year is entitled and built anew. Years
that are a network are swept: prices of earlier weightings foretell those of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import Entitlements
from optimizer.formats.outcome import Merits
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.score import Sheets, condensed, sheets_of
from optimizer.model.build import build_problem, merit_of
from optimizer.model.reduction.alone import is_alone
from optimizer.model.reduction.reading import Reading, read
from optimizer.model.reduction.sweep import follow
from optimizer.model.solve import solve
from optimizer.policy.call import resolve
from optimizer.policy.law import Law

#: Years kept as built, one for each way in which scores fall into bands.
_MOST_BUILT = 16


@dataclass(frozen=True, slots=True)
class Awards:
    """Plans of weightings.

    ``yuan`` has shape (weightings, applications), in the year's order of applications, all 0
    without a plan; ``status`` is that of each solution.
    """

    yuan: IntArray
    status: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Status and awards (yuan, ``None`` without a plan) that ``solve`` gives to a problem."""

    status: str
    awards: IntArray | None


@dataclass(frozen=True, slots=True)
class _Built:
    """A problem, what it was built from, and its projects' places among the applications."""

    problem: AllocationProblem
    entitlements: Entitlements
    places: IntArray


class Weighted:
    """A year under one scenario, and any weights of its criteria.

    Parameters
    ----------
    year, scenario
        As ``allocate`` takes them; the scenario's own weights are not read.
    work
        Limit of each solve, as in ``allocate``.
    """

    def __init__(self, year: Year, scenario: Scenario, *, work: int | None = None) -> None:
        self._year = year.under(scenario.policy_file)
        self._scenario = scenario
        self._work = work
        self._built: dict[bytes, _Built] = {}

    def problem(self, weights: Mapping[str, int]) -> AllocationProblem:
        """Return the problem that ``allocate`` builds under ``weights`` (criterion -> per cent).

        Raises
        ------
        DataError
            If the scenario does not fit the year, or a criterion is unknown.
        """
        return self._problem(weights)[1].problem

    def awards(self, weightings: Sequence[Mapping[str, int]]) -> Awards:
        """Return the awards under each of ``weightings``; every plan is certified or says not."""
        yuan = np.zeros((len(weightings), len(self._year.applications)), dtype=np.int64)
        status: list[str] = [""] * len(weightings)
        for k, places, plan in self._planned(weightings):
            status[k] = plan.status
            if plan.awards is not None:
                yuan[k, places] = plan.awards
        return Awards(yuan, tuple(status))

    def _planned(
        self, weightings: Sequence[Mapping[str, int]]
    ) -> Iterator[tuple[int, IntArray, Plan]]:
        """Yield the position of each weighting, the places of its projects, and its plan."""
        groups: dict[bytes, list[int]] = {}
        built: list[_Built] = []
        for k, weights in enumerate(weightings):
            bands, one = self._problem(weights)
            groups.setdefault(bands, []).append(k)
            built.append(one)
        for chosen in groups.values():
            values = np.array([[*weightings[k].values()] for k in chosen], dtype=np.int64)
            found = plans([built[k].problem for k in chosen], values, self._work)
            for k, plan in zip(chosen, found, strict=True):
                yield k, built[k].places, plan

    def _problem(self, weights: Mapping[str, int]) -> tuple[bytes, _Built]:
        """Return the bands of all scores, and the problem."""
        law = self._law(weights)
        merits = condensed(law, self._sheets)
        bands = self._bands(merits.total).tobytes()
        if bands not in self._built:
            if len(self._built) == _MOST_BUILT:
                self._built.clear()
            self._built[bands] = self._build(law, merits)
        built = self._built[bands]
        merit = merit_of(law, self._scenario, built.entitlements, merits)[built.places]
        return bands, replace(built, problem=replace(built.problem, merit=merit))

    def _build(self, law: Law, merits: Merits) -> _Built:
        year, scenario = self._year, self._scenario
        entitlements = entitle(law, year.applications, year.ledger, merits.total)
        problem = build_problem(law, scenario, year.applications, entitlements, merits, year.ledger)
        places = np.searchsorted(year.applications["application_no"], problem.ids)
        return _Built(problem, entitlements, places)

    def _law(self, weights: Mapping[str, int]) -> Law:
        return resolve(self._year.policy, self._year.call, self._scenario.settings, weights)

    @cached_property
    def _sheets(self) -> Sheets:
        law = self._law(self._scenario.weights)
        return sheets_of(law, self._year.applications, self._year.scores)

    def _bands(self, total: IntArray) -> NDArray[np.int8]:
        """Return all that an entitlement reads of a score: whether there is one, and its band.

        Only clauses with a tier table in the call have bands.
        """
        out = (total >= 0).astype(np.int8)
        for rows, starts in self._tiers:
            out[rows] += np.searchsorted(starts, total[rows], side="right").astype(np.int8)
        return out

    @cached_property
    def _tiers(self) -> tuple[tuple[IntArray, IntArray], ...]:
        """Applications of each clause with a tier table, and where its bands start."""
        clause = self._year.applications["clause"].astype(str)
        return tuple(
            (np.flatnonzero(clause == name), np.array(sorted({s for s, _ in table.bands})))
            for name, table in self._year.call.tier_tables.items()
        )


def plans(
    problems: Sequence[AllocationProblem], weightings: IntArray, work: int | None = None
) -> Iterator[Plan]:
    """Yield what ``solve`` answers to each of ``problems``, which differ in their merits alone.

    Parameters
    ----------
    problems
        At least one.
    weightings
        The weights that led to each, shape (problems, criteria).
    work
        As in ``solve``.
    """
    first = read(problems[0])
    readings = [one for one in (_reading(problem, first) for problem in problems) if one]
    if first is None or len(readings) < len(problems):
        yield from (_solved(problem, work) for problem in problems)
        return
    swept = follow(first.network, (one.network.worth for one in readings), weightings)
    for problem, reading, found in zip(problems, readings, swept, strict=True):
        # Only where several plans are as good, the tie rule has to choose.
        if found is not None and is_alone(reading.network, found):
            yield Plan("optimal", found.steps * reading.grid)
        else:
            yield _solved(problem, work)


def _solved(problem: AllocationProblem, work: int | None) -> Plan:
    solution = solve(problem, work=work)
    return Plan(solution.status, solution.awards)


def _reading(problem: AllocationProblem, like: Reading | None) -> Reading | None:
    """Return ``problem`` as a network that differs from ``like`` in its worths alone."""
    if like is None or problem.objective != ("merit_yuan",) or problem.rules.pass_mark is not None:
        return None
    network = replace(like.network, worth=problem.merit)
    return replace(like, network=network) if network.is_small_enough else None
