"""Ranks are inside clause and panel, among what may be supported; equal merits share one."""

from typing import Any

from optimizer.entitlement.entitle import entitle
from optimizer.merit.rank import rank
from optimizer.merit.score import score
from tests.support.applications import ledger_from, scores_from
from tests.support.law import application, applications, district, law_of

CRITERIA = [criterion.key for criterion in district().criteria]


def ranks(*rows: tuple[str, str, str, float | None], **changes: Any) -> list[int]:  # noqa: ANN401 (cells)
    """Return ranks of (number, clause, panel, points); ``changes`` by number."""
    law = law_of()
    table = applications(
        *(
            application(
                clause,
                application_no=no,
                project_no=no,
                usci=no,
                panel=panel,
                **changes.get(no, {}),
            )
            for no, clause, panel, _ in rows
        )
    )
    sheets = [
        {"application_no": no, "panel": panel, "expert": "E", **dict.fromkeys(CRITERIA, points)}
        for no, _, panel, points in rows
        if points is not None
    ]
    merits = score(law, table, scores_from(sheets, CRITERIA))
    entitlements = entitle(law, table, ledger_from(), merits.total)
    found: list[int] = rank(law, table, entitlements, merits).tolist()
    return found


def test_the_best_is_first_and_equal_merits_share_a_rank() -> None:
    found = ranks(
        ("A1", "11", "甲", 80),
        ("A2", "11", "甲", 90),
        ("A3", "11", "甲", 80),
        ("A4", "11", "甲", 70),
    )
    assert found == [2, 1, 2, 4]


def test_panels_and_clauses_are_ranked_apart() -> None:
    found = ranks(
        ("A1", "11", "甲", 80),
        ("A2", "11", "乙", 90),
        ("A3", "6", "甲", 95),
        ("A4", "11", "甲", 99),
    )
    assert found == [2, 1, 1, 1]


def test_a_refused_application_takes_no_rank() -> None:
    found = ranks(
        ("A1", "11", "甲", 80), ("A2", "11", "甲", 90), A2={"demonstration_effect": False}
    )
    assert found == [1, 0]


def test_unscored_applications_and_clauses_have_no_rank() -> None:
    assert ranks(("A1", "11", "甲", None), ("A2", "15.1", "甲", 90), ("A3", "11", "甲", 1)) == [
        0,
        0,
        1,
    ]


def test_nobody_to_rank() -> None:
    assert ranks(("A1", "15.1", "甲", 90)) == [0]
