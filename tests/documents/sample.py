"""A small outcome built by hand, with what workbooks and JSON find hard."""

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from optimizer.formats.outcome import Merits, Outcome, ProjectOutcome
from optimizer.formats.problem import AllocationProblem, Label
from optimizer.formats.reason import Citation, Reason, Step
from optimizer.formats.solution import Certificate, Solution
from optimizer.intake.year import Year
from optimizer.policy.call import Call
from optimizer.policy.read import read_policy
from optimizer.policy.types import Policy
from optimizer.policy.versions import find
from tests.support.applications import applications_from, ledger_from, scores_from

HOSTILE = '=HYPERLINK("http://example.invalid","x")'
LINK = "http://example.invalid/数据"
SUM = "+SUM(A1:A9)"
LAW = Citation("measures", "9", 1)


@cache
def policy() -> Policy:
    return read_policy(find("dongcheng_2025_draft"))


def project(number: str, clause: str, suggested: int | None, **more: Any) -> ProjectOutcome:  # noqa: ANN401  # fields of several types
    fields: dict[str, Any] = {
        "application_no": number, "usci": "91999999EXAMPLE01X", "unit_name": "甲（示例）有限公司",
        "project_name": "示例项目", "article": clause.split(".", 1)[0], "clause": clause,
        "payee_usci": "91999999EXAMPLE01X", "payee_name": "甲（示例）有限公司",
        "requested": 2_000_000, "verified": 1_500_000, "entitled": 1_000_000,
        "suggested": suggested, "approved": None, "merit": None, "rank": None, "status": "full",
        "reasons": (Reason("allocation.full", Citation("measures", "2", 1)),),
        "derivation": (), "marks": (), **more,
    }  # fmt: skip
    return ProjectOutcome(**fields)


_SMALL = {"entitled": 7_500, "requested": 7_500}
_HALF: dict[str, Any] = {"amount_fen": 750_000, "base_fen": 1_500_000, "ratio": "1/2"}
_NAMED = {"unit_name": HOSTILE, "project_name": LINK}
_LOW = {"merit": 5_600, "rank": 2}
_NOTHING = {"entitled": None, "verified": None}


def projects() -> tuple[ProjectOutcome, ...]:
    base = Step(
        "entitlement.step.base", 1_500_000, cut=False, citation=LAW, params={"base_fen": 1_500_000}
    )
    cut = Step("entitlement.step.share", 750_000, cut=False, citation=LAW, params=_HALF)
    last = Step("allocation.step.full", 750_000, cut=False, citation=LAW)
    refusal = Reason("allocation.none.lock", Citation("measures", "4", 4))
    second = Reason("notice.nothing_entitled", Citation("call"))
    mark = Reason("notice.draft", Citation("measures", "18", 1))
    low = Reason("allocation.none.pass_mark", LAW, {"merit_score": 5600, "mark_score": 6000})
    return (
        project("0001", "8", 7_500, **_SMALL, verified=7_500, derivation=(base, cut, last)),
        project("0002", "7", 5_000_000, payee_name="新涵养（示例）有限公司", marks=(mark,)),
        project("0003", "9.2", 1_230_000, status="partial", **_NAMED, merit=8_734, rank=1),
        project("0004", "9.1", 0, status="none", project_name=SUM, **_LOW, reasons=(low,)),
        project("0005", "11", 0, status="refused", **_NOTHING, reasons=(refusal, second)),
        project("0006", "9.3", None, status="incomplete", **_NOTHING, reasons=(second,)),
        project("0007", "8", 333_333, entitled=333_333, requested=None, verified=None),
    )


def problem() -> AllocationProblem:
    ids = np.array(["0001", "0002", "0003"], dtype=object)
    clause = Label(("7", "8", "9.2"), np.array([1, 0, 2]))
    ones = np.ones(3, dtype=np.int64)
    entitled = np.array([7_500, 5_000_000, 1_230_000])
    return AllocationProblem(ids, entitled, ones, ones * 0, 58_000_000, {"clause": clause})


def outcome(*, plan: bool = True) -> Outcome:
    rows = (
        projects() if plan else tuple(project(p.application_no, p.clause, None) for p in projects())
    )
    given = sum(p.suggested or 0 for p in rows)
    awards = np.array([7_500, 5_000_000, 1_230_000]) if plan else None
    certificate = Certificate(({"budget": Fraction(8734, 3)},), {"8": 1_000_000})
    nothing = np.zeros(0, dtype=np.int64)
    text = np.zeros(0, dtype=object)
    merits = Merits(
        np.full(len(rows), -1), (), np.zeros((len(rows), 0), dtype=np.int64), text, nothing, text,
        nothing, nothing.astype(bool), nothing.astype(bool),
    )  # fmt: skip
    return Outcome(
        fingerprint="sha256:" + "ab" * 32,
        inputs={"policy": "sha256:00"},
        policy_version="dongcheng_2025_draft",
        policy_status="draft",
        rule_set="1",
        scenario={
            "name": "baseline", "title": {"zh": "基准方案", "en": "Baseline"}, "method": "optimum",
            "policy": {}, "overrides": {"budget.total": "5800万元"},
            "pool": [{"over": "article", "key": "9", "at_most": 20_000_000, "at_least": None}],
        },
        program={"optimizer": "0"},
        totals={
            "budget": 60_000_000, "available": 58_000_000,
            "suggested": given if plan else None, "unspent": 58_000_000 - given if plan else None,
            "by_article": None, "by_clause": None,
        },
        projects=rows,
        exceptions=(),
        solution=Solution("optimal" if plan else "infeasible", awards, certificate=certificate),
        checks={},
        problem=problem(),
        merits=merits,
        notices=(Reason("notice.draft", Citation("measures", "18", 1)),),
    )  # fmt: skip


def year() -> Year:
    call = Call(
        year=2026, policy="dongcheng_2025_draft", exercise=True, policy_start=date(2025, 1, 1),
        qualifying_window=(date(2025, 1, 1), date(2026, 5, 31)), issued_by="", settings={},
        tier_tables={}, gates={}, weights={}, mock=True,
    )  # fmt: skip
    records = [
        {
            "application_no": p.application_no,
            "base_amount": "4999.99万元",
            "verified_base": "1.5万元",
        }
        for p in projects()[1:3]
    ]
    records += [{"application_no": p.application_no} for p in (projects()[0], *projects()[3:])]
    return Year(policy(), call, applications_from(records), scores_from([], []), ledger_from())
