"""What-ifs: a version of the measures of its own, and what differs from the call."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from optimizer.allocate import allocate
from optimizer.documents.outcome_json import outcome_json
from optimizer.errors import DataError
from optimizer.formats.outcome import Outcome
from optimizer.intake.other_law import call_under
from optimizer.intake.scenario import override
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year, read_year
from optimizer.policy.call import read_call
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find
from optimizer.verify.file import check_file
from optimizer.wording import LANGUAGES, say

BUNDLED = Path(__file__).parent.parent.parent / "scenarios" / "2026"
OWN = "dongcheng_2025_draft"
LOWER = "lower.toml"
HEAD = 'format = "scenario/1"\ndiffers_from = "baseline"\ntitle = { zh = "问", en = "Q" }\n'
CEILING = re.compile(
    r'(\nid = "8"\narticle(?:.*\n)*?ceiling = \[\{ from = [\d-]+, value = )"100万元"'
)


def measures(version: str = "revised") -> str:
    """Return another version of the measures: article 8 gives 60 in place of 100."""
    text = find(OWN).read_text(encoding="utf-8").replace(OWN, version, 1)
    changed, count = CEILING.subn(r'\1"60万元"', text)
    assert count == 1
    return changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "year"
    shutil.copytree(BUNDLED, target, ignore=shutil.ignore_patterns("expected"))
    (target / LOWER).write_text(measures(), encoding="utf-8")
    (target / "if.toml").write_text(f'{HEAD}policy = "{LOWER}"\n', encoding="utf-8")
    return target


def codes(folder: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        read_year(folder)
    return [p.code for p in error.value.problems if p.level == "error"]


def awards(outcome: Outcome, clause: str) -> list[int]:
    return [p.suggested or 0 for p in outcome.projects if p.clause == clause]


def test_a_what_if_is_resolved_with_its_own_version(folder: Path) -> None:
    year = read_year(folder)
    before = allocate(year, year.scenarios["baseline"])
    after = allocate(year, year.scenarios["if"])
    assert max(awards(before, "8")) == 1_000_000
    assert max(awards(after, "8")) == 600_000
    assert (before.policy_version, after.policy_version) == (OWN, "revised")
    assert after.scenario["policy_file"] == LOWER
    assert "policy_file" not in before.scenario
    assert before.inputs["policy"] != after.inputs["policy"]
    assert [n.code for n in after.notices if "what_if" in n.code] == ["notice.what_if_policy"]


def test_the_file_of_a_what_if_is_checked_under_its_own_version(folder: Path) -> None:
    year = read_year(folder)
    data = outcome_json(allocate(year, year.scenarios["if"]))
    assert check_file(data, "outcome.json", year) == ()
    false = json.loads(data) | {"policy_version": OWN}
    found = check_file(json.dumps(false).encode(), "outcome.json", year)
    assert "verify.outcome.head" in {p.code for p in found}


def test_a_child_of_a_what_if_keeps_its_version_and_may_be_changed(folder: Path) -> None:
    text = HEAD.replace("baseline", "if") + '[policy]\n"9.3".ratio = "20%"\n'
    (folder / "child.toml").write_text(text, encoding="utf-8")
    year = read_year(folder)
    child = year.scenarios["child"]
    assert child.policy_file == LOWER
    law = year.under(child.policy_file)
    changed = override(child, {"budget.total": "5000万元"}, law.policy, law.call)
    assert (changed.total, changed.policy_file) == (50_000_000, LOWER)


def test_a_version_and_parameters_stand_beside_each_other(folder: Path) -> None:
    text = f'{HEAD}[policy]\nfile = "{LOWER}"\n"9.3".ratio = "20%"\n'
    (folder / "both.toml").write_text(text, encoding="utf-8")
    both = read_year(folder).scenarios["both"]
    assert (both.policy_file, set(both.settings)) == (LOWER, {"9.3.ratio"})


def test_what_a_parent_sets_must_be_allowed_by_the_version_of_its_child(folder: Path) -> None:
    bound = re.compile(r'(name = "negative_lookback_years"\n(?:.*\n)*?)high = 10')
    (folder / LOWER).write_text(bound.sub(r"\1high = 2", measures()), encoding="utf-8")
    head = HEAD.replace("baseline", "lookback_three_years")
    (folder / "if.toml").write_text(f'{head}policy = "{LOWER}"\n', encoding="utf-8")
    assert codes(folder) == ["policy.value_too_high"]


def test_what_another_version_decides_itself_the_call_no_longer_sets() -> None:
    policy = read_policy(find(OWN))
    call = read_call(BUNDLED / "year.toml", policy)
    open_ = {name: one for name, one in policy.parameters.items() if name != "9.3.ratio"}
    decided = replace(policy, version="revised", parameters=open_, term_years=5)
    under = call_under(call, policy, decided, "revised")
    assert call.settings.keys() - under.settings.keys() == {"9.3.ratio"}
    assert under.policy_term == (date(2025, 1, 1), date(2029, 12, 31))


def test_a_version_that_the_years_data_do_not_fit_is_refused() -> None:
    policy = read_policy(find(OWN))
    call = read_call(BUNDLED / "year.toml", policy)
    other = replace(policy, clauses=policy.clauses[1:], criteria=policy.criteria[1:])
    with pytest.raises(DataError) as error:
        call_under(call, policy, other, "revised")
    found = [(p.code, p.value) for p in error.value.problems]
    assert found == [("scenario.other_clause", "5.1"), ("scenario.other_criteria", "")]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("../lower.toml", "scenario.policy_path"),
        ("/etc/passwd.toml", "scenario.policy_path"),
        ("a\\\\b.toml", "scenario.policy_path"),
        ("nowhere.toml", "policy.no_file"),
        ("dongcheng_2025_drafts", "policy.no_version_near"),
    ],
)
def test_a_version_that_is_not_there_is_refused(folder: Path, named: str, code: str) -> None:
    (folder / "if.toml").write_text(f'{HEAD}policy = "{named}"\n', encoding="utf-8")
    assert codes(folder) == [code]


def test_another_text_needs_a_version_name_of_its_own(folder: Path) -> None:
    (folder / LOWER).write_text(measures(OWN), encoding="utf-8")
    assert codes(folder) == ["scenario.same_version"]


def test_the_years_own_version_by_name_is_no_what_if(folder: Path) -> None:
    (folder / "if.toml").write_text(f'{HEAD}policy = "{OWN}"\n', encoding="utf-8")
    year = read_year(folder)
    found = year.scenarios["if"]
    assert is_what_if(found, year.call, year.policy) == ()
    assert allocate(year, found).policy_version == OWN


def test_what_the_call_froze_makes_a_what_if(folder: Path) -> None:
    year = read_year(folder)
    assert year.call.pass_mark == 6000

    def differs(**changes: str) -> list[str]:
        made = override(year.scenarios["baseline"], changes, year.policy, year.call)
        found = is_what_if(made, year.call, year.policy)
        for lang in LANGUAGES:
            assert all(say(reason.code, lang, **reason.params) for reason in found)
        return [reason.code.removeprefix("notice.what_if_") for reason in found]

    assert differs(**{"budget.total": "5000万元"}) == []
    assert differs(**{"policy.same_project_rule": "highest"}) == []
    assert differs(**{"policy.same_project_rule": "allow"}) == ["parameters"]
    assert differs(**{"rules.pass_mark": "70"}) == ["pass_mark"]
    assert differs(**{"weights.innovation": "30", "weights.finance": "5"}) == ["weights"]


def test_bundled_what_ifs_are_those_that_change_what_the_call_froze(folder: Path) -> None:
    year: Year = read_year(folder)
    found = {n for n, s in year.scenarios.items() if is_what_if(s, year.call, year.policy)}
    assert found == {"if", "other_weights", "lookback_three_years", "article_12_annual"}
