"""Every clause, on both sides of each of its conditions, flags, gates, dates and types of unit.

The conditions are read from the policy: one without a failing side in ``sides.toml`` fails here.
"""

import tomllib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import ENTITLED, REFUSED, Entitlements
from optimizer.policy.law import Law
from optimizer.policy.types import Clause, Condition
from tests.support.applications import ledger_from
from tests.support.cases import word
from tests.support.law import CASES, GATES, application, applications, district, law_of, lists_of

POLICY = district()
CLAUSES = POLICY.clauses
SIDES = {
    side["code"]: side
    for side in tomllib.loads((CASES / "sides.toml").read_text(encoding="utf-8"))["side"]
}


def conditions_of(clause: Clause) -> list[Condition]:
    """Return every condition that may apply to a clause, in force or not."""
    own = {c.code for c in clause.conditions}
    return [c for c in POLICY.conditions if c.code not in own] + list(clause.conditions)


def in_force(condition: Condition) -> dict[str, Any]:
    """Return parameters under which a condition is in force."""
    if condition.when is None:
        return {}
    kind = POLICY.parameters[condition.when.parameter].kind
    value = condition.when.values[0]
    return {condition.when.parameter: value == "true" if kind == "flag" else value}


def answered(law: Law, record: dict[str, Any], lists: dict[str, Any] | None = None) -> Entitlements:
    rows = {**lists_of(record["clause"]), **(lists or {})}
    given = {k: [{"application_no": "A1", **row} for row in v] for k, v in rows.items()}
    return entitle(law, applications(record, lists=given), ledger_from(), np.array([8000]))


def reasons(found: Entitlements) -> set[str]:
    return {word(reason) for reason in found.reasons.get(0, ())}


def marks(found: Entitlements) -> set[str]:
    return {word(mark) for mark in found.marks.get(0, ())}


EACH_CONDITION = [
    pytest.param(clause, condition, id=f"{clause.id} {condition.code} {i}")
    for clause in CLAUSES
    for i, condition in enumerate(conditions_of(clause))
]


def test_every_condition_of_the_policy_has_a_failing_side() -> None:
    codes = {c.code for clause in CLAUSES for c in conditions_of(clause)}
    assert codes == set(SIDES)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
def test_an_application_that_passes_everything_is_entitled_without_a_mark(clause: Clause) -> None:
    found = answered(law_of(), application(clause.id))
    assert (found.status[0], reasons(found), marks(found)) == (ENTITLED, set(), set())


@pytest.mark.parametrize(("clause", "condition"), EACH_CONDITION)
def test_each_condition_passes_while_it_is_in_force(clause: Clause, condition: Condition) -> None:
    found = answered(law_of(in_force(condition)), application(clause.id))
    assert reasons(found) | marks(found) == set()


@pytest.mark.parametrize(("clause", "condition"), EACH_CONDITION)
def test_each_condition_refuses_alone_or_marks_when_soft(
    clause: Clause, condition: Condition
) -> None:
    side = SIDES[condition.code]
    record = application(clause.id, **side.get("change", {}))
    found = answered(law_of(in_force(condition)), record, side.get("lists"))
    if condition.soft:
        assert found.status[0] == ENTITLED
        assert marks(found) == {f"note.condition:{condition.code}"}
    else:
        expected = {f"condition:{code}" for code in [condition.code, *side.get("with", [])]}
        assert (found.status[0], reasons(found)) == (REFUSED, expected)


@pytest.mark.parametrize(("clause", "condition"), EACH_CONDITION)
def test_an_empty_cell_is_open_and_does_not_refuse(clause: Clause, condition: Condition) -> None:
    name, dot, column = condition.field.partition(".")
    if condition.test in {"at_least", "zero"}:
        return  # a list without rows, and money left blank, are answers
    law = law_of(in_force(condition))
    if dot:
        rows = [{**row, column: ""} for row in lists_of(clause.id)[name]]
        found = answered(law, application(clause.id), {name: rows})
    else:
        blank = dict.fromkeys(joined_with(clause, condition), "")
        found = answered(law, application(clause.id, **blank))
    if condition.hard_when_empty:
        assert reasons(found) == {f"condition:{condition.code}"}
    else:
        kind = "note.unchecked" if condition.soft else "open.condition"
        assert f"{kind}:{condition.code}" in marks(found)
        assert f"condition:{condition.code}" not in reasons(found)


def joined_with(clause: Clause, condition: Condition) -> Iterator[str]:
    """Yield the column of a condition and of those that may stand in for it."""
    for other in clause.conditions:
        if condition.group and other.group == condition.group:
            yield other.field
    yield condition.field


EACH_FLAG = [
    pytest.param(clause, flag, id=f"{clause.id} {flag.code}")
    for clause in CLAUSES
    for flag in POLICY.negative_flags
    if flag.party == "applicant" or clause.payee == "named"
]


@pytest.mark.parametrize(("clause", "flag"), EACH_FLAG)
def test_each_negative_flag_refuses_and_unchecked_stays_open(
    clause: Clause, flag: Condition
) -> None:
    said = answered(
        law_of(), application(clause.id, **{flag.field: True, "neg_other_reason": "示例"})
    )
    assert reasons(said) == {f"negative:{flag.code}"}
    unsaid = answered(law_of(), application(clause.id, **{flag.field: ""}))
    assert (reasons(unsaid), marks(unsaid)) == (set(), {f"open.negative:{flag.code}"})


EACH_GATE = [
    pytest.param(clause, gate, id=f"{clause.id} {gate}")
    for clause in CLAUSES
    for gate in POLICY.gates
    if gate != "expert_scores"
]


@pytest.mark.parametrize(("clause", "gate"), EACH_GATE)
def test_each_gate_binds_where_the_call_requires_it(clause: Clause, gate: str) -> None:
    required = gate in GATES[clause.mode]
    failed = answered(law_of(), application(clause.id, **{gate: False}))
    assert reasons(failed) == ({f"gate:{gate}"} if required else set())
    unchecked = answered(law_of(), application(clause.id, **{gate: ""}))
    assert marks(unchecked) == ({f"open.gate:{gate}"} if required else set())


UNIT_TYPES = ("企业", "事业单位", "社会组织", "产业联盟", "中介机构", "高等院校", "科研机构")


@pytest.mark.parametrize("unit_type", UNIT_TYPES)
@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
def test_a_clause_admits_its_types_of_unit_only(clause: Clause, unit_type: str) -> None:
    found = answered(law_of(), application(clause.id, unit_type=unit_type))
    assert reasons(found) == (set() if unit_type in clause.unit_types else {"unit_type"})


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
@pytest.mark.parametrize(
    ("day", "inside"),
    [("2025-01-01", True), ("2024-12-31", False), ("2026-05-31", True), ("2026-06-01", False)],
)
def test_the_window_binds_the_date_that_each_clause_names(
    clause: Clause, day: str, *, inside: bool
) -> None:
    name, dot, column = clause.window.partition(".")
    if dot:
        rows = [{**row, column: day} for row in lists_of(clause.id)[name]]
        found = answered(law_of(), application(clause.id), {name: rows})
    else:
        found = answered(law_of(), application(clause.id, **{clause.window: day}))
    assert (found.status[0] == ENTITLED) == inside


@pytest.mark.parametrize(
    ("day", "inside"),
    [("2025-01-01", True), ("2027-12-31", True), ("2024-12-31", False), ("2028-01-01", False)],
)
def test_the_term_is_three_years_less_a_day(day: str, *, inside: bool) -> None:
    found = answered(law_of(), application("5.3", received_date=day))
    assert reasons(found) == (set() if inside else {"term"})
