"""What hangs on the weights: a year planned under many weightings of its criteria.

Every plan is a real allocation, with entitlement by score, legal limits and rules; a ranking alone
would say nothing of awards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.outcome import Outcome
from optimizer.insight.sweeps.cache import Cache
from optimizer.insight.sweeps.run import run
from optimizer.insight.weightings import Weighted
from optimizer.insight.weights.asked import read_region
from optimizer.insight.weights.bands import bands, paths
from optimizer.insight.weights.plans import VERSION, Plan, answers, plan_of, weights_in
from optimizer.insight.weights.region import Weights
from optimizer.insight.weights.result import Question, Robustness
from optimizer.insight.weights.sample import sample
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.policy.types import Policy

#: Weightings answered, and told of, together.
_CHUNK = 20


def _unwatched(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Means:
    """Where the weightings are solved, and who is told; it never changes what comes out.

    ``progress`` is told how many weightings are done, and of how many; what it raises ends the run.
    """

    cache: Cache | None = None
    workers: int = 1
    scheduler: str | None = None
    progress: Callable[[int, int], None] = _unwatched


def robustness(
    outcome: Outcome,
    year: Year,
    scenario: Scenario,
    question: Question,
    means: Means | None = None,
    *,
    with_bands: bool = True,
) -> Iterator[Robustness]:
    """Yield what hangs on the weights: while they are tried, then with the stability bands.

    The weightings come in the order drawn, so that what is found on the way is a smaller sample.
    The last but one has all of them, the last one the bands too, if they are wanted.

    Parameters
    ----------
    outcome
        The plan of ``year`` under ``scenario``; it must have awards.
    question
        Which weightings.
    means
        How they are solved.
    with_bands
        Whether the stability bands are wanted; they take up to 101 weightings a criterion more.

    Raises
    ------
    DataError
        If the region cannot be read or is empty (before anything is yielded).
    """
    means = means or Means()
    criteria = tuple(criterion.key for criterion in year.policy.criteria)
    weights = weights_in(year, scenario)
    region = read_region(question.region, criteria, weights)
    drawn = sample(region, question.size, question.seed)
    ways = paths(weights) if with_bands else ()
    on_a_way = {one for way in ways for one in way}
    also = sorted(on_a_way - set(drawn))
    stays: dict[Weights, NDArray[np.bool_]] = {}
    plans = _Plans(outcome, year, scenario, means, len(drawn) + len(also))
    found = _nothing_yet(outcome, year.policy, question, weights)
    found = replace(found, region=region.count, wanted=len(drawn))
    for one, plan in plans.of(drawn):
        found = _with(found, plan)
        if one in on_a_way:
            stays[one] = plan.awards == found.award
        if not found.tried % _CHUNK or found.tried == found.wanted:
            yield found
    if not with_bands:
        return
    stays.update((one, plan.awards == found.award) for one, plan in plans.of(also))
    yield replace(found, bands=bands(weights, [np.array([stays[w] for w in way]) for way in ways]))


class _Plans:
    """Plans of weightings, by the sweep runner; progress counts over several runs."""

    def __init__(
        self, outcome: Outcome, year: Year, scenario: Scenario, means: Means, total: int
    ) -> None:
        self._means, self._total, self._done = means, total, 0
        self._context = (year, Weighted(year, scenario))
        self._size = len(outcome.projects)
        self._key = hashlib.sha256(f"{VERSION} {outcome.fingerprint}".encode()).hexdigest()

    def of(self, weightings: Sequence[Weights]) -> Iterator[tuple[Weights, Plan]]:
        """Yield each weighting with its plan."""
        before, means = self._done, self._means
        found = run(
            answers,
            self._context,
            [list(one) for one in weightings],
            key=self._key,
            cache=means.cache,
            workers=means.workers,
            scheduler=means.scheduler,
            chunk=_CHUNK,
            progress=lambda done, _of: means.progress(before + done, self._total),
        )
        for one, answer in zip(weightings, found, strict=True):
            self._done += 1
            yield one, plan_of(answer, self._size)


def _nothing_yet(
    outcome: Outcome, policy: Policy, question: Question, weights: Weights
) -> Robustness:
    """Return the robustness of an outcome before any weighting is tried."""
    reviewed = {clause.id for clause in policy.clauses if clause.mode == "competitive"}
    projects = outcome.projects
    size = len(projects)
    return Robustness(
        fingerprint=outcome.fingerprint,
        question=question,
        criteria=tuple(criterion.key for criterion in policy.criteria),
        weights=weights,
        region=0,
        wanted=0,
        tried=0,
        unproven=0,
        without_plan=0,
        numbers=tuple(project.application_no for project in projects),
        award=np.array([project.suggested or 0 for project in projects], dtype=np.int64),
        funded=np.zeros(size, dtype=np.int64),
        least=np.full(size, np.iinfo(np.int64).max),
        most=np.zeros(size, dtype=np.int64),
        competitive=np.array([p.clause in reviewed and bool(p.entitled) for p in projects], bool),
    )


def _with(found: Robustness, plan: Plan) -> Robustness:
    """Return what is found with one weighting more."""
    return replace(
        found,
        tried=found.tried + 1,
        unproven=found.unproven + (plan.status == "feasible"),
        without_plan=found.without_plan + (plan.status in {"infeasible", "stopped"}),
        funded=found.funded + (plan.awards > 0),
        least=np.minimum(found.least, plan.awards),
        most=np.maximum(found.most, plan.awards),
    )


def robustness_of(
    outcome: Outcome,
    year: Year,
    scenario: Scenario,
    question: Question,
    means: Means | None = None,
    *,
    with_bands: bool = True,
) -> Robustness:
    """Return the last that :func:`robustness` yields: all weightings, and the bands if wanted."""
    found = None
    for found in robustness(outcome, year, scenario, question, means, with_bands=with_bands):  # noqa: B007  # the last one counts
        pass
    if found is None:
        raise RuntimeError("a run yields at least its end")
    return found
