"""The year's call: what it may set, with which source; and how default, call and scenario meet."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.errors import DataError
from optimizer.policy.call import Call, last_day, policy_named, read_call, resolve
from optimizer.policy.read import read_policy
from optimizer.policy.settings import Setting
from optimizer.policy.types import Policy, When
from optimizer.policy.versions import find

YEAR = Path(__file__).parent.parent.parent / "scenarios" / "2026" / "year.toml"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_policy(find(policy_named(YEAR)))


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = YEAR.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "year.toml"
    path.write_text(text, encoding="utf-8")
    return path


def setting(text: str) -> tuple[str, str]:
    """Return the change that adds one line to the table [policy]."""
    return "[policy]\n", f"[policy]\n{text}\n"


def refusals(path: Path, policy: Policy) -> set[tuple[str, str]]:
    with pytest.raises(DataError) as error:
        read_call(path, policy)
    return {(p.code, p.place.field) for p in error.value.problems}


def test_the_bundled_year_sets_every_open_ratio_and_marks_it_assumed(policy: Policy) -> None:
    call = read_call(YEAR, policy)
    assert {name: one.value for name, one in call.settings.items()} == {
        "9.3.ratio": Fraction(3, 10),
        "10.match_ratio": 1,
        "12.ratio_national": 1,
        "12.ratio_beijing": 1,
        "15.1.ratio": Fraction(1, 2),
    }
    assert {one.source for one in call.settings.values()} == {"assumed"}
    assert {one.set_by for one in call.settings.values()} == {"call"}
    assert (call.exercise, call.mock) == (True, True)


def test_the_bundled_year_has_a_tier_table_for_every_discretionary_clause(policy: Policy) -> None:
    call = read_call(YEAR, policy)
    bands = (
        (9000, Fraction(1)),
        (8000, Fraction(4, 5)),
        (7000, Fraction(3, 5)),
        (6000, Fraction(2, 5)),
    )
    assert {name: one.bands for name, one in call.tier_tables.items()} == dict.fromkeys(
        ("6", "9.1", "9.2", "11", "13", "14"), bands
    )


def test_default_yields_to_call_and_call_to_scenario(policy: Policy) -> None:
    call = read_call(YEAR, policy)
    plain = resolve(policy, call, {}, {})
    assert plain.settings["5.combination"] == Setting("sum", "policy", "policy")
    assert plain.settings["9.3.ratio"].set_by == "call"
    own = {"9.3.ratio": Setting(Fraction(1, 5), "scenario", "scenario")}
    moved = resolve(policy, call, own, {"innovation": 100})
    assert moved.value("9.3.ratio") == Fraction(1, 5)
    assert moved.value("15.1.ratio") == Fraction(1, 2)
    assert (plain.weights, moved.weights) == (call.weights, {"innovation": 100})


def test_a_ratio_that_nobody_sets_stays_open(tmp_path: Path, policy: Policy) -> None:
    line = next(t for t in YEAR.read_text(encoding="utf-8").splitlines() if t.startswith('"9.3"'))
    call = read_call(changed(tmp_path, (line, "")), policy)
    assert resolve(policy, call, {}, {}).value("9.3.ratio") is None


def test_a_scenario_cannot_set_what_the_measures_do_not_leave_open(policy: Policy) -> None:
    call = read_call(YEAR, policy)
    with pytest.raises(DataError) as error:
        resolve(policy, call, {"7.ratio": Setting(Fraction(1, 5), "x")}, {"innovatoin": 100})
    assert [(p.code, p.value) for p in error.value.problems] == [
        ("policy.not_open_near", "7.ratio"),
        ("policy.not_open_near", "innovatoin"),
    ]


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ('"7".ratio = { value = "20%", source = "s" }', "policy.not_open_near", 'policy."7".ratio'),
        (
            '"15.1".net_of = { value = "all", source = "s" }',
            "policy.value_not_allowed",
            'policy."15.1".net_of',
        ),
        (
            '"5.1".amount = { value = "51万元", source = "s" }',
            "policy.value_too_high",
            'policy."5.1".amount',
        ),
        (
            '"5.1".amount = { value = "0元", source = "s" }',
            "policy.value_too_low",
            'policy."5.1".amount',
        ),
        ('"5.1".amount = { value = 50, source = "s" }', "toml.not_money", 'policy."5.1".amount'),
        (
            'max_public_share = { value = "0", source = "s" }',
            "policy.zero_ratio",
            "policy.max_public_share",
        ),
        (
            '"8".multi_year = { value = "prorate", source = "s" }',
            "policy.needs_citation",
            'policy."8".multi_year',
        ),
        (
            'same_project_rule = { value = "user_choice", source = "s" }',
            "policy.value_later",
            "policy.same_project_rule",
        ),
        (
            'max_projects_per_unit = { value = 0, source = "s" }',
            "policy.value_too_low",
            "policy.max_projects_per_unit",
        ),
        (
            '"6".repeatable = { value = "true", source = "s" }',
            "toml.not_flag",
            'policy."6".repeatable',
        ),
        ('"6".repeatable = { value = true }', "year.no_source", 'policy."6".repeatable'),
        (
            '"6".repeatable = { value = true, source = "s", by = "x" }',
            "toml.unknown_key",
            'policy."6".repeatable.by',
        ),
    ],
)
def test_a_value_that_the_law_does_not_allow_is_refused(
    tmp_path: Path, policy: Policy, line: str, code: str, field: str
) -> None:
    assert refusals(changed(tmp_path, setting(line)), policy) == {(code, field)}


def test_the_ratio_of_events_may_be_one_half_and_no_more(tmp_path: Path, policy: Policy) -> None:
    path = changed(tmp_path, ('value = "50%"', 'value = "50.01%"'))
    assert refusals(path, policy) == {("policy.value_too_high", 'policy."15.1".ratio')}


def test_a_citation_opens_what_needs_one(tmp_path: Path, policy: Policy) -> None:
    line = '"8".multi_year = { value = "prorate", source = "s", citation = "通知第三条" }'
    call = read_call(changed(tmp_path, setting(line)), policy)
    assert call.settings["8.multi_year"].citation == "通知第三条"
    assert resolve(policy, call, {}, {}).holds(When("8.multi_year", ("prorate",)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            ("start = 2025-01-01, end", "start = 2026-06-01, end"),
            ("year.window", "qualifying_window"),
        ),
        (
            ("policy_start = 2025-01-01", "policy_start = 2026-06-01"),
            ("year.window_before_term", "qualifying_window"),
        ),
        (("year = 2026", "year = 26"), ("year.year", "year")),
        (("innovation = 25", "innovation = 24"), ("policy.weights_sum", "weights")),
        (("innovation = 25", "invention = 25"), ("toml.unknown_key_near", "weights.invention")),
        (
            ("innovation = 25\neconomic_benefit = 20", "innovation = -5\neconomic_benefit = 50"),
            ("policy.negative_weight", "weights.innovation"),
        ),
        (
            ('"form_check", "verification"]', '"form_check", "verifcation"]'),
            ("year.no_gate_near", "gates.recognition"),
        ),
        (('clause = "6"', 'clause = "9.3"'), ("year.tier_clause_near", "tier_table[1].clause")),
        (('clause = "9.1"', 'clause = "6"'), ("policy.doubled", "tier_table[2].clause")),
        (('from = "80"', 'from = "90"'), ("year.bands_order", "tier_table[1].bands")),
        (('share = "100%"', 'share = "120%"'), ("year.band_share", "tier_table[1].bands")),
        (('from = "90"', 'from = "90.001"'), ("toml.not_score", "tier_table[1].bands[1].from")),
        (("site_visit_above", "site_visits_above"), ("toml.unknown_key_near", "site_visits_above")),
    ],
)
def test_a_call_that_contradicts_itself_is_refused(
    tmp_path: Path, policy: Policy, change: tuple[str, str], problem: tuple[str, str]
) -> None:
    assert problem in refusals(changed(tmp_path, change), policy)


def test_all_errors_of_a_call_come_together(tmp_path: Path, policy: Policy) -> None:
    path = changed(
        tmp_path,
        ("exercise = true", 'exercise = "yes"'),
        ('"500万元"', '"500"'),
        ('value = "30%"', 'value = "0%"'),
        ("recognition = ", "recognised = "),
    )
    assert refusals(path, policy) == {
        ("toml.not_flag", "exercise"),
        ("toml.not_money", "site_visit_above"),
        ("policy.zero_ratio", 'policy."9.3".ratio'),
        ("toml.missing_key", "gates.recognition"),
        ("toml.unknown_key_near", "gates.recognised"),
    }


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2025, 1, 1), date(2027, 12, 31)),
        (date(2025, 7, 15), date(2028, 7, 14)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(start: date, last: date) -> None:
    assert last_day(start, 3) == last


def test_a_call_may_name_its_policy_without_setting_anything(tmp_path: Path) -> None:
    path = tmp_path / "year.toml"
    path.write_text('policy = "some_version"\n', encoding="utf-8")
    assert policy_named(path) == "some_version"


def test_the_day_of_the_law_is_the_last_of_the_window(policy: Policy) -> None:
    call: Call = read_call(YEAR, policy)
    assert resolve(policy, call, {}, {}).day == date(2026, 5, 31)
