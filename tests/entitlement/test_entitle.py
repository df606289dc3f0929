"""What entitlement hands on: reasons, marks, gates, steps and units, for every application."""

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer import wording
from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.gates import gate_states
from optimizer.entitlement.limits import unit_limit_left
from optimizer.entitlement.types import ENTITLED, OPEN_MARK, Entitlements
from optimizer.formats.reason import Reason, Step
from optimizer.intake.tables import Applications
from optimizer.wording import Language
from tests.support.applications import ledger_from
from tests.support.cases import cases, run
from tests.support.law import application, applications, district, law_of, lists_of

FILES = ("golden", "parameters", "rules")


def entitled(table: Applications, **call: Any) -> Entitlements:  # noqa: ANN401 (fields of Call)
    return entitle(law_of(**call), table, ledger_from(), np.full(len(table), 8000))


# --- Reasons, marks and steps of every case -------------------------------------------------------

ALL = [pytest.param(case, id=f"{name}: {case['name']}") for name in FILES for case in cases(name)]


@pytest.mark.parametrize("case", ALL)
def test_every_reason_mark_and_step_can_be_said_in_both_languages(case: dict[str, Any]) -> None:
    entitlements = run(case).entitlements
    for i in range(len(entitlements.status)):
        lines: tuple[Reason | Step, ...] = (
            *entitlements.reasons.get(i, ()),
            *entitlements.marks.get(i, ()),
            *entitlements.derivation(i),
        )
        for line in lines:
            zh, en = (wording.say(line.code, lang, **line.params) for lang in wording.LANGUAGES)
            assert zh
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in en.replace("甲", "")), en


@pytest.mark.parametrize("case", ALL)
def test_the_steps_end_at_what_is_entitled_and_only_lower(case: dict[str, Any]) -> None:
    entitlements = run(case).entitlements
    for i, status in enumerate(entitlements.status):
        assert (status == ENTITLED) == (i not in entitlements.reasons)
        steps = entitlements.derivation(i)
        if status == ENTITLED:
            assert steps[-1].amount_fen == entitlements.entitled[i] * 100
        else:
            assert entitlements.entitled[i] == 0
        amounts = [s.amount_fen for s in steps]
        for before, step in zip(amounts, steps[1:], strict=False):
            assert step.cut <= (step.amount_fen < before)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_the_policy_s_conditions_flags_and_gates_have_words(lang: Language) -> None:
    policy = district()
    names = {c.code for c in (*policy.conditions, *policy.negative_flags)}
    names |= {c.code for clause in policy.clauses for c in clause.conditions}
    names |= {kind for clause in policy.clauses for kind in clause.unit_types}
    names |= {clause.window for clause in policy.clauses if "." not in clause.window}
    names |= set(policy.gates)
    assert {name for name in names if not wording.has(f"word.{name}", lang)} == set()


def test_a_derivation_reads_as_a_sum() -> None:
    table = applications(application("7", base_amount="8000万元"))
    (step,) = [s for s in entitled(table).derivation(0) if s.code == "entitlement.step.share"]
    assert wording.say(step.code, "zh", **step.params) == "8,000万元 × 10% = 800万元"
    assert (step.citation.source, step.citation.article) == ("measures", "7")


def test_without_a_base_there_is_no_step_after_it() -> None:
    assert entitled(applications(application("7", base_amount=""))).derivation(0) == ()
    unset = entitled(applications(application("9.3")), parameters={"9.3.ratio": ""})
    assert [s.code for s in unset.derivation(0)] == ["entitlement.step.base_verified"]


def test_awards_of_two_levels_are_derived_level_by_level() -> None:
    award = {"application_no": "A1", "kind": "奖励", "amount": "30万元", "received": "30万元"}
    rows = [{**award, "level": "国家", "doc_no": "1"}, {**award, "level": "北京市", "doc_no": "2"}]
    found = entitled(
        applications(application("12"), lists={"higher_awards": rows}),
        parameters={"12.ratio_beijing": "50%"},
    )
    said = [wording.say(s.code, "zh", **s.params) for s in found.derivation(0)]
    assert said[:4] == [
        "按明细合计60万元",
        "国家：30万元 × 100% = 30万元",
        "北京市：30万元 × 50% = 15万元",
        "各级合计45万元",
    ]


def test_reasons_are_there_for_those_who_have_them_and_only_those() -> None:
    table = applications(application("11"), application("9.2", application_no="A2", pos_4_3=False))
    reasons = entitled(table).reasons
    assert list(reasons) == [1]
    assert len(reasons) == 1
    assert 0 not in reasons
    with pytest.raises(KeyError):
        reasons[5]
    assert reasons[1][0].params == {"condition": "lawful_procedure", "field": "pos_4_3"}


def test_marks_that_block_a_decision_have_the_open_prefix() -> None:
    found = entitled(applications(application("11", pos_4_3="", registered_district="西城区")))
    blocking = [m.params["condition"] for m in found.marks[0] if m.code.startswith(OPEN_MARK)]
    assert blocking == ["lawful_procedure"]
    assert len(found.marks[0]) == 2


# --- Gates ----------------------------------------------------------------------------------------


def test_a_gate_that_the_call_does_not_require_shows_as_not_required() -> None:
    table = applications(application("11", form_check="", verification=False))
    states = gate_states(law_of(), table, 0, amount_fen=0, merit=8000)
    assert {s.gate: s.state for s in states} == {
        "form_check": "open",
        "verification": "not_required",
        "special_audit": "not_required",
        "expert_scores": "passed",
        "site_visit": "passed",
    }
    assert {s.citation.source for s in states} == {"call"}


