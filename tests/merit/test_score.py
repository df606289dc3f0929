"""Merit: weighted, trimmed, averaged in exact integers, rounded half up once at the end."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.formats.outcome import Merits
from optimizer.merit.score import score
from optimizer.policy.law import Law
from tests.support.applications import scores_from
from tests.support.law import application, applications, district, law_of

CRITERIA = [criterion.key for criterion in district().criteria]
WEIGHTS = [criterion.weight for criterion in district().criteria]


def sheet(expert: str, points: Any, number: str = "A1", **more: Any) -> dict[str, Any]:  # noqa: ANN401 (cells)
    """Return a score sheet with the same points in every criterion, or one for each."""
    each = points if isinstance(points, list) else [points] * len(CRITERIA)
    return {
        "application_no": number,
        "panel": "甲",
        "expert": expert,
        **dict(zip(CRITERIA, each, strict=True)),
        **more,
    }


def merits(
    rows: Sequence[Mapping[str, Any]], law: Law | None = None, numbers: Sequence[str] = ("A1",)
) -> Merits:
    table = applications(*(application("11", application_no=n, project_no=n) for n in numbers))
    return score(law or law_of(), table, scores_from(rows, CRITERIA))


def test_the_default_rubric_adds_up_to_a_hundred() -> None:
    assert sum(WEIGHTS) == 100
    assert WEIGHTS == [25, 20, 15, 20, 10, 10]


def test_criteria_are_weighted() -> None:
    found = merits([sheet("E1", [100, 0, 0, 0, 0, 0])])
    assert found.total.tolist() == [2500]
    assert found.expert_total.tolist() == [250_000]  # ten-thousandths
    assert found.by_criterion.tolist() == [[10000, 0, 0, 0, 0, 0]]


def test_weights_of_the_law_replace_the_default_ones() -> None:
    law = law_of()
    changed = Law(law.policy, law.call, law.settings, dict.fromkeys(CRITERIA, 0) | {"finance": 100})
    assert merits([sheet("E1", [100, 100, 100, 100, 100, 40])], changed).total.tolist() == [4000]


@pytest.mark.parametrize(
    ("points", "hundredths"),
    [
        (["80", "80.01"], 8001),  # 80.005 is rounded up
        (["80", "80", "80.01"], 8000),  # 80.0033
        (["80", "80.01", "80.01"], 8001),  # 80.0067
        (["79.99", "80"], 8000),  # 79.995
    ],
)
def test_the_mean_is_rounded_half_up(points: list[str], hundredths: int) -> None:
    rows = [sheet(f"E{i}", p) for i, p in enumerate(points)]
    assert merits(rows).total.tolist() == [hundredths]


def test_it_is_rounded_once_at_the_end_not_for_each_expert() -> None:
    # Totals 0.0040, 0.0040, 0.0080: their mean of 0.0053 is 0.01; rounded one by one it were 0.00.
    finance = ["0.04", "0.04", "0.08"]
    found = merits([sheet(f"E{i}", [0, 0, 0, 0, 0, p]) for i, p in enumerate(finance)])
    assert found.expert_total.tolist() == [40, 40, 80]
    assert found.total.tolist() == [1]


def test_a_recused_expert_is_missing_and_never_a_zero() -> None:
    rows = [sheet("E1", 80), sheet("E2", 90), sheet("E3", "", recused=True)]
    found = merits(rows)
    assert found.total.tolist() == [8500]
    assert found.recused.tolist() == [False, False, True]
    assert found.expert_counts.tolist() == [True, True, False]


def test_scores_beside_a_recusal_do_not_count() -> None:
    assert merits([sheet("E1", 80), sheet("E2", 20, recused=True)]).total.tolist() == [8000]


def test_a_sheet_with_a_gap_does_not_count() -> None:
    rows = [sheet("E1", 80), sheet("E2", [90, 90, "", 90, 90, 90])]
    found = merits(rows)
    assert (found.total.tolist(), found.recused.tolist()) == ([8000], [False, False])


def test_without_scores_merit_is_missing() -> None:
    found = merits([sheet("E1", 80)], numbers=("A1", "A2"))
    assert found.total.tolist() == [8000, -1]
    assert found.by_criterion[1].tolist() == [-1] * len(CRITERIA)
    assert merits([]).total.tolist() == [-1]


def test_all_recused_is_missing() -> None:
    assert merits([sheet("E1", "", recused=True)]).total.tolist() == [-1]


def test_four_experts_all_count() -> None:
    rows = [sheet(f"E{i}", p) for i, p in enumerate([0, 80, 80, 100])]
    assert merits(rows).total.tolist() == [6500]


def test_from_five_experts_on_the_highest_and_the_lowest_total_are_dropped() -> None:
    rows = [sheet(f"E{i}", p) for i, p in enumerate([0, 80, 85, 90, 100])]
    found = merits(rows)
    assert found.total.tolist() == [8500]
    assert found.expert_counts.tolist() == [False, True, True, True, False]


def test_a_recused_expert_does_not_make_the_fifth() -> None:
    rows = [sheet(f"E{i}", p) for i, p in enumerate([0, 80, 80, 100])]
    assert merits([*rows, sheet("E9", "", recused=True)]).total.tolist() == [6500]


def test_the_number_of_experts_from_which_scores_are_dropped_is_a_parameter() -> None:
    rows = [sheet(f"E{i}", p) for i, p in enumerate([0, 80, 100])]
    assert merits(rows, law_of({"experts_for_trimming": 3})).total.tolist() == [8000]
    five = [sheet(f"E{i}", p) for i, p in enumerate([0, 80, 80, 90, 100])]
    assert merits(five, law_of({"experts_for_trimming": 6})).total.tolist() == [7000]


def test_one_of_equal_extremes_is_dropped_the_first_expert_low_the_last_high() -> None:
    rows = [sheet(f"E{i}", p) for i, p in zip([5, 3, 1, 4, 2], [90, 70, 70, 90, 80], strict=True)]
    found = merits(rows)
    dropped = found.expert[~found.expert_counts]
    assert sorted(dropped) == ["E1", "E5"]
    assert found.total.tolist() == [8000]


def test_five_equal_totals_drop_two_of_them() -> None:
    found = merits([sheet(f"E{i}", 80) for i in range(5)])
    assert found.total.tolist() == [8000]
    assert sorted(found.expert[~found.expert_counts]) == ["E0", "E4"]


def test_criteria_are_means_over_the_experts_that_count() -> None:
    rows = [sheet(f"E{i}", p) for i, p in enumerate([0, 80, 85, 91, 100])]
    assert merits(rows).by_criterion.tolist() == [[8533] * len(CRITERIA)]


def test_a_sheet_of_an_unknown_application_is_left_out() -> None:
    found = merits([sheet("E1", 80), sheet("E1", 10, number="ZZ")])
    assert (found.total.tolist(), len(found.expert)) == ([8000], 1)


def test_a_panel_missing_on_the_application_is_that_of_its_scores() -> None:
    table = applications(application("11", panel=""))
    rows = scores_from([sheet("E1", 80, panel="乙")], CRITERIA)
    assert score(law_of(), table, rows).panel.tolist() == ["乙"]


def slowly(sheets: list[tuple[str, list[int]]]) -> int:
    """Return the merit by fractions, one expert at a time."""
    totals = sorted(
        (
            sum(
                (Fraction(w, 100) * Fraction(s, 100) for w, s in zip(WEIGHTS, scores, strict=True)),
                Fraction(0),
            ),
            expert,
        )
        for expert, scores in sheets
    )
    if len(totals) >= 5:
        totals = totals[1:-1]
    mean = sum((t for t, _ in totals), Fraction(0)) / len(totals)
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return int((exact * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.integers(0, 10_000), min_size=len(CRITERIA), max_size=len(CRITERIA)),
        min_size=1,
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_any_scores_give_the_same_as_reckoning_one_by_one(
    scores: list[list[int]], random: Random
) -> None:
    experts = [(f"E{i}", one) for i, one in enumerate(scores)]
    rows = [sheet(e, [Decimal(s) / 100 for s in one]) for e, one in experts]
    random.shuffle(rows)
    assert merits(rows).total.tolist() == [slowly(experts)]
    assert np.issubdtype(merits(rows).total.dtype, np.int64)
