"""Scenarios: a chain of differences, refused with all their errors, and changed key by key."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.errors import DataError, Problem
from optimizer.formats.problem import Stage
from optimizer.intake.scenario import (
    AnnualUnitLimit,
    Pool,
    Scenario,
    ScenarioLock,
    read_scenarios,
)
from optimizer.policy.call import Call, read_call
from optimizer.policy.read import read_policy
from optimizer.policy.types import Policy
from optimizer.policy.versions import find

BUNDLED = Path(__file__).parent.parent.parent / "scenarios" / "2026"
HEAD = 'format = "scenario/1"\ntitle = { zh = "问", en = "Q" }\n'
STAGES = """
stages = [
  ["5.1", "5.2", "5.3", "7", "8", "10", "12", "15.1", "15.2"],
  ["6", "9.1", "9.2", "9.3", "11", "13", "14"],
]
"""
ROOT_TEXT = HEAD + STAGES + '[budget]\ntotal = "6000万元"\nreserve = "200万元"\n'
Read = Callable[..., dict[str, Scenario]]


@pytest.fixture(scope="module")
def law() -> tuple[Policy, Call]:
    policy = read_policy(find("dongcheng_2025_draft"))
    return policy, read_call(BUNDLED / "year.toml", policy)


@pytest.fixture
def read(tmp_path: Path, law: tuple[Policy, Call]) -> Read:
    """Return a reader of scenarios given by name; ``baseline`` is there unless it is given."""

    def read_texts(**texts: str) -> dict[str, Scenario]:
        for name, text in {"baseline": ROOT_TEXT, **texts}.items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return read_scenarios(tmp_path, *law)

    return read_texts


def child(text: str = "", parent: str = "baseline") -> str:
    head = f'differs_from = "{parent}"\n' if parent else ""
    return HEAD + head + text


def refused(read: Read, **texts: str) -> list[Problem]:
    with pytest.raises(DataError) as error:
        read(**texts)
    return list(error.value.problems)


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return sorted((p.code, p.place.field) for p in problems)


# --- what is read ---


def test_the_bundled_scenarios_are_differences_from_the_baseline(law: tuple[Policy, Call]) -> None:
    found = read_scenarios(BUNDLED, *law)
    assert set(found) == {path.stem for path in BUNDLED.glob("*.toml")} - {"year"}
    base = found["baseline"]
    assert (base.method, base.objective, base.pass_mark) == ("optimum", ("merit_yuan",), 6000)
    assert found["budget_cut"].total * 10 == base.total * 9
    assert {one.chain[0] for one in found.values()} == {"baseline"}
    assert (found["by_rank"].method, found["same_ratio"].method) == ("by_rank", "same_ratio")
    assert found["article_pools"].pools
    assert all("？" in one.title.zh and "?" in one.title.en for one in found.values())


def test_every_clause_of_the_bundled_scenarios_stands_in_a_stage(law: tuple[Policy, Call]) -> None:
    base = read_scenarios(BUNDLED, *law)["baseline"]
    staged = [clause for stage in base.stages for clause in stage.clauses]
    assert sorted(staged) == sorted(one.id for one in law[0].clauses)


def test_a_grandchild_has_what_its_chain_says(read: Read) -> None:
    first = child(
        '[policy]\n"9.3".ratio = "1/4"\n"15.1".ratio = "40%"\n'
        "[weights]\ninnovation = 20\nfinance = 15\n"
    )
    second = child(
        'objective = ["merit_projects"]\n[policy]\n"9.3".ratio = { value = "0.2", reason = "r" }\n'
        "[weights]\nfinance = 10\nfeasibility = 15\n",
        "first",
    )
    found = read(first=first, second=second)["second"]
    assert found.chain == ("baseline", "first", "second")
    assert {name: one.value for name, one in found.settings.items()} == {
        "9.3.ratio": Fraction(1, 5),
        "15.1.ratio": Fraction(2, 5),
    }
    assert found.settings["9.3.ratio"].reason == "r"
    assert found.settings["9.3.ratio"].set_by == "scenario"
    assert found.weights == {
        "innovation": 20,
        "economic_benefit": 20,
        "social_benefit": 15,
        "demonstration": 20,
        "feasibility": 15,
        "finance": 10,
    }
    assert (found.total, found.reserve) == (60_000_000, 2_000_000)


def test_everything_of_this_release_is_read(read: Read) -> None:
    text = child(
        """
