"""Reading policy files: another fund's reads too, and a bad one is refused with all its errors."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.errors import DataError
from optimizer.policy.call import read_call, resolve
from optimizer.policy.read import read_policy
from optimizer.policy.types import Dated, Discretionary, Policy, Share
from optimizer.policy.versions import find, versions

HARBOUR = Path(__file__).parent.parent / "policies" / "harbour"


def codes(error: pytest.ExceptionInfo[DataError]) -> set[tuple[str, str]]:
    return {(p.code, p.place.field) for p in error.value.problems}


def broken(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Return the tiny policy with some texts replaced."""
    text = (HARBOUR / "measures.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "measures.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_another_funds_policy_reads_and_resolves() -> None:
    policy = read_policy(HARBOUR / "measures.toml")
    law = resolve(policy, read_call(HARBOUR / "year.toml", policy), {}, {})
    first = policy.clause("A")
    assert isinstance(first.formula, Share)
    assert law.value(str(first.formula.ratio)) == Fraction(1, 4)
    assert law.value("same_project_rule") == "allow"
    assert isinstance(policy.clause("B").formula, Discretionary)
    assert (policy.published, policy.term_years) == (date(2030, 3, 1), 2)
    assert law.call.policy_term == (date(2030, 3, 1), date(2032, 2, 29))
    assert law.weights == {"idea": 70, "team": 30}


def test_values_hold_from_their_day() -> None:
    ceiling = read_policy(HARBOUR / "measures.toml").clause("A").ceiling
    assert [ceiling.on(date(y, 3, 1)) for y in (2029, 2030, 2031, 2032)] == [
        300_000,
        300_000,
        400_000,
        400_000,
    ]
    assert ceiling.on(date(2031, 2, 28)) == 300_000


def test_dated_values_are_sorted_by_day(tmp_path: Path) -> None:
    path = broken(
        tmp_path, ('from = 2030-03-01, value = "30万元"', 'from = 2033-03-01, value = "30万元"')
    )
    assert read_policy(path).clause("A").ceiling == Dated(
        ((date(2031, 3, 1), 400_000), (date(2033, 3, 1), 300_000))
    )


def test_all_errors_of_a_file_come_together_with_the_nearest_names(tmp_path: Path) -> None:
    path = broken(
        tmp_path,
        ('mode = "formula"', 'mode = "formal"'),
        ('grid = "1000元"', "grid = 1000"),
        ("term_years", "term_year"),
        ('high = "2/5"', "high = 0.4"),
        ('{ from = 2031-03-01, value = "40万元" }', '{ from = 2030-03-01, value = "40万元" }'),
        ("weight = 30", 'weight = "30"'),
        ('cite = "B#3"', 'cite = "practise:3"'),
        ('base = "base_amount"', 'base = "base_amount"\nceilling_scope = "row"'),
    )
    with pytest.raises(DataError) as error:
        read_policy(path)
    assert codes(error) == {
        ("toml.not_one_of", "clause[1].mode"),
        ("toml.not_money", "clause[2].grid"),
        ("toml.missing_key", "term_years"),
        ("toml.unknown_key_near", "term_year"),
        ("policy.not_bound", "parameter[1].high"),
        ("policy.dates_overlap", "clause[1].ceiling"),
        ("toml.not_integer", "rubric.criterion[2].weight"),
        ("policy.not_citation", "negative_flag[1].cite"),
        ("toml.unknown_key_near", "clause[1].ceilling_scope"),
    }
    nearest = {p.value: p.params["nearest"] for p in error.value.problems if "near" in p.code}
    assert nearest == {"term_year": "term_years", "ceilling_scope": "ceiling_scope"}


def test_problems_carry_the_line_of_their_key(tmp_path: Path) -> None:
    path = broken(tmp_path, ("term_years = 2", 'term_years = "2"'))
    with pytest.raises(DataError) as error:
        read_policy(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    (problem,) = error.value.problems
    assert lines[problem.place.row - 1] == 'term_years = "2"'
    assert problem.place.source == "measures.toml"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            ('name = "A.ratio"', 'name = "A.ratios"'),
            ("policy.no_parameter_near", "clause[1].formula.ratio"),
        ),
        (('kind = "ratio"', 'kind = "integer"'), ("policy.not_bound", "parameter[1].high")),
        (
            ('ratio = "A.ratio"', 'ratio = "same_project_rule"'),
            ("policy.parameter_kind", "clause[1].formula.ratio"),
        ),
        (('article = "B"', 'article = "C"'), ("policy.no_article", "clause[2].article")),
        (("weight = 30", "weight = 31"), ("policy.weights_sum", "rubric.criterion")),
        (
            ('default = "allow"', 'default = "never"'),
            ("policy.value_not_allowed", "parameter[2].default"),
        ),
        (('id = "B"\narticle', 'id = "A"\narticle'), ("policy.doubled", "clause")),
        (('grid = "1元"', 'grid = "0元"'), ("policy.grid", "clause[1].grid")),
        (('grid = "1元"', 'grid = "1000元"'), ("policy.equal_grid", "clause[1].grid")),
        (
            ('unit_types = ["企业"]', "unit_types = []"),
            ("policy.no_unit_types", "clause[1].unit_types"),
        ),
        (
            ("must_be_set = true", 'must_be_set = true\ndefault = "1/5"'),
            ("policy.default_of_open", "parameter[1].default"),
        ),
        (('base = "base_amount"\n', ""), ("policy.threshold_base", "clause[1].threshold")),
        (
            ("threshold = [", 'ceiling_scope = "rows"\nthreshold = ['),
            ("toml.not_one_of", "clause[1].ceiling_scope"),
        ),
        (
            (
                'base = "base_amount"',
                'base = { parameter = "same_project_rule", allow = "base_amount" }',
            ),
            ("policy.value_without_word", "clause[1].base"),
        ),
        (
            (
                'base = "base_amount"',
                'base = { parameter = "same_project_rule", allow = "a", highest = "b", no = "c" }',
            ),
            ("policy.value_never", "clause[1].base"),
        ),
        (('format = "policy/1"', 'format = "policy/2"'), ("toml.not_one_of", "format")),
        (('test = "true"', 'test = "one_of"'), ("toml.missing_key", "condition[1].values")),
    ],
)
def test_parts_that_disagree_are_refused(
    tmp_path: Path, change: tuple[str, str], problem: tuple[str, str]
) -> None:
    with pytest.raises(DataError) as error:
        read_policy(broken(tmp_path, change))
    assert codes(error) == {problem}


def test_a_version_is_found_by_name_and_a_wrong_one_names_the_nearest() -> None:
    for version in versions():
        assert read_policy(find(version)).version == version
    with pytest.raises(DataError) as error:
        find(versions()[0] + "s")
    (problem,) = error.value.problems
    assert (problem.code, problem.params["nearest"]) == ("policy.no_version_near", versions()[0])


def test_the_bundled_policy_is_found_without_a_name() -> None:
    policy: Policy = read_policy(find(""))
    assert policy.version == versions()[-1]


def test_a_policy_file_is_found_beside_a_year() -> None:
    assert find("measures.toml", beside=HARBOUR) == HARBOUR / "measures.toml"
    with pytest.raises(DataError):
        find("nothing.toml", beside=HARBOUR)