def test_a_large_amount_requires_the_site_visit_of_every_mode() -> None:
    table = applications(application("7", site_visit=""))
    for above, state in ((7_999_999, "open"), (8_000_000, "not_required")):
        law = law_of(site_visit_above=above)
        found = entitle(law, table, ledger_from(), np.array([-1]))
        fen = int(found.entitled[0]) * 100
        states = gate_states(law, table, 0, amount_fen=fen, merit=-1)
        assert {s.gate: s.state for s in states}["site_visit"] == state


# --- Units and shared limits ----------------------------------------------------------------------


def test_the_new_enterprise_is_paid_and_counted() -> None:
    found = entitled(applications(application("7"), application("11", application_no="A2")))
    assert found.payee_usci.tolist() == ["NEW1", "UNIT1"]
    assert found.payee_name.tolist() == ["示例新企业", "示例单位"]
    assert found.limit_unit.tolist() == ["NEW1", "UNIT1"]


def test_limits_may_count_both_the_new_enterprise_and_its_investor() -> None:
    found = entitled(applications(application("7")), parameters={"7.unit_key_for_limits": "both"})
    assert found.also_unit is not None
    assert (found.limit_unit.tolist(), found.also_unit.tolist()) == (["NEW1"], ["UNIT1"])


def test_a_shared_limit_says_what_is_left_of_it_and_who_shares_it() -> None:
    rows = [
        {"application_no": no, "level": "国家", "kind": "奖励", "doc_no": no, "amount": "80万元",
         "received": "80万元"}
        for no in ("A1", "A2")
    ]  # fmt: skip
    table = applications(
        application("12", project_no="P1"),
        application("12", application_no="A2", project_no="P2"),
        lists={"higher_awards": rows},
    )
    past = {"clause": "12", "usci": "UNIT1", "document_no": "D0", "awarded": 3_000_001}
    ledger = ledger_from([{**past, "year": 2025}, {**past, "year": 2024}])
    law = law_of()
    (limit,) = unit_limit_left(law, table, entitle(law, table, ledger, np.array([-1, -1])), ledger)
    assert (limit.over, limit.key, limit.clauses) == ("unit", "UNIT1", ("12",))
    assert limit.members.tolist() == [0, 1]
    # 30,000.01 yuan were used in the term: what is left is rounded down, what is used up.
    assert (limit.limit, limit.used, limit.at_most) == (1_000_000, 30_001, 969_999)


def test_a_limit_that_cannot_bind_is_not_given() -> None:
    table = applications(application("12"))
    law = law_of()
    found = entitle(law, table, ledger_from(), np.array([-1]))
    assert unit_limit_left(law, table, found, ledger_from()) == ()


# --- Row order, another fund, speed ---------------------------------------------------------------


def test_the_order_of_the_rows_of_a_list_changes_nothing() -> None:
    agreement = {"application_no": "A1", "sign_date": "2025-03-01", "provider_is_listed": True}
    rows = [{**agreement, "agreement_no": f"X{i}", "price": f"{i}.01元"} for i in range(1, 9)]
    amounts = {
        int(entitled(applications(application("8"), lists={"agreements": order})).entitled[0])
        for order in (rows, rows[::-1], rows[3:] + rows[:3])
    }
    assert amounts == {18}  # half of 36.08, down to whole yuan


def many(n: int) -> Applications:
    """Return n applications over all clauses, two a unit, each with its own documents."""
    clauses = [clause.id for clause in district().clauses]
    records, lists = [], dict[str, list[dict[str, Any]]]()
    for i in range(n):
        clause, number = clauses[i % len(clauses)], f"{i:07d}"
        more = {"application_no": number, "usci": f"U{i // 2}", "project_no": f"P{i}"}
        records.append(application(clause, **more))
        for name, rows in lists_of(clause, number).items():
            for row in rows:
                keys = {"agreement_no", "doc_no", "introduced_usci"} & set(row)
                lists.setdefault(name, []).append({**row, **{k: f"{row[k]}-{i}" for k in keys}})
    return applications(*records, lists=lists)


def test_ten_thousand_applications_take_a_blink() -> None:
    table = many(10_000)
    merit = np.full(len(table), 8000)
    law, ledger = law_of(), ledger_from()
    start = time.perf_counter()
    found = entitle(law, table, ledger, merit)
    seconds = time.perf_counter() - start
    assert (found.status == ENTITLED).sum() == len(table)
    assert seconds < 1.0  # about 0.06 on an idle machine


def test_reading_a_year_twice_gives_the_same() -> None:
    table = many(64)
    first, second = entitled(table), entitled(table)
    assert first.entitled.tolist() == second.entitled.tolist()
    assert [first.derivation(i) for i in range(64)] == [second.derivation(i) for i in range(64)]


def test_a_policy_without_the_general_parameters_acts_as_if_they_were_off() -> None:
    names = (
        "unit_group_key",
        "negative_lookback_years",
        "overdue_obligation",
        "max_public_share",
        "same_project_rule",
        "cooling_off_years",
    )
    law = law_of()
    bare = replace(law, settings={k: v for k, v in law.settings.items() if k not in names})
    table = applications(
        application("11", total_investment="1元"), application("9.2", application_no="A2")
    )
    owed = {"year": 2025, "clause": "6", "usci": "UNIT1", "awarded": 100, "demanded_back": 100}
    found = entitle(bare, table, ledger_from([owed]), np.array([8000, 8000]))
    assert found.entitled.tolist() == [5_000_000, 1_000_000]
