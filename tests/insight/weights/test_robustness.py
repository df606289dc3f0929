"""Robustness: shares, ranges and bands are those of real allocations, one by one."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from optimizer.allocate import allocate
from optimizer.documents.robustness_text import (
    basis,
    headline,
    per_cent,
    robustness_document,
    robustness_text,
)
from optimizer.errors import DataError
from optimizer.formats.outcome import Outcome
from optimizer.insight.parametric import Stopped
from optimizer.insight.weights.bands import Bands, Change, bands, nearest_change, paths
from optimizer.insight.weights.classes import class_of
from optimizer.insight.weights.methods import suggestions
from optimizer.insight.weights.plans import reweighted, weights_in
from optimizer.insight.weights.region import Weights, around
from optimizer.insight.weights.remainder import with_one
from optimizer.insight.weights.result import Question, Robustness
from optimizer.insight.weights.robustness import Means, robustness, robustness_of
from optimizer.insight.weights.sample import sample
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from tests.support.odd_years import odd_year

QUESTION = Question(region="20", size=40, seed=4)


@pytest.fixture(scope="module")
def given() -> tuple[Year, Scenario, Outcome]:
    year, scenario = odd_year(6, odd=False, count=30)
    return year, scenario, allocate(year, scenario)


@pytest.fixture(scope="module")
def found(given: tuple[Year, Scenario, Outcome]) -> Robustness:
    year, scenario, outcome = given
    return robustness_of(outcome, year, scenario, QUESTION)


def allocated(year: Year, scenario: Scenario, weights: Weights) -> list[int]:
    """Return what each application gets in a full allocation under other weights."""
    outcome = allocate(year, reweighted(scenario, year, weights))
    return [project.suggested or 0 for project in outcome.projects]


def test_shares_and_ranges_are_those_of_allocating_each_weighting(
    given: tuple[Year, Scenario, Outcome], found: Robustness
) -> None:
    year, scenario, _ = given
    drawn = sample(around(weights_in(year, scenario), 20), QUESTION.size, QUESTION.seed)
    plans = np.array([allocated(year, scenario, one) for one in drawn])
    assert found.tried == len(drawn)
    assert found.region == around(weights_in(year, scenario), 20).count
    np.testing.assert_array_equal(found.funded, (plans > 0).sum(axis=0))
    np.testing.assert_array_equal(found.least, plans.min(axis=0))
    np.testing.assert_array_equal(found.most, plans.max(axis=0))
    assert (found.least < found.most).any()


def test_a_band_ends_where_the_award_changes(
    given: tuple[Year, Scenario, Outcome], found: Robustness
) -> None:
    year, scenario, _ = given
    assert found.bands is not None
    checked = 0
    for criterion in (0, 3):
        ends = {
            (int(found.bands.low[i, criterion]), int(found.bands.high[i, criterion]))
            for i in range(len(found.numbers))
        }
        plans = {
            value: allocated(year, scenario, with_one(found.weights, criterion, value))
            for low, high in sorted(ends)
            for value in (low - 1, low, high, high + 1)
            if 0 <= value <= 100
        }
        for i, award in enumerate(found.award.tolist()):
            low, high = (int(side[i, criterion]) for side in (found.bands.low, found.bands.high))
            assert plans[low][i] == plans[high][i] == award
            for beyond in {low - 1, high + 1} & set(plans):
                assert plans[beyond][i] != award
                checked += 1
    assert checked


def test_what_is_found_on_the_way_grows_into_the_answer(
    given: tuple[Year, Scenario, Outcome], found: Robustness
) -> None:
    year, scenario, outcome = given
    steps: list[tuple[int, int]] = []
    few = replace(QUESTION, size=3)
    means = Means(progress=lambda done, of: steps.append((done, of)))
    run = robustness(outcome, year, scenario, few, means)
    first = next(run)
    assert (first.tried, first.wanted, first.bands) == (3, 3, None)
    assert steps[-1] == (3, steps[0][1])
    assert found.wanted == 40


def test_who_has_stopped_asking_is_not_answered(given: tuple[Year, Scenario, Outcome]) -> None:
    year, scenario, outcome = given

    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        robustness_of(outcome, year, scenario, QUESTION, Means(progress=stop))


def test_an_empty_region_is_refused_before_anything_is_solved(
    given: tuple[Year, Scenario, Outcome],
) -> None:
    year, scenario, outcome = given
    empty = Question(region="innovation=91..95,finance=10..20")
    with pytest.raises(DataError, match="empty"):
        robustness_of(outcome, year, scenario, empty)


def test_only_reviewed_projects_that_may_be_supported_have_a_class(
    given: tuple[Year, Scenario, Outcome], found: Robustness
) -> None:
    year, _, outcome = given
    modes = {clause.id: clause.mode for clause in year.policy.clauses}
    for i, project in enumerate(outcome.projects):
        reviewed = modes.get(project.clause) == "competitive" and bool(project.entitled)
        assert (found.class_of(i) is not None) == reviewed
    assert sum(found.counts().values()) == int(found.competitive.sum())


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (Fraction(95, 100), "certain"),
        (Fraction(9499, 10000), "likely"),
        (Fraction(1, 2), "likely"),
        (Fraction(4999, 10000), "open"),
        (Fraction(501, 10000), "open"),
        (Fraction(5, 100), "surely_out"),
    ],
)
def test_classes_begin_at_the_stated_shares(share: Fraction, name: str) -> None:
    assert class_of(share) == name


def test_a_band_is_the_run_around_the_current_weight() -> None:
    weights = (50, 50)
    stays = np.zeros((101, 2), dtype=bool)
    stays[40:61, 0] = True
    stays[[45, 70, 80], 0] = [False, True, True]
    stays[:, 1] = True
    got = bands(weights, [stays, stays])
    assert got.low[:, 0].tolist() == [46, 0]
    assert got.high[:, 0].tolist() == [60, 100]
    assert nearest_change(got, weights, 0) == Change(0, 45)
    assert nearest_change(got, weights, 1) is None


def test_paths_hold_the_current_weighting_at_its_own_place() -> None:
    weights = (25, 20, 15, 20, 10, 10)
    for criterion, path in enumerate(paths(weights)):
        assert len(path) == 101
        assert path[weights[criterion]] == weights
        assert all(sum(one) == 100 and one[criterion] == v for v, one in enumerate(path))


def test_weights_that_cannot_be_are_refused_with_every_reason(
    given: tuple[Year, Scenario, Outcome],
) -> None:
    year, scenario, _ = given
    with pytest.raises(DataError) as refused:
        reweighted(scenario, year, (30, 20, 10, 20, 10, -5))
    assert {p.code for p in refused.value.problems} == {
        "policy.negative_weight",
        "policy.weights_sum",
    }


def test_the_document_holds_exact_shares_and_leaves_room_for_experts(
    given: tuple[Year, Scenario, Outcome], found: Robustness
) -> None:
    year, scenario, outcome = given
    document = robustness_document(found, suggestions(outcome, year, scenario), scenario.name)
    assert document["format"] == "robustness/1"
    assert document["what_if"] is True
    assert [p["application_no"] for p in document["projects"]] == list(found.numbers)
    for i, project in enumerate(document["projects"]):
        assert Fraction(project["share"]) == Fraction(int(found.funded[i]), 40)
        assert set(project["bands"]) == set(found.criteria)
    assert (
        sum(document["plan"][name] for name in ("certain", "likely", "open", "surely_out"))
        == (document["plan"]["competitive"])
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_states_sample_seed_thresholds_and_that_it_is_a_trial(
    lang: str, given: tuple[Year, Scenario, Outcome], found: Robustness
) -> None:
    year, scenario, outcome = given
    methods = suggestions(outcome, year, scenario)
    text = robustness_text(found, methods, outcome, year.policy, lang)  # type: ignore[arg-type]  # one of these
    assert headline(found, lang) in text  # type: ignore[arg-type]  # as above
    for part in ("40", "4", "95%", "50%", "5%", f"{found.region:,d}"):
        assert part in text
    assert {"zh": "不能上会", "en": "cannot be submitted"}[lang] in text
    unproven = replace(found, unproven=3, without_plan=2, tried=found.region)
    assert "3" in basis(unproven, lang)  # type: ignore[arg-type]  # as above


def test_a_share_never_reads_as_all_or_nothing_unless_it_is() -> None:
    assert per_cent(Fraction(1)) == "100%"
    assert per_cent(Fraction(9999, 10_000)) == "99.9%"
    assert per_cent(Fraction(1, 10_000)) == "0.1%"
    assert per_cent(Fraction(0)) == "0%"


def test_without_reviewed_projects_the_headline_says_so(found: Robustness) -> None:
    nobody = replace(found, competitive=np.zeros_like(found.competitive))
    assert "无关" in headline(nobody, "zh")
    assert isinstance(found.bands, Bands)


def test_without_bands_only_the_weightings_asked_are_tried(
    given: tuple[Year, Scenario, Outcome], found: Robustness
) -> None:
    year, scenario, outcome = given
    told: list[tuple[int, int]] = []
    means = Means(progress=lambda done, of: told.append((done, of)))
    bare = robustness_of(outcome, year, scenario, QUESTION, means, with_bands=False)
    assert bare.bands is None
    assert told[-1] == (bare.tried, bare.tried)
    assert (bare.funded == found.funded).all()
