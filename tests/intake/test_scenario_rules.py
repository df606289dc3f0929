"""The rules and limits of a scenario: read whole, inherited key by key, refused all at once."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.errors import DataError, Problem
from optimizer.formats.problem import MinimumAward
from optimizer.intake.scenario import (
    CustomLimit,
    FutureLimit,
    Scenario,
    override,
    read_scenarios,
    scenario_document,
)
from optimizer.policy.call import Call, read_call
from optimizer.policy.read import read_policy
from optimizer.policy.types import Policy
from optimizer.policy.versions import find
from optimizer.wording import LANGUAGES, say_problem

BUNDLED = Path(__file__).parent.parent.parent / "scenarios" / "2026"
HEAD = 'format = "scenario/1"\ntitle = { zh = "问", en = "Q" }\n'
ROOT = (
    HEAD
    + """
stages = [
  ["5.1", "5.2", "5.3", "7", "8", "10", "12", "15.1", "15.2"],
  ["6", "9.1", "9.2", "9.3", "11", "13", "14"],
]
[budget]
total = "6000万元"
"""
)
COMPETITIVE = ("6", "9.1", "9.2", "9.3", "11", "13", "14")
Read = Callable[..., dict[str, Scenario]]


@pytest.fixture(scope="module")
def law() -> tuple[Policy, Call]:
    policy = read_policy(find("dongcheng_2025_draft"))
    return policy, read_call(BUNDLED / "year.toml", policy)


@pytest.fixture
def read(tmp_path: Path, law: tuple[Policy, Call]) -> Read:
    """Return a reader of scenarios given by name; ``baseline`` is always there."""

    def read_texts(**texts: str) -> dict[str, Scenario]:
        for name, text in {"baseline": ROOT, **texts}.items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return read_scenarios(tmp_path, *law)

    return read_texts


def child(text: str, parent: str = "baseline") -> str:
    return f'{HEAD}differs_from = "{parent}"\n{text}'


def refused(read: Read, text: str) -> list[Problem]:
    with pytest.raises(DataError) as error:
        read(child=child(text))
    return list(error.value.problems)


WHOLE = """
objective = ["diminishing", "number_funded"]
[rules]
equal = ["8", "7"]
monotone = []
minimum_award = { ratio = "50%", amount = "10万元" }
indivisible = { clause = ["14"], unit_size = "小" }
most_projects = { label = "unit", count = 2 }
diminishing = [{ to = "1/2", weight = 2 }, { to = "100%", weight = 1 }]
[[custom_limit]]
name = "小微占比"
where = { unit_size = ["小", "微"], clause = ["6", "11"] }
at_least_share = "30%"
[[custom_limit]]
name = "jobs"
number = "new_jobs"
at_least = 40
at_most = 4000
[[custom_limit]]
name = "investment"
where = { digital_core = "是" }
number = "total_investment"
at_least = "1.5亿元"
at_most_share = "2/3"
[[future_limit]]
year = 2027
at_most = "1000万元"
"""


def test_every_rule_and_limit_is_read_exactly(read: Read) -> None:
    found = read(child=child(WHOLE))["child"]
    assert found.objective == ("diminishing", "number_funded")
    assert (found.equal, found.monotone) == (("8", "7"), ())
    members = {"clause": COMPETITIVE}
    assert found.minimum_award == MinimumAward(Fraction(1, 2), 100_000, members)
    assert found.indivisible == {"clause": ("14",), "unit_size": ("小",)}
    assert found.most_projects == ("unit", 2)
    assert found.diminishing == ((Fraction(1, 2), 2), (Fraction(1), 1))
    assert found.custom_limits == (
        CustomLimit(
            "小微占比",
            {"unit_size": ("小", "微"), "clause": ("6", "11")},
            at_least_share=Fraction(3, 10),
        ),
        CustomLimit("jobs", number="new_jobs", at_most=4000, at_least=40),
        CustomLimit(
            "investment",
            {"digital_core": ("是",)},
            "total_investment",
            at_least=150_000_000,
            at_most_share=Fraction(2, 3),
        ),
    )
    assert found.future_limits == (FutureLimit(2027, 10_000_000),)


def test_a_scenario_without_rules_has_those_of_the_policy(read: Read) -> None:
    base = read()["baseline"]
    assert (base.equal, base.monotone, base.minimum_award, base.indivisible) == (None,) * 4
    assert (base.most_projects, base.diminishing) == (None, ())
    assert (base.custom_limits, base.future_limits) == ((), ())


def test_rules_are_inherited_key_by_key_and_taken_away_by_false(read: Read) -> None:
    second = "[rules]\nminimum_award.ratio = '40%'\nmost_projects.count = 1\n"
    third = (
        "custom_limit = []\nobjective = ['merit_yuan']\n"
        "[rules]\nminimum_award = false\nmost_projects = false\nindivisible = true\n"
    )
    found = read(child=child(WHOLE), second=child(second, "child"), third=child(third, "second"))
    minimum = found["second"].minimum_award
    assert minimum is not None
    assert (minimum.ratio, minimum.amount) == (Fraction(2, 5), 100_000)
    assert found["second"].most_projects == ("unit", 1)
    last = found["third"]
    assert (last.minimum_award, last.most_projects, last.custom_limits) == (None, None, ())
    assert last.indivisible == {"clause": COMPETITIVE}
    assert last.future_limits == found["child"].future_limits


def test_each_is_set_by_its_path(read: Read, law: tuple[Policy, Call]) -> None:
    changes = {
        "rules.minimum_award.ratio": "50%",
        "rules.minimum_award.amount": "10万元",
        "rules.indivisible": "true",
        "rules.most_projects.count": "1",
        "rules.monotone": '["6"]',
        "rules.diminishing": '[{ to = "1", weight = 1 }]',
        "future_limit": '[{ year = 2028, at_most = "0元" }]',
        "custom_limit": '[{ name = "x", number = "employees", at_most = 5 }]',
    }
    found = override(read()["baseline"], changes, *law)
    assert found.minimum_award is not None
    assert found.minimum_award.ratio == Fraction(1, 2)
    assert found.indivisible == {"clause": COMPETITIVE}
    assert (found.most_projects, found.monotone) == (("unit", 1), ("6",))
    assert found.future_limits == (FutureLimit(2028, 0),)
    assert found.custom_limits == (CustomLimit("x", number="employees", at_most=5),)
    off = override(found, {"rules.minimum_award": "false", "rules.indivisible": "false"}, *law)
    assert (off.minimum_award, off.indivisible) == (None, None)


def test_the_document_has_all_of_them_exactly(read: Read) -> None:
    document = scenario_document(read(child=child(WHOLE))["child"])
    assert document["rules"] == {
        "pass_mark": 6000,  # of the call
        "unscored_merit": None,
        "score_tiers": [],
        "equal": ["8", "7"],
        "monotone": [],
        "minimum_award": {
            "ratio": "1/2",
            "amount": 100_000,
            "members": {"clause": list(COMPETITIVE)},
        },
        "indivisible": {"clause": ["14"], "unit_size": ["小"]},
        "most_projects": {"label": "unit", "count": 2},
        "diminishing": [{"to": "1/2", "weight": 2}, {"to": "1", "weight": 1}],
    }
    assert document["custom_limit"][0] == {
        "name": "小微占比",
        "where": {"clause": ["6", "11"], "unit_size": ["小", "微"]},
        "number": None,
        "at_most": None,
        "at_least": None,
        "at_most_share": None,
        "at_least_share": "3/10",
    }
    assert document["future_limit"] == [{"year": 2027, "at_most": 10_000_000}]


MISTAKES = """
objective = ["number_funded", "diminishing"]
[rules]
equal = ["6", "8", "88"]
monotone = ["9.3", "12"]
minimum_award = { ratio = "150%", amount = "1.5万元", members = { clause = ["6", "8"] } }
most_projects = { label = "unti", count = 0 }
tie_rule = "leximin"
[[rules.diminishing]]
to = "60%"
weight = 1
[[rules.diminishing]]
to = "50%"
weight = 2
[[lock]]
application_no = "2026-0007"
to = "full"
reason = "r"
[[lock]]
application_no = "2026-0007"
to = "refuse"
reason = "r"
[[custom_limit]]
name = "article 9"
where = { article = ["9", "99"], unit_size = "中型", digital_core = [] }
at_least = "15000元"
[[custom_limit]]
name = "jobs"
number = "new_job"
at_most_share = "120%"
[[custom_limit]]
name = "jobs"
number = "new_jobs"
at_least = "40"
at_most = -3
[[custom_limit]]
name = "big"
where = { article = "9" }
at_least = "500万元"
at_most = "400.5万元"
at_lest = "1万元"
[[custom_limit]]
name = "none"
[[future_limit]]
year = 2026
at_most = 5
[[future_limit]]
year = 2027
at_most = "1万元"
[[future_limit]]
year = 2027
at_most = "2万元"
"""


def test_all_mistakes_in_rules_and_limits_are_told_at_once_each_at_its_line(read: Read) -> None:
    problems = refused(read, MISTAKES)
    found = sorted((p.place.row, p.code, p.place.field, p.value) for p in problems)
    assert found == [
        (7, "scenario.equal_grid", "rules.equal", "6"),
        (7, "scenario.no_clause_near", "rules.equal", "88"),
        (8, "scenario.monotone_unscored", "rules.monotone", "12"),
        (9, "scenario.minimum_ratio", "rules.minimum_award.ratio", "150%"),
        (9, "scenario.not_competitive", "rules.minimum_award.members.clause", "8"),
        (9, "scenario.off_grid", "rules.minimum_award.amount", "15000"),
        (10, "scenario.most_count", "rules.most_projects.count", "0"),
        (10, "scenario.no_label_near", "rules.most_projects.label", "unti"),
        (11, "toml.unknown_key", "rules.tie_rule", "tie_rule"),
        (16, "scenario.tier_end", "rules.diminishing[2].to", "50%"),
        (17, "scenario.tier_weight", "rules.diminishing[2].weight", "2"),
        (23, "scenario.lock_twice_line", "lock[2].application_no", "2026-0007"),
        (27, "scenario.limit_name", "custom_limit[1].name", "article 9"),
        (28, "scenario.no_word_near", "custom_limit[1].where.article", "99"),
        (28, "scenario.no_word_near", "custom_limit[1].where.unit_size", "中型"),
        (28, "scenario.no_words", "custom_limit[1].where.digital_core", "digital_core"),
        (29, "scenario.off_grid", "custom_limit[1].at_least", "15000"),
        (32, "scenario.no_number_near", "custom_limit[2].number", "new_job"),
        (33, "scenario.limit_share", "custom_limit[2].at_most_share", "120%"),
        (35, "scenario.custom_limit_twice_line", "custom_limit[3].name", "jobs"),
        (37, "toml.not_integer", "custom_limit[3].at_least", "40"),
        (38, "scenario.negative", "custom_limit[3].at_most", "-3"),
        (42, "scenario.limit_crossed", "custom_limit[4].at_least", "500万元"),
        (43, "scenario.off_grid", "custom_limit[4].at_most", "4005000"),
        (44, "toml.unknown_key_near", "custom_limit[4].at_lest", "at_lest"),
        (46, "scenario.limit_without_target", "custom_limit[5].name", "none"),
        (48, "scenario.not_future", "future_limit[1].year", "2026"),
        (49, "toml.not_money", "future_limit[1].at_most", "5"),
        (54, "scenario.future_limit_twice_line", "future_limit[3].year", "2027"),
    ]
    said = [say_problem(p, lang) for p in problems for lang in LANGUAGES]
    assert [text for text in said if "{" in text] == []
    assert "前一次在第18行" in "\n".join(said)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("objective = ['diminishing']\n", "scenario.no_diminishing", "rules.diminishing"),
        ("objective = ['number_funded']\n", "scenario.no_minimum", "rules.minimum_award"),
        ("[rules]\nequal = ['8']\nmonotone = ['8']\n", "scenario.two_rules", "rules.monotone"),
        ("[rules]\nminimum_award = {}\n", "scenario.minimum_empty", "rules.minimum_award.ratio"),
        ("[rules]\nmost_projects = {}\n", "toml.missing_key", "rules.most_projects.count"),
        ("[rules]\nindivisible = 'yes'\n", "toml.not_table", "rules.indivisible"),
        ("[[custom_limit]]\nat_most = '1万元'\n", "toml.missing_key", "custom_limit[1].name"),
        ("[[future_limit]]\nyear = 2027\n", "toml.missing_key", "future_limit[1].at_most"),
    ],
)
def test_a_rule_that_lacks_something_is_refused(
    read: Read, text: str, code: str, field: str
) -> None:
    assert (code, field) in {(p.code, p.place.field) for p in refused(read, text)}
