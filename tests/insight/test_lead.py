"""How sure the best for small firms is: the sums of allocating each weighting for itself."""

from itertools import islice
from pathlib import Path

from optimizer.allocate import allocate
from optimizer.insight.compare.comparison import Candidate
from optimizer.insight.compare.lead import REACH, SEED, leads
from optimizer.insight.compare.measures import measures
from optimizer.insight.weights.plans import reweighted, weights_in
from optimizer.insight.weights.region import around
from optimizer.insight.weights.sample import sample
from optimizer.intake.year import read_year


def test_the_lead_is_that_of_allocating_every_scenario_under_each_weighting(root: Path) -> None:
    year = read_year(root / "scenarios" / "2026")
    scenarios = [year.scenarios[name] for name in ("baseline", "article_pools", "budget_cut")]
    candidates = [Candidate(one.name, year, one, allocate(year, one)) for one in scenarios]
    ticks: list[int] = []
    first, second = islice(leads(candidates, tick=lambda: ticks.append(1)), 2)
    assert len(ticks) == 2 * len(candidates)
    drawn = sample(around(weights_in(year, scenarios[0]), REACH), 2, SEED)
    sums = []
    for weights in drawn:
        outcomes = [allocate(year, reweighted(one, year, weights)) for one in scenarios]
        found = [measures(outcome, {}) for outcome in outcomes]
        sums.append([one.small.money for one in found if one is not None])
    assert first.low == first.high == tuple(sums[0])
    assert second.low == tuple(min(pair) for pair in zip(*sums, strict=True))
    assert second.high == tuple(max(pair) for pair in zip(*sums, strict=True))
    assert second.tried == 2
    best = [[value == max(row) for value in row] for row in sums]
    assert second.most == tuple(sum(column) for column in zip(*best, strict=True))
