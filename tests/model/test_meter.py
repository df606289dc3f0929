"""What a solve costs is one count that stages, objectives and engines share."""

from fractions import Fraction

import numpy as np
import pytest

from optimizer.model.chains.engine import optimise
from optimizer.model.meter import COST, Meter, meter_of
from optimizer.model.worth import linear
from tests.model.chains.instances import competitive_year


def test_a_share_spends_of_the_whole() -> None:
    whole = Meter(100, 10)
    half = whole.share(0.5)
    half.spend(60)
    half.part()
    assert half.is_spent
    assert (whole.left, whole.parts) == (40, 9)


def test_parts_aside_count_only_there_and_costs_count_everywhere() -> None:
    whole = Meter(100, 10)
    aside = whole.aside(0.5, 1)
    aside.part()
    aside.spend(10)
    assert aside.is_over
    assert (whole.left, whole.parts) == (90, 10)


def test_without_a_word_cost_is_the_limit_and_with_one_parts_are() -> None:
    assert meter_of(None).left == COST
    assert meter_of(7).parts == 7
    assert not meter_of(7).is_spent


@pytest.mark.parametrize("cost", [1, 200_000])
def test_a_list_of_objectives_ends_near_its_cost_with_plan_and_bound(cost: int) -> None:
    program, worth = competitive_year(120, 3)
    count = linear(np.ones(program.size, dtype=np.int64), program.upper)
    first, second = Meter(cost), Meter(cost)
    best, again = (optimise(program, [count, worth], meter) for meter in (first, second))
    assert best.units is not None
    assert again.units is not None
    assert (best.units == again.units).all()
    assert first.left == second.left
    # Each objective looks at the whole at any cost, and ends the piece of work it is at.
    assert cost - first.left < 4 * cost + 2_000_000
    assert all(level.bound >= Fraction(level.value) for level in best.levels)
