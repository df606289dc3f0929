"""Panels on one scale: the order inside a panel stays, severity between panels goes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.allocate import allocate
from optimizer.intake.scenario import override
from optimizer.intake.year import read_year
from optimizer.merit.normalise import normalised
from optimizer.verify.merit import on_one_scale

METHODS = ("z-score", "rank")
merits = st.lists(
    st.tuples(st.one_of(st.just(-1), st.integers(0, 10_000)), st.sampled_from("甲乙丙")),
    min_size=1,
    max_size=12,
)


def columns(rows: list[tuple[int, str]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([w for w, _ in rows]), np.array([p for _, p in rows], dtype=object)


@given(merits, st.sampled_from(METHODS))
def test_both_readings_agree(rows: list[tuple[int, str]], method: str) -> None:
    merit, panel = columns(rows)
    found = normalised(merit, panel, method).tolist()
    assert found == on_one_scale(merit.tolist(), panel.tolist(), method)


@given(merits, st.sampled_from(METHODS))
def test_a_higher_score_of_a_panel_never_comes_out_lower(
    rows: list[tuple[int, str]], method: str
) -> None:
    merit, panel = columns(rows)
    found = normalised(merit, panel, method)
    for name in "甲乙丙":
        here = np.flatnonzero((panel == name) & (merit >= 0))
        order = here[np.argsort(merit[here], kind="stable")]
        assert (np.diff(found[order]) >= 0).all()
        equal = merit[order][1:] == merit[order][:-1]
        assert not np.diff(found[order])[equal].any()


def test_a_panel_that_is_ten_points_more_severe_comes_level() -> None:
    lenient, severe = [7000, 8000, 9000], [6000, 7000, 8000]
    panel = np.array(["甲"] * 3 + ["乙"] * 3, dtype=object)
    found = normalised(np.array(lenient + severe), panel, "z-score").tolist()
    assert found[:3] == found[3:]
    assert found[1] == 7500
    # Deviation of all: sqrt(5.5e6 / 6) = 957.43; of a panel: sqrt(2e6 / 3) = 816.50.
    assert found[2] == 7500 + round(1000 * 957.4271 / 816.4966)


def test_ranks_are_the_share_of_the_panel_below_and_half_of_the_equal_ones() -> None:
    panel = np.array(["甲"] * 4, dtype=object)
    found = normalised(np.array([6000, 9000, 6000, 8000]), panel, "rank").tolist()
    assert found == [2500, 8750, 2500, 6250]


def test_without_scores_nothing_is_made_up() -> None:
    panel = np.array(["甲", "甲"], dtype=object)
    assert normalised(np.array([-1, 5000]), panel, "rank").tolist() == [-1, 5000]
    assert normalised(np.array([-1, -1]), panel, "z-score").tolist() == [-1, -1]


def test_a_panel_of_equal_merits_gets_the_common_mean() -> None:
    panel = np.array(["甲", "甲", "乙"], dtype=object)
    assert normalised(np.array([6000, 6000, 9000]), panel, "z-score").tolist() == [7000] * 3


@pytest.mark.parametrize("method", METHODS)
def test_a_normalised_year_passes_the_check_and_says_so(root: Path, method: str) -> None:
    year = read_year(root / "scenarios" / "2026")
    changes = {"policy.normalise": f'{{ value = "{method}", reason = "panels compared" }}'}
    scenario = override(year.scenarios["baseline"], changes, year.policy, year.call)
    outcome = allocate(year, scenario)
    assert outcome.checks["independent_check"] == "passed"
    codes = [notice.code for notice in outcome.notices]
    assert f"notice.normalised.{method}" in codes
    assert "notice.panels_added" not in codes
    plain = allocate(year, year.scenarios["baseline"])
    assert outcome.merits.total.tolist() != plain.merits.total.tolist()


def test_normalising_changes_nothing_by_default(root: Path) -> None:
    year = read_year(root / "scenarios" / "2026")
    outcome = allocate(year, replace(year.scenarios["baseline"]))
    assert not [n for n in outcome.notices if n.code.startswith("notice.normalised")]