method = "tiers"
objective = ["merit_projects", "merit_yuan"]
stages = [["7"], { clauses = ["6", "8"], share = "40%" }]
[budget]
total = "1亿元"
[rules]
pass_mark = "62.5"
unscored_merit = "60"
score_tiers = [{ from = "90", share = "1" }, { from = "60", share = "60%" }]
[[pool]]
over = "clause"
key = "9.3"
at_most = "2000万元"
at_least = "30万元"
[[unit_limit]]
over = ["6", "11"]
at_most = "500万元"
[[unit_limit]]
at_most = "7501元"
[[lock]]
application_no = "2026-0007"
to = "full"
reason = "r"
[[lock]]
application_no = "2026-0008"
to = "30万元"
reason = "r"
"""
    )
    found = read(whole=text)["whole"]
    assert found.method == "tiers"
    assert found.objective == ("merit_projects", "merit_yuan")
    assert found.stages == (Stage(("7",)), Stage(("6", "8"), Fraction(2, 5)))
    assert (found.total, found.pass_mark, found.unscored_merit) == (100_000_000, 6250, 6000)
    assert found.score_tiers == ((9000, Fraction(1)), (6000, Fraction(3, 5)))
    assert found.pools == (Pool("clause", "9.3", 20_000_000, 300_000),)
    assert found.unit_limits == (AnnualUnitLimit(5_000_000, ("6", "11")), AnnualUnitLimit(7501))
    assert found.locks == (
        ScenarioLock("2026-0007", "full", "r"),
        ScenarioLock("2026-0008", 300_000, "r"),
    )


# --- what is refused ---


def test_all_errors_of_all_files_come_together_with_their_lines(read: Read) -> None:
    first = child('[bugdet]\ntotal = "1万元"\n')
    second = child("[budget]\ntotal = 5400\n", "basline")
    problems = refused(read, first=first, second=second)
    assert [(p.place.source, p.code, p.place.field, p.place.row) for p in problems] == [
        ("first.toml", "toml.unknown_key_near", "bugdet", 4),
        ("second.toml", "scenario.no_parent_near", "differs_from", 3),
        ("second.toml", "toml.not_money", "budget.total", 5),
    ]
    assert [problems[n].params["nearest"] for n in (0, 1)] == ["budget", "baseline"]


def test_a_circle_is_refused(read: Read) -> None:
    problems = refused(
        read,
        a=child(parent="b"),
        b=child(parent="a"),
        c=child(parent="c"),
        leads_into_it=child(parent="a"),
    )
    assert {(p.code, p.place.source) for p in problems} == {
        ("scenario.circle", "a.toml"),
        ("scenario.circle", "b.toml"),
        ("scenario.circle", "c.toml"),
        ("scenario.circle", "leads_into_it.toml"),
    }


def test_a_root_must_say_its_budget(read: Read) -> None:
    assert codes(refused(read, other=HEAD + STAGES)) == [("toml.missing_key", "budget")]


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ('[budget]\ntotal = "1.999元"\n', "toml.not_money", "budget.total"),
        ('[budget]\nreserve = "6001万元"\n', "scenario.reserve", "budget.reserve"),
        ('method = "best"\n', "toml.not_one_of", "method"),
        ('method = "tiers"\n', "scenario.no_tiers", "rules.score_tiers"),
        ('objective = ["merit"]\n', "scenario.no_objective_near", "objective"),
        ("objective = []\n", "scenario.objective_once", "objective"),
        ('stages = [["6", "7"]]\n', "scenario.unscored_merit", "rules.unscored_merit"),
        ('stages = [["6"]]\n', "scenario.unscored_merit", "rules.unscored_merit"),
        ("[rules]\npass_mark = 60\n", "toml.not_score", "rules.pass_mark"),
        ('[rules]\npass_mark = "100.01"\n', "toml.not_score", "rules.pass_mark"),
        ('[rules]\npas_mark = "60"\n', "toml.unknown_key_near", "rules.pas_mark"),
        ('[policy]\n"7".ratio = "20%"\n', "policy.not_open_near", 'policy."7".ratio'),
        ('[policy]\n"9.3".ratio = 0.25\n', "toml.not_ratio", 'policy."9.3".ratio'),
        ('[policy]\n"9.3".ratio = "0"\n', "policy.zero_ratio", 'policy."9.3".ratio'),
        ('[policy]\n"15.1".ratio = "51%"\n', "policy.value_too_high", 'policy."15.1".ratio'),
        ("[weights]\ninnovation = 26\n", "policy.weights_sum", "weights"),
        ("[weights]\ninnovation = 25.0\n", "toml.not_integer", "weights.innovation"),
        (
            '[[pool]]\nover = "article"\nkey = "20"\nat_most = "1万元"\n',
            "scenario.no_article",
            "pool[1].key",
        ),
        (
            '[[pool]]\nover = "clause"\nkey = "9"\nat_most = "1万元"\n',
            "scenario.no_clause_near",
            "pool[1].key",
        ),
        (
            '[[pool]]\nover = "article"\nkey = "9"\nat_most = "15000元"\n',
            "scenario.off_grid",
            "pool[1].at_most",
        ),
        (
            '[[pool]]\nover = "article"\nkey = "9"\nat_least = "5000元"\n',
            "scenario.off_grid",
            "pool[1].at_least",
        ),
        (
            '[[pool]]\nover = "article"\nkey = "9"\n',
            "scenario.pool_without_amount",
            "pool[1].at_most",
        ),
        (
            '[[pool]]\nover = "article"\nkey = "9"\nat_most = "1万元"\nat_least = "2万元"\n',
            "scenario.pool_crossed",
            "pool[1].at_least",
        ),
        (
            '[[unit_limit]]\nover = ["6"]\nat_most = "1.5万元"\n',
            "scenario.off_grid",
            "unit_limit[1].at_most",
        ),
        (
            '[[lock]]\napplication_no = "1"\nto = "half"\nreason = "r"\n',
            "scenario.lock_to",
            "lock[1].to",
        ),
        ('[[lock]]\napplication_no = "1"\nto = "full"\n', "toml.missing_key", "lock[1].reason"),
        (
            '[[lock]]\napplication_no = "1"\nto = "full"\nreason = " "\n',
            "scenario.lock_reason",
            "lock[1].reason",
        ),
        (
            'stages = [["6"], ["6"]]\n[rules]\nunscored_merit = "60"\n',
            "scenario.clause_twice",
            "stages[2].clauses",
        ),
        (
            'stages = [{ clauses = ["6"], share = "110%" }]\n[rules]\nunscored_merit = "60"\n',
            "scenario.share",
            "stages[1].share",
        ),
    ],
)
def test_a_bad_value_is_refused_where_it_stands(
    read: Read, text: str, code: str, field: str
) -> None:
    assert (code, field) in codes(refused(read, bad=child(text)))


def test_shares_of_stages_add_up_to_at_most_the_whole(read: Read) -> None:
    text = (
        'stages = [{ clauses = ["6"], share = "60%" }, { clauses = ["9.1"], share = "REST" }]\n'
        '[rules]\nunscored_merit = "60"\n'
    )
    assert read(good=child(text.replace("REST", "40%")))
    problems = refused(read, good=child(), bad=child(text.replace("REST", "41%")))
    assert codes(problems) == [("scenario.shares_sum", "stages")]


def test_an_amount_of_an_equal_clause_may_be_any_yuan(read: Read) -> None:
    text = '[[pool]]\nover = "article"\nkey = "8"\nat_most = "15001元"\n'
    assert read(fine=child(text))["fine"].pools[0].at_most == 15_001


def test_a_second_lock_or_pool_of_one_thing_is_refused(read: Read) -> None:
    lock = '[[lock]]\napplication_no = "1"\nto = "full"\nreason = "r"\n'
    pool = '[[pool]]\nover = "article"\nkey = "9"\nat_most = "1万元"\n'
    assert codes(refused(read, bad=child(lock * 2 + pool * 2))) == [
        ("scenario.lock_twice_line", "lock[2].application_no"),
        ("scenario.pool_twice", "pool[2]"),
    ]
