"""The bundled draft says what the catalogue's table of clauses says, number by number."""

from datetime import date
from fractions import Fraction

import pytest

from optimizer.policy.call import Call, resolve
from optimizer.policy.liability import maximum_liability
from optimizer.policy.read import read_policy
from optimizer.policy.types import (
    Choice,
    Dated,
    Discretionary,
    Flat,
    Formula,
    Match,
    Mode,
    Policy,
    Share,
)
from optimizer.policy.versions import find

WAN = 10_000
DAY = date(2026, 5, 31)
OPEN = "open"  # a ratio that the year's call must set
#: clause: (ceiling in 万元, formula, ratio, mode, who may be paid, threshold in 万元)
TABLE: dict[str, tuple[int, type[Formula], Fraction | str | None, Mode, str, int | None]] = {
    "5.1": (50, Flat, None, "recognition", "applicant", None),
    "5.2": (200, Flat, None, "recognition", "applicant", None),
    "5.3": (50, Flat, None, "recognition", "applicant", None),
    "6": (1000, Discretionary, None, "competitive", "applicant", None),
    "7": (1000, Share, Fraction(1, 10), "formula", "named", 5000),
    "8": (100, Share, Fraction(1, 2), "formula", "applicant", None),
    "9.1": (200, Discretionary, None, "competitive", "applicant", None),
    "9.2": (100, Discretionary, None, "competitive", "applicant", None),
    "9.3": (2000, Share, OPEN, "competitive", "applicant", None),
    "10": (500, Match, OPEN, "matching", "applicant", None),
    "11": (500, Discretionary, None, "competitive", "applicant", None),
    "12": (100, Match, OPEN, "matching", "applicant", None),
    "13": (1000, Discretionary, None, "competitive", "applicant", None),
    "14": (1000, Discretionary, None, "competitive", "applicant", None),
    "15.1": (100, Share, OPEN, "formula", "applicant", None),
    "15.2": (100, Share, Fraction(1, 10), "formula", "applicant", None),
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_policy(find("dongcheng_2025_draft"))


def bare_call() -> Call:
    return Call(2026, "", True, DAY, (DAY, DAY), "", {}, {}, {}, {})  # noqa: FBT003  # exercise


def _ratio(policy: Policy, formula: Formula) -> Fraction | str | None:
    if isinstance(formula, Match):
        names = tuple(formula.ratios.values())
    elif isinstance(formula, Share) and isinstance(formula.ratio, str):
        names = (formula.ratio,)
    elif isinstance(formula, Share):
        assert isinstance(formula.ratio, Dated)
        return formula.ratio.on(DAY)
    else:
        return None
    assert all(policy.parameters[name].must_be_set for name in names)
    return OPEN


def test_every_clause_has_the_numbers_of_the_catalogue(policy: Policy) -> None:
    law = resolve(policy, bare_call(), {}, {})
    found = {
        clause.id: (
            clause.ceiling.on(DAY) // WAN,
            type(clause.formula),
            _ratio(policy, clause.formula),
            clause.mode,
            law.pick(clause.payee),
            clause.threshold and clause.threshold.on(DAY) // WAN // 100,
        )
        for clause in policy.clauses
    }
    assert found == TABLE


def test_pay_out_is_equal_to_the_yuan_but_where_scores_decide(policy: Policy) -> None:
    for clause in policy.clauses:
        competes = clause.mode == "competitive"
        assert (clause.rule, clause.grid) == (("monotone", WAN) if competes else ("equal", 1))
        assert clause.scored is competes


def test_one_award_in_each_clause_comes_to_exactly_eighty_million(policy: Policy) -> None:
    liability = maximum_liability(policy, DAY)
    assert liability.total == 8000 * WAN
    assert liability.by_article["5"] == 300 * WAN
    assert liability.by_article["9"] == 2300 * WAN
    assert sum(liability.by_article.values()) == liability.total


def test_article_12_alone_limits_a_unit_over_several_awards(policy: Policy) -> None:
    (limit,) = (one for one in policy.unit_limits if one.amount is not None)
    assert limit.clauses == ("12",)
    assert limit.amount is not None
    assert limit.amount.on(DAY) == 100 * WAN
    assert resolve(policy, bare_call(), {}, {}).pick(limit.period) == "policy_term"


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("relocated_counts_as_first", False),
        ("accept_group_listing", False),
        ("one_time_memory", "ever"),
        ("5.combination", "sum"),
        ("6.require_chain_leader", False),
        ("6.conditions", "all"),
        ("6.repeatable", False),
        ("7.unit_key_for_limits", "payee"),
        ("7.base", "paid_in"),
        ("7.aggregate", "per_payee"),
        ("7.cap_period", "ever"),
        ("7.new_window", "qualifying_window"),
        ("8.cap_scope", "enterprise_year"),
        ("8.tax", "inclusive"),
        ("8.multi_year", "full_once"),
        ("8.limit_to_paid", False),
        ("9.1.scope", "enterprise"),
        ("9.2.scope", "model_one_a_year"),
        ("9.3.ratio", None),
        ("9.3.base", "verified_else_declared"),
        ("10.match_ratio", None),
        ("match_base", "received"),
        ("10.unit_cap", None),
        ("11.conditions", "all"),
        ("11.unit_cap", None),
        ("12.cap_period", "policy_term"),
        ("12.ratio_national", None),
        ("12.ratio_beijing", None),
        ("12.cap_includes_art10", False),
        ("12.accept_grants", False),
        ("13.payee", "lead"),
        ("14.recipient", "base_operator"),
        ("14.repeatable", False),
        ("15.1.ratio", None),
        ("15.1.unit_year_cap", None),
        ("15.1.net_of", "public"),
        ("15.2.base", "introducer_expense"),
        ("require_dongcheng_registration", "flag"),
        ("negative_lookback_years", 0),
        ("negative_check_parties", "both"),
        ("same_project_rule", "highest"),
        ("max_projects_per_unit", None),
        ("unit_annual_cap", None),
        ("unit_group_key", False),
        ("cooling_off_years", 0),
        ("topup_on_upgrade", False),
        ("max_public_share", Fraction(1)),
        ("monotone_by_score", True),
        ("normalise", "none"),
    ],
)
def test_every_ambiguity_has_the_default_of_the_catalogue(
    policy: Policy, name: str, default: object
) -> None:
    assert policy.parameters[name].default == default


