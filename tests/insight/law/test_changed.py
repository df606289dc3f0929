"""Another text in memory: the reader's checks hold, and it is what the same text in a file is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer.allocate import allocate
from optimizer.documents.law_text import headline
from optimizer.documents.law_workbook import law_workbook
from optimizer.errors import DataError
from optimizer.insight.law.changed import WHAT_IF, changed, dials
from optimizer.insight.law.cost import Cost, cost
from optimizer.intake.scenario_types import Pool
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year, read_year
from optimizer.policy.toml_file import load
from optimizer.policy.versions import find

ROOT = Path(__file__).resolve().parents[3]
LOWER = {"ceiling:9.1": "100万元", "ratio:7": "15%", "threshold:7": "1000万元"}


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


def text_of(year: Year) -> Any:  # noqa: ANN401  # a parsed file
    return load(find(year.call.policy))[0]


def tried(year: Year, values: dict[str, str], *, follow: bool = False) -> Cost:
    base = year.scenarios["baseline"]
    return cost(*changed(year, base, text_of(year), values, follow=follow))


def test_every_clause_has_a_ceiling_to_change_and_each_number_a_name_of_its_own(year: Year) -> None:
    found = dials(year, year.scenarios["baseline"])
    assert {d.clause for d in found if d.kind == "ceiling"} == {c.id for c in year.policy.clauses}
    assert len({d.key for d in found}) == len(found)
    assert {d.kind for d in found} == {
        "ceiling", "ratio", "threshold", "unit_limit", "most", "parameter"
    }  # fmt: skip


def test_a_changed_text_has_a_version_of_its_own_and_is_a_what_if(year: Year) -> None:
    base = year.scenarios["baseline"]
    (_, before), (other, after), found = changed(year, base, text_of(year), LOWER)
    held = other.under(after.policy_file)
    assert held.policy.version == year.policy.version + WHAT_IF
    assert held.policy.clause("9.1").ceiling.on(year.call.qualifying_window[1]) == 1_000_000
    assert year.policy.clause("9.1").ceiling.on(year.call.qualifying_window[1]) == 2_000_000
    assert not is_what_if(before, year.call, year.policy)
    assert is_what_if(after, held.call, held.policy)
    assert [one.dial.key for one in found] == list(LOWER)


def test_the_same_text_in_a_file_gives_the_same_plan(year: Year, tmp_path: Path) -> None:
    own = find(year.call.policy).read_text(encoding="utf-8")
    head, _, rest = own.partition('id = "9.1"')
    rest = rest.replace('value = "200万元"', 'value = "100万元"', 1)
    version = f'version = "{year.policy.version}'
    text = (head + 'id = "9.1"' + rest).replace(version, version + WHAT_IF, 1)
    for file in (ROOT / "scenarios" / "2026").glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "other.toml").write_text(text, encoding="utf-8")
    (tmp_path / "lower.toml").write_text(
        'format = "scenario/1"\ntitle = { zh = "甲", en = "A" }\n'
        'differs_from = "baseline"\npolicy = "other.toml"\n',
        encoding="utf-8",
    )
    filed = read_year(tmp_path)
    by_file = allocate(filed, filed.scenarios["lower"])
    found = tried(year, {"ceiling:9.1": "100万元"})
    assert [p.suggested for p in found.after.projects] == [p.suggested for p in by_file.projects]
    assert [p.entitled for p in found.after.projects] == [p.entitled for p in by_file.projects]


def test_lines_add_up_to_the_two_plans(year: Year) -> None:
    found = tried(year, LOWER)
    for lines in (found.lines, found.articles):
        for i, outcome in enumerate((found.before, found.after)):
            assert sum(one.suggested[i] or 0 for one in lines) == outcome.totals["suggested"]
            assert sum(one.entitled[i] for one in lines) == sum(
                p.entitled or 0 for p in outcome.projects
            )
            assert sum(one.ceiling[i] for one in lines) == found.effect.liability[i].total
    change = found.after.totals["suggested"] - found.before.totals["suggested"]
    assert sum(move.change for move in found.moves) == change
    assert found.moves
    assert found.effect.changes


def test_who_asked_for_the_ceiling_may_be_taken_to_ask_for_the_new_one(year: Year) -> None:
    higher = {"ceiling:5.2": "300万元"}
    assert not tried(year, higher).effect.changes
    (only,) = tried(year, higher, follow=True).effect.changes
    assert (only.before, only.after) == (2_000_000, 3_000_000)


def test_a_parameter_of_the_call_may_go_as_far_as_the_new_text_lets_it(year: Year) -> None:
    both = {"most:15.1.ratio": "40%", "parameter:15.1.ratio": "40%"}
    assert all(one.after < one.before for one in tried(year, both).effect.changes)
    for alone in ({"parameter:15.1.ratio": "60%"}, {"most:15.1.ratio": "40%"}):
        with pytest.raises(DataError) as refused:
            tried(year, alone)
        assert refused.value.problems[0].code == "policy.value_too_high"


@pytest.mark.parametrize("text", ["", "x", "0元", "-1万元", "200", "0.5元"])
def test_what_is_no_amount_is_refused(year: Year, text: str) -> None:
    with pytest.raises(DataError):
        tried(year, {"ceiling:9.1": text})


def test_a_number_that_the_law_does_not_have_is_refused(year: Year) -> None:
    with pytest.raises(DataError) as refused:
        tried(year, {"ratio:5.1": "10%"})
    assert [p.code for p in refused.value.problems] == ["law.no_number"]


def test_without_a_plan_after_it_the_change_says_so(year: Year) -> None:
    floor = Pool("article", "9", at_least=19_000_000)
    base = replace(year.scenarios["baseline"], total=100_000_000, pools=(floor,))
    found = cost(*changed(year, base, text_of(year), {"ceiling:9.1": "100万元"}))
    assert found.before.solution.awards is not None
    assert {line.suggested[1] for line in found.lines} == {None}
    assert not found.moves
    assert "没有可行方案" in headline(found, str, "zh")
    assert law_workbook(found, year, "zh")


def test_the_same_budget_holds_before_and_after(year: Year) -> None:
    base = replace(year.scenarios["baseline"], total=30_000_000)
    found = cost(*changed(year, base, text_of(year), {"ceiling:6": "100万元"}))
    assert found.before.totals["budget"] == found.after.totals["budget"] == 30_000_000
