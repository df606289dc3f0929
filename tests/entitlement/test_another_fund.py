"""Another fund, of two clauses, runs through the same code."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import ENTITLED, INCOMPLETE, REFUSED
from optimizer.merit.rank import rank
from optimizer.merit.score import score
from optimizer.policy.call import read_call, resolve
from optimizer.policy.law import Law
from optimizer.policy.read import read_policy
from tests.support.applications import applications_from, ledger_from, scores_from
from tests.support.cases import word

HARBOUR = Path(__file__).resolve().parent.parent / "policies" / "harbour"


def law() -> Law:
    policy = read_policy(HARBOUR / "measures.toml")
    return resolve(policy, read_call(HARBOUR / "year.toml", policy), {}, {})


def record(number: str, clause: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (cells)
    return {
        "application_no": number,
        "clause": clause,
        "usci": number,
        "unit_type": "企业",
        "received_date": "2030-06-01",
        "commitment": True,
        "neg_serious_dishonesty": False,
        "form_check": True,
        "requested": "100万元",
        "account_name": "x",
        "account_no": "1",
        "bank": "x",
        "panel": "1",
        **more,
    }


@pytest.mark.parametrize(
    ("change", "status", "amount", "reasons"),
    [
        ({"base_amount": "100万元"}, ENTITLED, 250_000, []),
        ({"base_amount": "200万元"}, ENTITLED, 300_000, []),
        ({"base_amount": "1万元"}, ENTITLED, 2_500, []),
        ({"base_amount": "9999.99元"}, REFUSED, 0, ["below_threshold"]),
        ({}, INCOMPLETE, 0, ["missing_base"]),
        ({"base_amount": "2万元", "unit_type": "高等院校"}, REFUSED, 0, ["unit_type"]),
        ({"base_amount": "2万元", "received_date": "2030-02-28"}, REFUSED, 0, ["term", "window"]),
        ({"base_amount": "2万元", "commitment": False}, REFUSED, 0, ["condition:commitment"]),
    ],
)
def test_its_subsidy_is_a_quarter_up_to_its_ceiling(
    change: dict[str, Any], status: int, amount: int, reasons: list[str]
) -> None:
    table = applications_from([record("A1", "A", **change)])
    found = entitle(law(), table, ledger_from(), np.array([-1]))
    assert (found.status[0], found.entitled[0]) == (status, amount)
    assert [word(r) for r in found.reasons.get(0, ())] == reasons


def test_its_ceiling_is_that_of_the_day() -> None:
    # 400,000 holds from a day after the window of this call: 300,000 still binds.
    table = applications_from([record("A1", "A", base_amount="1000万元", requested="50万元")])
    assert entitle(law(), table, ledger_from(), np.array([-1])).entitled[0] == 300_000


def test_its_competition_is_scored_by_its_own_rubric_and_ranked() -> None:
    table = applications_from([record("B1", "B"), record("B2", "B", unit_type="高等院校")])
    sheets = [
        {"application_no": no, "panel": "1", "expert": "E", "idea": idea, "team": team}
        for no, idea, team in (("B1", 50, 100), ("B2", 100, 50))
    ]
    merits = score(law(), table, scores_from(sheets, ["idea", "team"]))
    assert merits.total.tolist() == [6500, 8500]
    found = entitle(law(), table, ledger_from(), merits.total)
    assert found.entitled.tolist() == [700_000, 700_000]
    assert rank(law(), table, found, merits).tolist() == [2, 1]


def test_it_allows_one_project_under_both_clauses() -> None:
    rows = [
        record("A1", "A", base_amount="100万元", project_no="P"),
        record("B1", "B", project_no="P"),
    ]
    found = entitle(law(), applications_from(rows), ledger_from(), np.array([-1, 8000]))
    assert found.status.tolist() == [ENTITLED, ENTITLED]
