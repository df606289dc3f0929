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

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import Entitlements
from optimizer.formats.outcome import Merits
from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.solution import Solution
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.merit.score import Sheets, condensed, sheets_of
from optimizer.model.build import build_problem, merit_of
from optimizer.model.reduction.reading import Reading, read
from optimizer.model.reduction.sweep import follow
from optimizer.model.reduction.whole import answer
from optimizer.model.solve import solve
from optimizer.model.solver import Effort
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
        for k, places, solution in self._solved(weightings):
            status[k] = solution.status
            if solution.awards is not None:
                yuan[k, places] = solution.awards
        return Awards(yuan, tuple(status))

    def _solved(
        self, weightings: Sequence[Mapping[str, int]]
    ) -> Iterator[tuple[int, IntArray, Solution]]:
        """Yield the position of each weighting, the places of its projects, and its plan."""
        groups: dict[bytes, list[int]] = {}
        built: list[_Built] = []
        for k, weights in enumerate(weightings):
            bands, one = self._problem(weights)
            groups.setdefault(bands, []).append(k)
            built.append(one)
        for chosen in groups.values():
            values = np.array([[*weightings[k].values()] for k in chosen], dtype=np.int64)
            found = solutions([built[k].problem for k in chosen], values, self._work)
            for k, solution in zip(chosen, found, strict=True):
                yield k, built[k].places, solution

    def _problem(self, weights: Mapping[str, int]) -> tuple[bytes, _Built]:
        """Return the bands of all scores, and the problem."""
        law = self._law(weights)
        merits = condensed(law, self._sheets)
        bands = np.searchsorted(self._edges, merits.total, side="right").tobytes()
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

    @cached_property
    def _edges(self) -> IntArray:
        """Merits at which an entitlement may change: a score at all, and the bands of the call."""
        tables = self._year.call.tier_tables.values()
        bands = {start for table in tables for start, _ in table.bands}
        return np.array(sorted({0} | bands), dtype=np.int64)


def solutions(
    problems: Sequence[AllocationProblem], weightings: IntArray, work: int | None = None
) -> Iterator[Solution]:
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
    effort = Effort(work)
    first = read(problems[0])
    readings = [_reading(problem, first) for problem in problems]
    worths = [one.network.worth for one in readings if one is not None]
    if first is None or len(worths) < len(problems):
        yield from (solve(problem, work=work) for problem in problems)
        return
    plans = follow(first.network, worths, weightings)
    for problem, reading, plan in zip(problems, readings, plans, strict=True):
        swept = None if plan is None or reading is None else answer(problem, reading, plan, effort)
        # Where the tie rule has no answer, the plan hangs on how it was found.
        yield solve(problem, work=work) if swept is None or swept.ties == "unknown" else swept


def _reading(problem: AllocationProblem, like: Reading | None) -> Reading | None:
    """Return ``problem`` as a network that differs from ``like`` in its worths alone."""
    if like is None or problem.objective != ("merit_yuan",) or problem.rules.pass_mark is not None:
        return None
    network = replace(like.network, worth=problem.merit)
    return replace(like, network=network) if network.is_small_enough else None
