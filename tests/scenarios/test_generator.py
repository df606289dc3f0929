"""The generator: the same seed gives the same bytes, and every size reads back."""

from pathlib import Path

import numpy as np
import pytest
from stdnum.cn import uscc

from optimizer.intake.applications import read_applications
from optimizer.intake.columns import APPLICATIONS
from optimizer.intake.ledger import read_ledger
from optimizer.intake.scores import read_scores
from optimizer.policy.read import read_policy
from optimizer.policy.types import Policy
from optimizer.policy.versions import find
from scenarios.generator import files, write_year
from scenarios.generator.folder import CRITERIA, SEED, YEAR
from scenarios.generator.units import KINDS, codes
from scenarios.generator.year import MadeYear, make_year

BUNDLED = Path(__file__).resolve().parents[2] / "scenarios" / "2026"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_policy(find("dongcheng_2025_draft"))


@pytest.fixture(scope="module")
def made() -> MadeYear:
    return make_year(YEAR, SEED, 240, CRITERIA)


def test_the_bundled_files_are_what_the_seed_gives(tmp_path: Path) -> None:
    write_year(tmp_path)
    for name in ("applications.xlsx", "scores.xlsx", "ledger.xlsx", "baseline.toml"):
        assert (tmp_path / name).read_bytes() == (BUNDLED / name).read_bytes(), name


def test_another_seed_gives_another_year() -> None:
    other = make_year(YEAR, SEED + 1, 240, CRITERIA)
    first = make_year(YEAR, SEED, 240, CRITERIA)
    requested = [made.applications.columns["requested"] for made in (first, other)]
    assert not np.array_equal(requested[0], requested[1])


def test_what_is_written_reads_back_as_it_was_made(made: MadeYear, policy: Policy) -> None:
    read, problems = read_applications(BUNDLED / "applications.xlsx", policy)
    assert not problems
    assert read is not None
    for column in APPLICATIONS.columns:
        kept = made.applications.columns[column.key]
        if column.kind == "choices":
            assert ["、".join(lists) for lists in read[column.key]] == kept.tolist()
        else:
            np.testing.assert_array_equal(read[column.key], kept, err_msg=column.key)
    for key, rows in made.lists.items():
        assert len(read.lists[key]) == len(rows), key


def test_a_larger_year_is_written_as_csv_and_reads_back(
    tmp_path: Path, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "CSV_FROM", 1_000)
    write_year(tmp_path, rows=1_500)
    assert not list(tmp_path.glob("*.xlsx"))
    applications, first = read_applications(tmp_path / "applications.csv", policy)
    scores, second = read_scores(tmp_path / "scores.csv", policy)
    ledger, third = read_ledger(tmp_path / "ledger.csv", policy)
    assert (first, second, third) == ((), (), ())
    assert applications is not None
    assert scores is not None
    assert ledger is not None
    assert len(applications) == 1_500
    assert (len(applications.lists["agreements"]), len(ledger)) > (0, 700)
    assert 'total = "37500万元"' in (tmp_path / "baseline.toml").read_text(encoding="utf-8")


def test_too_few_rows_for_the_special_ones_are_refused() -> None:
    with pytest.raises(ValueError, match="60"):
        make_year(YEAR, SEED, 60, CRITERIA)


def test_another_year_moves_its_days_and_its_ledger() -> None:
    later = make_year(YEAR + 3, SEED, 240, CRITERIA)
    assert set(later.ledger.columns["year"].tolist()) == {YEAR + 1, YEAR + 2}
    signed = later.lists["agreements"].columns["sign_date"].astype("datetime64[Y]").astype(int)
    assert (signed + 1970).max() == YEAR + 3
    numbers = later.applications.columns["application_no"]
    assert numbers[0] == "2029-0001"


def test_codes_pass_an_independent_check_and_no_registry_issues_them() -> None:
    serial = np.arange(5_000)
    for prefix, _ in KINDS.values():
        made = codes(np.full(len(serial), prefix, dtype=object), serial)
        assert len(set(made)) == len(serial)
        assert all(uscc.is_valid(code) for code in made)
        assert {code[2:8] for code in made} == {"999999"}
