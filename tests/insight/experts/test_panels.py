"""Each expert beside the panel: severity, spread, agreement, missing sheets."""

from collections.abc import Sequence

import pytest

from optimizer.formats.outcome import Merits
from optimizer.insight.experts.panels import ExpertRecord, disagreements, expert_records
from optimizer.intake.tables import Applications
from optimizer.merit.score import score
from tests.support.applications import scores_from
from tests.support.law import application, applications, district, law_of

CRITERIA = [criterion.key for criterion in district().criteria]
Sheet = tuple[str, str, float | None]


def year(sheets: Sequence[Sheet], panel: str = "甲") -> tuple[Applications, Merits]:
    """Return applications and merits of (application, expert, points); ``None``: stood back."""
    numbers = sorted({number for number, _, _ in sheets})
    table = applications(*(application("11", application_no=n, project_no=n) for n in numbers))
    rows = [
        {
            "application_no": number,
            "panel": panel,
            "expert": expert,
            **(dict.fromkeys(CRITERIA, points) if points is not None else {"recused": True}),
        }
        for number, expert, points in sheets
    ]
    return table, score(law_of(), table, scores_from(rows, CRITERIA))


def record(found: tuple[ExpertRecord, ...], expert: str) -> ExpertRecord:
    return next(one for one in found if one.expert == expert)


THREE = [
    ("A1", "E1", 80),
    ("A1", "E2", 70),
    ("A1", "E3", 60),
    ("A2", "E1", 90),
    ("A2", "E2", 80),
    ("A2", "E3", 70),
]


def test_severity_is_the_mean_distance_from_the_others() -> None:
    found = expert_records(*year(THREE))
    assert record(found, "E1").severity == 1500  # 15 points above the mean of the other two
    assert record(found, "E2").severity == 0
    assert record(found, "E3").severity == -1500


def test_spread_and_agreement_are_full_where_all_move_alike() -> None:
    one = record(expert_records(*year(THREE)), "E1")
    assert (one.spread, one.agreement) == (100, 100)


def test_an_expert_against_the_order_of_the_others_disagrees() -> None:
    against = [("A1", "E1", 90), ("A1", "E2", 60), ("A2", "E1", 60), ("A2", "E2", 90)]
    assert record(expert_records(*year(against)), "E1").agreement == -100


def test_what_stands_back_and_what_is_missing_are_counted_apart() -> None:
    found = expert_records(*year([*THREE, ("A3", "E1", 50), ("A3", "E2", None)]))
    assert (record(found, "E2").sheets, record(found, "E2").recused) == (2, 1)
    assert record(found, "E2").missing == 0
    assert record(found, "E3").missing == 1
    assert record(found, "E1").sheets == 3


def test_a_lonely_expert_has_no_severity() -> None:
    only = record(expert_records(*year([("A1", "E1", 80)])), "E1")
    assert (only.severity, only.spread, only.agreement) == (None, None, None)


def test_the_widest_disagreement_comes_first() -> None:
    table, merits = year([*THREE[:3], ("A2", "E1", 90), ("A2", "E2", 50)])
    first, second = disagreements(table, merits)
    assert (first.application_no, first.range, first.missing) == ("A2", 4000, 1)
    assert first.deviation == 2000
    assert (second.application_no, second.lowest, second.highest) == ("A1", 6000, 8000)
    assert second.deviation == pytest.approx(816, abs=1)


def test_a_year_without_scores_has_no_experts() -> None:
    table, merits = year([("A1", "E1", None)])
    assert disagreements(table, merits) == ()
    assert [one.sheets for one in expert_records(table, merits)] == [0]
