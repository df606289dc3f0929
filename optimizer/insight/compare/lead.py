"""How sure it is which scenario gives small firms most: all of them under the same weightings.

Each weighting is drawn around the reference's weights, and every scenario is planned under it with
all its own rules. What it says holds for the weights tried, not for other doubts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.insight.compare.comparison import Candidate
from optimizer.insight.compare.measures import SMALL, sizes
from optimizer.insight.parametric import QUICK
from optimizer.insight.weightings import Weighted
from optimizer.insight.weights.plans import weights_in
from optimizer.insight.weights.region import around
from optimizer.insight.weights.sample import sample

#: Weightings tried, how far each weight goes to either side, and the seed of the draw.
WEIGHTINGS, REACH, SEED = 50, 10, 1


@dataclass(frozen=True, slots=True)
class Lead:
    """What small firms get from each scenario under the same weightings.

    ``tried`` weightings in which every scenario has a plan; ``of`` that were to be tried;
    ``most`` counts, for each scenario, those in which no other gives more (several where they tie);
    ``alone`` those in which every other gives less; ``low`` and ``high`` are yuan.
    """

    tried: int
    of: int
    most: tuple[int, ...]
    alone: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]


def leads(
    candidates: Sequence[Candidate], *, tick: Callable[[], None] = lambda: None
) -> Iterator[Lead]:
    """Yield the lead after each weighting, the last one over all of them.

    Parameters
    ----------
    candidates
        Scenarios of one year that have a plan, the reference first.
    tick
        Called before every plan; what it raises ends the run.
    """
    reference = candidates[0]
    keys = [criterion.key for criterion in reference.year.policy.criteria]
    now = weights_in(reference.year, reference.scenario)
    drawn = sample(around(now, REACH), WEIGHTINGS, SEED)
    planned = [Weighted(one.year, one.scenario, work=QUICK) for one in candidates]
    small = [_small(one) for one in candidates]
    found: list[list[int]] = []
    for weights in drawn:
        named = dict(zip(keys, weights, strict=True))
        sums: list[int] = []
        for plan, members in zip(planned, small, strict=True):
            tick()
            awards = plan.awards([named])
            if awards.status[0] in {"optimal", "feasible"}:
                sums.append(int(awards.yuan[0] @ members))
        if len(sums) == len(candidates):
            found.append(sums)
            yield _lead(np.array(found), len(drawn))


def _lead(sums: IntArray, of: int) -> Lead:
    best = sums == sums.max(axis=1, keepdims=True)
    alone = best & (best.sum(axis=1, keepdims=True) == 1)
    return Lead(
        tried=len(sums),
        of=of,
        most=tuple(best.sum(axis=0).tolist()),
        alone=tuple(alone.sum(axis=0).tolist()),
        low=tuple(sums.min(axis=0).tolist()),
        high=tuple(sums.max(axis=0).tolist()),
    )


def _small(one: Candidate) -> IntArray:
    """Return 1 for each application of a small firm, in the year's order."""
    if one.outcome is None:
        raise ValueError("a scenario without a plan")
    size = sizes(one.outcome)
    numbers = one.year.applications["application_no"].tolist()
    return np.array([size.get(number) in SMALL for number in numbers], dtype=np.int64)
