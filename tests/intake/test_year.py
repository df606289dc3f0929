"""A year's folder: read whole, or refused with every error of every file."""

import shutil
from pathlib import Path

import pytest

from optimizer.errors import DataError
from optimizer.intake.policy_columns import check_columns
from optimizer.intake.year import Year, read_year
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find, versions

TESTS = Path(__file__).parent.parent
BUNDLED = TESTS.parent / "scenarios" / "2026"
HARBOUR = TESTS / "policies" / "harbour"
APPLICATIONS = (
    "申报编号,申报单位,统一社会信用代码,单位性质,项目名称,申报条款,申请金额（元）,申报基数（元）\n"
    "01,甲,91110101MA0000000A,企业,设备,A,50000,200000\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a writable copy of the other fund's year."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


def problems(folder: Path) -> set[tuple[str, str]]:
    with pytest.raises(DataError) as error:
        read_year(folder)
    return {(p.code, p.place.source) for p in error.value.problems}


def test_the_bundled_year_reads() -> None:
    year: Year = read_year(BUNDLED)
    assert len(year.applications) > 0
    assert {"application_no", "panel"} <= set(year.scores.columns)
    assert {criterion.key for criterion in year.policy.criteria} <= set(year.scores.columns)
    assert "baseline" in year.scenarios
    assert all(problem.level == "notice" for problem in year.notices)


def test_every_error_of_every_file_comes_together(folder: Path) -> None:
    call = (folder / "year.toml").read_text(encoding="utf-8")
    (folder / "year.toml").write_text(call.replace("year = 2031", "year = 31"), encoding="utf-8")
    (folder / "applications.csv").write_text("申报编号\n1\n", encoding="utf-8")
    (folder / "ledger.xlsx").write_bytes(b"no workbook")
    found = problems(folder)
    assert ("year.year", "year.toml") in found
    assert {source for _, source in found} >= {"year.toml", "applications.csv", "ledger.xlsx"}


def test_a_year_needs_applications_and_notices_what_else_is_missing(folder: Path) -> None:
    with pytest.raises(DataError) as error:
        read_year(folder)
    assert {(p.code, p.level) for p in error.value.problems} == {
        ("year.no_applications", "error"),
        ("year.no_scores", "notice"),
        ("year.no_ledger", "notice"),
        ("year.open_tiers", "notice"),
    }


def test_without_scores_and_ledger_a_year_reads_with_notices(folder: Path) -> None:
    text = APPLICATIONS.replace("91110101MA0000000A", _valid_usci())
    (folder / "applications.csv").write_text(text, encoding="utf-8")
    year = read_year(folder)
    assert (len(year.applications), len(year.scores), len(year.ledger)) == (1, 0, 0)
    assert {"idea", "team"} <= set(year.scores.columns)
    assert {p.code for p in year.notices} >= {"year.no_scores", "year.no_ledger"}
    assert year.policy.version == "harbour_2030"
    assert year.scenarios["baseline"].total == 1_000_000


def test_what_nobody_has_set_is_noticed(folder: Path) -> None:
    call, baseline = folder / "year.toml", folder / "baseline.toml"
    kept = [x for x in call.read_text("utf-8").splitlines() if not x.startswith("A.ratio")]
    call.write_text("\n".join(kept), encoding="utf-8")
    empty = baseline.read_text("utf-8").replace("100万元", "0元")
    baseline.write_text(empty, encoding="utf-8")
    (folder / "applications.csv").write_text(
        APPLICATIONS.replace("91110101MA0000000A", _valid_usci()), encoding="utf-8"
    )
    found = {(p.code, p.value) for p in read_year(folder).notices}
    open_ = {("year.open_ratio", "A.ratio"), ("year.open_tiers", "B"), ("year.open_budget", "")}
    assert found >= open_


def _valid_usci() -> str:
    """Return a code whose check character fits (GB 32100-2015)."""
    from stdnum.cn import uscc  # noqa: PLC0415  # an oracle that only this needs

    body = "91110101MA0000000"
    return body + str(uscc.calc_check_digit(body))


def test_one_table_in_two_files_is_refused(folder: Path) -> None:
    for end in ("csv", "xlsx"):
        (folder / f"applications.{end}").write_text("", encoding="utf-8")
    assert ("year.two_files", "applications.csv") in problems(folder)


def test_a_year_without_a_scenario_is_refused(folder: Path) -> None:
    (folder / "baseline.toml").unlink()
    assert ("year.no_scenario", "harbour") in problems(folder)


def test_the_policy_file_beside_a_year_is_no_scenario(folder: Path) -> None:
    assert (folder / "measures.toml").exists()
    assert not {source for _, source in problems(folder)} & {"measures.toml"}


@pytest.mark.parametrize("version", versions())
def test_a_bundled_policy_speaks_only_of_columns_that_applications_have(version: str) -> None:
    assert check_columns(read_policy(find(version))) == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('base = "base_amount"', 'base = "base_amout"', "policy.no_column_near"),
        ('cost = "base_amount"', 'cost = "event_date"', "policy.column_kind"),
        ('field = "commitment"', 'field = "contact"', "policy.column_kind"),
        ('needs = ["base_amount"]', 'needs = ["agreement"]', "policy.no_column_near"),
        ('"高等院校"]', '"高校"]', "policy.no_word"),
    ],
)
def test_a_policy_that_speaks_of_other_columns_is_refused(
    folder: Path, old: str, new: str, code: str
) -> None:
    path = folder / "measures.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert code in {code for code, _ in problems(folder)}
