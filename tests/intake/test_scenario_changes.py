"""Single changes to a scenario, as ``--set`` makes them, and the scenario written out again."""

from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.errors import DataError
from optimizer.intake.scenario import (
    Pool,
    Scenario,
    override,
    read_scenarios,
    scenario_document,
)
from optimizer.policy.call import Call, read_call
from optimizer.policy.read import read_policy
from optimizer.policy.types import Policy
from optimizer.policy.versions import find

BUNDLED = Path(__file__).parent.parent.parent / "scenarios" / "2026"


@pytest.fixture(scope="module")
def law() -> tuple[Policy, Call]:
    policy = read_policy(find("dongcheng_2025_draft"))
    return policy, read_call(BUNDLED / "year.toml", policy)


@pytest.fixture
def baseline(tmp_path: Path, law: tuple[Policy, Call]) -> Scenario:
    """Return a small root scenario."""
    (tmp_path / "baseline.toml").write_text(
        """
format = "scenario/1"
title = { zh = "问", en = "Q" }
stages = [
  ["5.1", "5.2", "5.3", "7", "8", "10", "12", "15.1", "15.2"],
  ["6", "9.1", "9.2", "9.3", "11", "13", "14"],
]
[budget]
total = "6000万元"
reserve = "200万元"
""",
        encoding="utf-8",
    )
    return read_scenarios(tmp_path, *law)["baseline"]


def test_single_changes_are_read_like_the_file_and_recorded(
    baseline: Scenario, law: tuple[Policy, Call]
) -> None:
    changes = {
        "budget.total": "5000万元",
        'policy."9.3".ratio': "25%",
        "policy.'6'.repeatable": "true",
        "policy.negative_lookback_years": "3",
        "policy.max_public_share": "1",
        "rules.pass_mark": "65",
        "weights.innovation": "20",
        "weights.finance": "15",
        "method": '"by_rank"',
        "objective": '["merit_projects"]',
        "pool": '[{ over = "article", key = "9", at_most = "100万元" }]',
    }
    before = baseline
    after = override(before, changes, *law)
    assert (after.total, after.reserve) == (50_000_000, before.reserve)
    assert {name: one.value for name, one in after.settings.items()} == {
        "9.3.ratio": Fraction(1, 4),
        "6.repeatable": True,
        "negative_lookback_years": 3,
        "max_public_share": Fraction(1),
    }
    assert (after.pass_mark, after.method, after.objective) == (
        6500,
        "by_rank",
        ("merit_projects",),
    )
    assert (after.weights["innovation"], after.weights["finance"]) == (20, 15)
    assert after.pools == (Pool("article", "9", 1_000_000),)
    assert after.overrides == changes
    assert (after.name, after.title, after.chain) == (before.name, before.title, before.chain)
    assert override(after, {"budget.total": "1亿元"}, *law).overrides == {
        **changes,
        "budget.total": "1亿元",
    }


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"budget.total": "5000"}, "toml.not_money", "budget.total"),
        ({"budget.totl": "1万元"}, "toml.unknown_key_near", "budget.totl"),
        ({"budget..total": "1万元"}, "scenario.not_path", "budget..total"),
        ({"title": "x"}, "scenario.not_by_set", "title"),
        ({"budget.total": "1万元"}, "scenario.reserve", "budget.reserve"),
        ({"rules.tie_rule": "leximin"}, "toml.unknown_key", "rules.tie_rule"),
        ({"rules.most_projects.count": "0"}, "scenario.most_count", "rules.most_projects.count"),
        ({'policy."7".ratio': "20%"}, "policy.not_open_near", 'policy."7".ratio'),
        ({"weights.innovation": "26"}, "policy.weights_sum", "weights"),
        ({"weights.innovation": "many"}, "toml.not_integer", "weights.innovation"),
        ({"budget": "x", "budget.total": "1万元"}, "scenario.set_twice", "budget.total"),
        ({"budget.total": '"9亿元"\nmethod = "by_rank"'}, "toml.not_money", "budget.total"),
    ],
)
def test_a_wrong_change_is_refused_by_its_path(
    baseline: Scenario, law: tuple[Policy, Call], changes: dict[str, str], code: str, field: str
) -> None:
    before = baseline
    with pytest.raises(DataError) as error:
        override(before, changes, *law)
    assert (code, field) in {(p.code, p.place.field) for p in error.value.problems}
    assert {p.place.source for p in error.value.problems} == {"--set"}


def test_the_document_of_a_scenario_is_whole_and_exact(
    baseline: Scenario, law: tuple[Policy, Call]
) -> None:
    changed = override(baseline, {'policy."9.3".ratio': "1/3"}, *law)
    document = scenario_document(changed)
    assert document["budget"] == {"total": 60_000_000, "reserve": 2_000_000}
    assert document["policy"]["9.3.ratio"]["value"] == "1/3"
    assert document["overrides"] == {'policy."9.3".ratio': "1/3"}
    assert document["stages"][1]["clauses"] == ["6", "9.1", "9.2", "9.3", "11", "13", "14"]
    assert document["title"] == {"zh": "问", "en": "Q"}
    assert document["chain"] == ["baseline"]