def test_the_ratio_of_events_is_at_most_one_half(policy: Policy) -> None:
    assert policy.parameters["15.1.ratio"].high == Fraction(1, 2)


def test_every_question_and_answer_stands_in_both_languages(policy: Policy) -> None:
    texts = [
        *(text for one in policy.parameters.values() for text in (one.question, one.reason)),
        *(text for reading in policy.readings for text in (reading.question, reading.answer)),
        *(clause.title for clause in policy.clauses),
        *(text for one in policy.articles.values() for text in (one.title, one.note)),
        *(criterion.title for criterion in policy.criteria),
    ]
    for text in texts:
        assert text.zh
        assert text.en
        assert text.en.isascii()
        assert not text.zh.isascii()


def test_digital_core_binds_first_inclusion_only(policy: Policy) -> None:
    (general,) = (one for one in policy.conditions if one.field == "digital_core")
    assert general.soft
    own = {
        clause.id: condition.soft
        for clause in policy.clauses
        for condition in clause.conditions
        if condition.code == general.code
    }
    assert own == {"5.1": False}


def test_seven_negative_flags_are_asked_of_applicant_and_payee(policy: Policy) -> None:
    for party in ("applicant", "payee"):
        flags = [one for one in policy.negative_flags if one.party == party]
        assert len({one.values for one in flags}) == len(flags) == 7
        assert sum(one.until_cleared for one in flags) == 1


def test_the_windows_bind_the_dates_of_the_settled_reading(policy: Policy) -> None:
    own = {one.id: one.window for one in policy.clauses if one.window != "received_date"}
    assert own == {
        "5.1": "first_inclusion_date",
        "5.2": "list_date",
        "5.3": "title_date",
        "8": "agreements.sign_date",
        "15.1": "event_date",
    }


def test_repetition_is_limited_where_the_settled_reading_says_so(policy: Policy) -> None:
    law = resolve(policy, bare_call(), {}, {})
    found = {
        one.id: (law.pick(one.frequency.scope), one.frequency.per)
        for one in policy.clauses
        if one.frequency is not None
    }
    assert found == {
        "5.1": ("ever", "unit"),
        "5.2": ("ever", "unit"),
        "5.3": ("ever", "unit"),
        "6": ("policy_term", "unit_project"),
        "8": ("ever", "document"),
        "14": ("policy_term", "unit_project"),
        "15.2": ("ever", "document"),
    }


def test_institutions_may_apply_under_articles_12_and_15_only(policy: Policy) -> None:
    wide = {one.id for one in policy.clauses if "社会组织" in one.unit_types}
    firms = {one.id for one in policy.clauses if "企业" in one.unit_types}
    assert wide == {"12", "15.1", "15.2"}
    assert {one.id for one in policy.clauses} - firms == {"15.2"}


def test_the_rubric_is_the_assumed_one(policy: Policy) -> None:
    assert policy.rubric_source == "assumed"
    assert [one.weight for one in policy.criteria] == [25, 20, 15, 20, 10, 10]


def test_choices_of_bases_and_scopes_are_made_by_parameters(policy: Policy) -> None:
    assert isinstance(policy.clause("8").base, Choice)
    assert (
        resolve(policy, bare_call(), {}, {}).pick(policy.clause("8").ceiling_scope) == "unit_year"
    )
