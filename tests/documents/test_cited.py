"""Notices name clauses and values, never keys; a changed scenario says what was changed."""

from dataclasses import replace
from fractions import Fraction

from optimizer.documents.cited import notice_text, scenario_text
from optimizer.formats.reason import Citation, Reason
from optimizer.policy.call import Setting
from tests.documents.sample import outcome, year

ASSUMED = Reason("notice.assumed", Citation("call"), {"names": ("10.match_ratio", "9.3.ratio")})
_YEAR = year()
SET = replace(
    _YEAR,
    call=replace(_YEAR.call, settings={"9.3.ratio": Setting(Fraction(3, 10), "assumed")}),
)


def test_an_assumed_value_reads_as_its_clause_and_value() -> None:
    text = notice_text(ASSUMED, outcome(), SET, "zh")
    assert text.startswith("第10条、条款9.3 30% ")
    assert "ratio" not in text


def test_what_the_scenario_sets_comes_before_what_the_call_sets() -> None:
    changed = {"policy": {"9.3.ratio": {"value": "1/4", "source": "assumed"}}}
    moved = replace(outcome(), scenario={**outcome().scenario, **changed})
    assert "clause 9.3: 25%" in notice_text(ASSUMED, moved, SET, "en")


def test_other_notices_keep_their_words() -> None:
    plain = Reason("notice.monotone_not_applied", Citation("practice"), {"clauses": ("6", "9.1")})
    assert notice_text(plain, outcome(), SET, "zh").endswith("6、9.1")


def test_a_changed_scenario_names_the_change_beside_its_title() -> None:
    scenario = {
        **outcome().scenario,
        "budget": {"total": 50_000_000, "reserve": 0},
        "overrides": {"budget.total": "5000万元", "pool": "[]"},
    }
    changed = replace(outcome(), scenario=scenario)
    assert scenario_text(changed, "zh") == "基准方案（已改动：预算总额 5,000万元、条款额度）"
    kept = replace(outcome(), scenario={**scenario, "overrides": {}})
    assert scenario_text(kept, "en") == "Baseline"
