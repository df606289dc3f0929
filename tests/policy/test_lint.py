"""The linter: no error in the bundled draft, and each finding has a policy that shows it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.formats.reason import Citation
from optimizer.policy.call import read_call
from optimizer.policy.lint import lint
from optimizer.policy.read import read_policy
from optimizer.policy.settings import Setting
from optimizer.policy.types import Clause, Condition, Dated, Discretionary, Policy, Share, When
from optimizer.policy.uses import READ_BY_CODE
from optimizer.policy.versions import find, versions

ROOT = Path(__file__).parent.parent.parent
HARBOUR = ROOT / "tests" / "policies" / "harbour"
Codes = set[tuple[str, str]]


@pytest.fixture(scope="module")
def harbour() -> Policy:
    return read_policy(HARBOUR / "measures.toml")


def found(policy: Policy, level: str = "error") -> Codes:
    return {(p.code, p.place.field) for p in lint(policy) if p.level == level}


def with_clause(policy: Policy, clause: Clause) -> Policy:
    clauses = tuple(clause if one.id == clause.id else one for one in policy.clauses)
    return replace(policy, clauses=clauses)


@pytest.mark.parametrize("version", versions())
def test_a_bundled_policy_has_notices_only(version: str) -> None:
    policy = read_policy(find(version))
    assert found(policy) == set()
    open_ratios = {place for code, place in found(policy, "notice") if code == "policy.open_ratio"}
    must = {f"parameter {name}" for name, one in policy.parameters.items() if one.must_be_set}
    assert open_ratios == must


def test_what_the_year_sets_is_not_open_any_more() -> None:
    policy = read_policy(find(""))
    call = read_call(ROOT / "scenarios" / "2026" / "year.toml", policy)
    codes = {problem.code for problem in lint(policy, call)}
    assert codes == {
        "policy.not_in_measures",
        "policy.set_by_practice",
        "policy.not_published",
    }


def test_a_sound_policy_of_another_fund_has_no_error(harbour: Policy) -> None:
    assert found(harbour) == set()
    assert found(harbour, "notice") == {("policy.open_ratio", "parameter A.ratio")}


def test_a_clause_without_citation_is_an_error(harbour: Policy) -> None:
    bare = replace(harbour.clause("A"), citation=Citation("measures"))
    assert found(with_clause(harbour, bare)) == {("policy.no_citation", "clause A")}


def test_overlapping_dates_are_an_error(harbour: Policy) -> None:
    twice = Dated(((date(2030, 3, 1), 300_000), (date(2030, 3, 1), 400_000)))
    bad = replace(harbour.clause("A"), ceiling=twice)
    assert found(with_clause(harbour, bad)) == {("policy.dates_overlap", "clause A ceiling")}


@pytest.mark.parametrize(("threshold_yuan", "errors"), [(600_000, 0), (600_001, 1), (800_001, 2)])
def test_a_ceiling_below_the_formula_at_the_threshold_is_an_error(
    harbour: Policy, threshold_yuan: int, errors: int
) -> None:
    start = date(2030, 3, 1)
    clause = replace(
        harbour.clause("A"),
        formula=Share(Dated(((start, Fraction(1, 2)),))),
        threshold=Dated(((start, threshold_yuan * 100),)),
    )
    policy = replace(with_clause(harbour, clause), parameters={})
    problems = [p for p in lint(policy) if p.code == "policy.ceiling_below_threshold"]
    assert len(problems) == errors  # one for each day from which it is so


def test_a_parameter_that_nothing_uses_is_an_error(harbour: Policy) -> None:
    spare = replace(harbour.parameters["A.ratio"], name="A.spare", must_be_set=False)
    policy = replace(harbour, parameters={**harbour.parameters, "A.spare": spare})
    assert found(policy) == {("policy.unused_parameter", "parameter A.spare")}


def test_a_condition_that_is_not_in_the_measures_is_noticed_while_it_holds(
    harbour: Policy,
) -> None:
    practice = Condition("here", "registered_district", "given", Citation("practice"))
    for values, noticed in ((("allow",), True), (("highest",), False)):
        condition = replace(practice, when=When("same_project_rule", values))
        policy = replace(harbour, conditions=(condition,))
        codes = found(policy, "notice")
        assert (("policy.not_in_measures", "condition here") in codes) is noticed


def test_a_general_rule_of_practice_is_noticed_unless_it_is_off(harbour: Policy) -> None:
    rule = harbour.parameters["same_project_rule"]
    for default, noticed in (("allow", False), ("highest", True)):
        changed = replace(rule, default=default, citation=Citation("practice"))
        policy = replace(harbour, parameters={**harbour.parameters, rule.name: changed})
        place = ("policy.set_by_practice", f"parameter {rule.name}")
        assert (place in found(policy, "notice")) is noticed


def test_a_draft_outside_an_exercise_and_a_missing_tier_table_are_noticed(harbour: Policy) -> None:
    call = read_call(HARBOUR / "year.toml", harbour)
    draft = replace(harbour, status="draft")
    codes = {(p.code, p.place.field) for p in lint(draft, call)}
    assert codes == {
        ("policy.draft_without_exercise", "status"),
        ("policy.no_tier_table", "clause B"),
    }
    assert isinstance(harbour.clause("B").formula, Discretionary)


def test_a_ratio_counts_as_set_only_with_a_value(harbour: Policy) -> None:
    call = read_call(HARBOUR / "year.toml", harbour)
    unset = replace(call, settings={"A.ratio": Setting(None, "nobody", "call")})
    assert "policy.open_ratio" in {p.code for p in lint(harbour, unset)}
    assert "policy.open_ratio" not in {p.code for p in lint(harbour, call)}


def test_every_general_parameter_that_has_a_choice_is_read_by_the_room_that_says_so() -> None:
    policy = read_policy(find(""))
    unread = []
    for name, module in READ_BY_CODE.items():
        parameter = policy.parameters[name]
        others = set(parameter.allowed or ("true", "false")) - set(parameter.later)
        if "*" in parameter.later or len(others) < 2:
            continue  # only its default is there yet
        place = ROOT / "optimizer" / module.replace(".", "/")
        files = place.glob("*.py") if place.is_dir() else [place.with_suffix(".py")]
        if not any(name in path.read_text(encoding="utf-8") for path in files):
            unread.append((name, module))
    assert unread == []
