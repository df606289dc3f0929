"""Regions: counted exactly, numbered without a gap, sampled evenly and repeatably."""

from collections.abc import Callable
from itertools import product

import pytest

from optimizer.errors import DataError
from optimizer.insight.weights import region
from optimizer.insight.weights.asked import read_region
from optimizer.insight.weights.region import Box, Order, Weights, around
from optimizer.insight.weights.sample import sample

BUNDLED = (25, 20, 15, 20, 10, 10)
CRITERIA = ("innovation", "benefit", "finance")


def every(count: int, total: int, holds: Callable[[Weights], bool]) -> list[Weights]:
    """Return all weightings by trying everything."""
    return [w for w in product(range(total + 1), repeat=count) if sum(w) == total and holds(w)]


@pytest.fixture
def twelve(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let weights add up to 12, so that everything can be tried."""
    monkeypatch.setattr(region, "WHOLE", 12)
    return 12


def keeps(order: Weights) -> Callable[[Weights], bool]:
    pairs = [(i, j) for i in range(len(order)) for j in range(len(order)) if order[i] > order[j]]
    return lambda w: all(w[i] >= w[j] for i, j in pairs)


@pytest.mark.parametrize("order", [(5, 4, 2, 1), (5, 3, 3, 1), (3, 3, 3, 3), (1, 1, 5, 5), (1, 11)])
def test_an_order_holds_each_weighting_that_keeps_it_once(order: Weights, twelve: int) -> None:
    found = Order(order)
    listed = [found.at(number) for number in range(found.count)]
    assert sorted(listed) == every(len(order), twelve, keeps(order))


def test_a_box_holds_each_weighting_inside_once(twelve: int) -> None:
    found = Box((2, 0, 1), (7, 6, 9))
    listed = [found.at(number) for number in range(found.count)]
    assert listed == every(3, twelve, lambda w: 2 <= w[0] <= 7 and w[1] <= 6 and 1 <= w[2] <= 9)


def test_regions_of_the_bundled_weights_are_counted_exactly() -> None:
    assert around(BUNDLED, 0).count == 1
    assert around(BUNDLED, 1).count == sum(
        sum(step) == 0 for step in product((-1, 0, 1), repeat=len(BUNDLED))
    )
    # Stars and bars: 100 in 6 parts.
    assert Box((0,) * 6, (100,) * 6).count == 96_560_646
    # Partitions of 100 into at most 6 parts.
    assert Order((6, 5, 4, 3, 2, 1)).count == 189_509


def test_a_sample_is_repeatable_lies_inside_and_holds_none_twice() -> None:
    wide = around(BUNDLED, 10)
    first = sample(wide, 500, 7)
    assert first == sample(wide, 500, 7)
    assert first != sample(wide, 500, 8)
    assert first[:100] == sample(wide, 100, 7)
    assert len(set(first)) == 500
    for one in first:
        assert sum(one) == 100
        assert all(abs(a - b) <= 10 for a, b in zip(one, BUNDLED, strict=True))


def test_a_small_region_is_taken_whole() -> None:
    small = around((50, 30, 20), 2)
    assert sorted(sample(small, 1_000, 3)) == [small.at(i) for i in range(small.count)]


def test_every_weighting_is_drawn_about_as_often() -> None:
    small = around((50, 30, 20), 3)
    times = dict.fromkeys((small.at(i) for i in range(small.count)), 0)
    for seed in range(2_000):
        for one in sample(small, 5, seed):
            times[one] += 1
    expected = 2_000 * 5 / small.count
    # Five standard deviations of a count.
    assert all(abs(count - expected) < 5 * expected**0.5 for count in times.values())


def test_a_region_is_read_as_people_write_it() -> None:
    now = (50, 30, 20)
    assert read_region("10", CRITERIA, now) == around(now, 10)
    assert read_region("order", CRITERIA, now) == Order(now)
    box = read_region("innovation=40..60, finance = 0..5", CRITERIA, now)
    assert box == Box((40, 0, 0), (60, 100, 5))


def test_everything_wrong_with_a_region_is_said_at_once() -> None:
    with pytest.raises(DataError) as refused:
        read_region("inovation=1..2,finance=9..3,finance=1..101,about ten", CRITERIA, (50, 30, 20))
    codes = [p.code.removeprefix("weights.region.") for p in refused.value.problems]
    assert codes == ["criterion", "range", "twice", "range", "form"]
    assert refused.value.problems[0].params["nearest"] == "innovation"


@pytest.mark.parametrize(
    "text", ["innovation=0..10,benefit=0..10,finance=0..10", "innovation=90..99,benefit=20..30"]
)
def test_an_empty_region_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="empty"):
        read_region(text, CRITERIA, (50, 30, 20))
