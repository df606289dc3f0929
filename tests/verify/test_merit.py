"""Merit from the experts' sheets, read again with integers."""

import numpy as np

from optimizer.intake.tables import MISSING
from optimizer.verify.merit import merits, ranks
from tests.support.applications import scores_from

WEIGHTS = {"a": 60, "b": 40}


def _merit(*sheets: tuple[float, float] | None, trim_from: int = 5) -> int:
    rows = [
        {"application_no": "1", "panel": "P", "expert": f"E{n}", "recused": sheet is None}
        | ({} if sheet is None else {"a": sheet[0], "b": sheet[1]})
        for n, sheet in enumerate(sheets)
    ]
    numbers = np.array(["1"], dtype=object)
    return int(merits(numbers, scores_from(rows, list(WEIGHTS)), WEIGHTS, trim_from)[0][0])


def test_the_mean_of_weighted_totals_is_rounded_half_up_once() -> None:
    assert _merit((80, 90)) == 8400
    assert _merit((80, 80), (80.01, 80.01)) == 8001  # 80.005
    assert _merit((80, 80), (80, 80), (80.01, 80.01)) == 8000  # 80.0033


def test_from_five_experts_on_one_highest_and_one_lowest_are_dropped() -> None:
    assert _merit((0, 0), (80, 80), (81, 81), (82, 82)) == 6075
    assert _merit((0, 0), (80, 80), (81, 81), (82, 82), (100, 100)) == 8100
    assert _merit((0, 0), (80, 80), (100, 100), trim_from=3) == 8000


def test_a_recused_expert_is_missing_and_never_zero() -> None:
    assert _merit((80, 80), None) == 8000
    assert _merit(None) == -1
    assert _merit((0, 0), (80, 80), (81, 81), (82, 82), None) == 6075


def test_ties_share_a_rank_inside_clause_and_panel() -> None:
    panel = np.array(["P", "P", "P", "Q", "P", "P", "P"], dtype=object)
    merit = np.array([9000, 8000, 9000, 1, 9999, -1, 7000])
    clause = np.array([6, 6, 6, 6, 6, 6, 7])
    ranked = np.array([True, True, True, True, False, False, True])
    found = ranks(clause, panel, merit, ranked).tolist()
    assert found == [1, 3, 1, 1, MISSING, MISSING, 1]
