"""The rules of a call: their hashes, what changes them, and notices in time."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from optimizer.decision.course.computed import Computed
from optimizer.decision.course.frozen import differing, noticed, rules_of, what_if_parts
from optimizer.errors import DataError
from optimizer.policy.call import FROZEN, read_call
from optimizer.policy.law import Notice
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find
from tests.support.completed_year import BUNDLED


def test_each_part_of_the_rules_has_a_hash_of_its_own(computed: Computed) -> None:
    year = computed.year
    rules = rules_of(year)
    assert tuple(rules) == FROZEN
    changed = {
        "weights": replace(year.call, weights={**year.call.weights, "finance": 11}),
        "pass_mark": replace(year.call, pass_mark=6_500),
        "parameters": replace(year.call, tier_tables={}),
    }
    for part, call in changed.items():
        assert differing(rules_of(replace(year, call=call)), rules) == (part,)


def test_meetings_notices_and_scenarios_are_no_part_of_the_rules(computed: Computed) -> None:
    call = replace(computed.year.call, meetings=(), notices=(), scores_opened=None, mock=False)
    assert rules_of(replace(computed.year, call=call, scenarios={})) == rules_of(computed.year)


def test_a_scenario_with_other_weights_is_a_what_if(computed: Computed) -> None:
    scenario = computed.scenario
    other = replace(scenario, weights={**computed.year.call.weights, "innovation": 35})
    assert what_if_parts(scenario, computed.year) == ()
    assert what_if_parts(other, computed.year) == ("weights",)


def test_a_notice_counts_only_before_the_scores_were_opened(computed: Computed) -> None:
    opened = date(2026, 6, 15)
    notices = {date(2026, 6, 14): ("weights",), opened: (), date(2026, 6, 16): ()}
    for day, expected in notices.items():
        notice = Notice("1", day, "more weight", ("weights",))
        call = replace(computed.year.call, scores_opened=opened, notices=(notice,))
        assert noticed(replace(computed.year, call=call)) == expected
    silent = replace(computed.year.call, scores_opened=None, notices=(Notice("1", opened, "x"),))
    assert noticed(replace(computed.year, call=silent)) == ()
    whole = replace(silent, scores_opened=date(2026, 7, 1))
    assert noticed(replace(computed.year, call=whole)) == FROZEN


NOTICE = """
[[supplementary_notice]]
number = "东数字〔2026〕5号"
date = 2026-05-20
reason = "增加权重"
changes = ["weights"]
"""


def call_with(tmp_path: Path, more: str) -> Path:
    text = (BUNDLED / "year.toml").read_text(encoding="utf-8") + more
    path = tmp_path / "year.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_call_names_its_notices_and_its_chain_of_meetings(tmp_path: Path) -> None:
    call = read_call(call_with(tmp_path, NOTICE), read_policy(find("dongcheng_2025_draft")))
    assert call.notices == (
        Notice("东数字〔2026〕5号", date(2026, 5, 20), "增加权重", ("weights",)),
    )
    assert call.scores_opened == date(2026, 6, 15)
    keys = [one.get("key", "") for one in call.meetings]
    assert keys == ["", "joint_review", "finance", "party_group", "government"]
    assert [one["key"] for one in call.meetings if one.get("optional")] == ["finance"]


@pytest.mark.parametrize(
    "more",
    [
        NOTICE.replace('["weights"]', '["budget"]'),
        NOTICE.replace('"增加权重"', '" "'),
        '\n[[meeting]]\nkey = "government"\nname = "twice"\n',
        '\n[[meeting]]\nkey = " "\nname = "no key"\n',
    ],
)
def test_a_wrong_notice_or_meeting_is_refused(tmp_path: Path, more: str) -> None:
    with pytest.raises(DataError):
        read_call(call_with(tmp_path, more), read_policy(find("dongcheng_2025_draft")))
