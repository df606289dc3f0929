"""Tranches: the years of an award and their shares, and every fault of the sheet at once."""

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from optimizer.intake.applications import read_applications
from optimizer.intake.tables import Applications
from optimizer.intake.tranches import payments, tranches
from tests.support.intake_files import HEADINGS, TINY, Said, row, said, write_book

HEAD = ("申报编号", "拨付年度", "拨付比例", "计划金额（万元）")


def _read(
    tmp_path: Path, *rows: tuple[object, ...], applications: int = 3
) -> tuple[Applications | None, list[Said]]:
    main = [HEADINGS, *(row(n, requested=100) for n in range(1, applications + 1))]
    path = write_book(tmp_path / "book.xlsx", {"申报表": main, "分期拨付": [HEAD, *rows]})
    found, problems = read_applications(path, TINY, 2026)
    return found, said(problems)


def test_shares_and_amounts_are_read_as_exact_parts_of_the_award(tmp_path: Path) -> None:
    found, problems = _read(
        tmp_path,
        ("2026-0003", 2028, 20),
        ("2026-0003", 2026, 50),
        ("2026-0003", 2027, 30),
        ("2026-0001", 2027, "", 30),
        ("2026-0001", 2026, "", 70),
    )
    assert problems == []
    assert found is not None
    assert tranches(found) == {
        0: {2026: Fraction(7, 10), 2027: Fraction(3, 10)},
        2: {2026: Fraction(1, 2), 2027: Fraction(3, 10), 2028: Fraction(1, 5)},
    }
    assert [list(years) for years in tranches(found).values()] == [[2026, 2027], [2026, 2027, 2028]]


def test_without_the_sheet_everything_is_paid_at_once(tmp_path: Path) -> None:
    path = write_book(tmp_path / "book.xlsx", {"申报表": [HEADINGS, row(1)]})
    found, _ = read_applications(path, TINY, 2026)
    assert found is not None
    assert tranches(found) == {}


def test_a_csv_file_beside_the_applications_is_read(tmp_path: Path) -> None:
    lines = [HEADINGS, row(1, requested=100)]
    text = "\n".join(",".join(str(cell) for cell in line) for line in lines)
    (tmp_path / "applications.csv").write_text(text, encoding="utf-8")
    tranche = "申报编号,拨付年度,拨付比例\n2026-0001,2027,100\n"
    (tmp_path / "applications.tranches.csv").write_text(tranche, encoding="utf-8")
    found, problems = read_applications(tmp_path / "applications.csv", TINY, 2026)
    assert problems == ()
    assert found is not None
    assert tranches(found) == {0: {2027: Fraction(1)}}


def test_every_mistake_of_the_sheet_is_told_at_once_each_with_its_cell(tmp_path: Path) -> None:
    found, problems = _read(
        tmp_path,
        ("2026-0001", 2025, 50),
        ("2026-0001", 2026, 40),
        ("2026-0002", 2026, 50),
        ("2026-0002", 2026, 50),
        ("2026-0003", 2026, 50),
        ("2026-0003", 2027, "", 50),
        ("2026-0004", 2026, 50, 50),
        ("2026-0005", 2026),
        ("2026-0006", 2026, 0),
        ("2026-0006", 2027, 100),
        ("2026-0007", 2026, "", 60),
        ("2026-0007", 2027, "", 30),
        ("2026-0008", "", 100),
        ("2026-0009", 2026, "30%"),
        ("2026-0010", "2026年", 100),
        ("2026-9999", 2026, 100),
        applications=10,
    )
    assert found is None
    assert problems == [
        ("B2", "intake.tranche.year", "2025"),
        ("C3", "intake.tranche.shares", "90"),
        ("B5", "intake.tranche.doubled", "2026"),
        ("C7", "intake.tranche.mixed", "2026-0003"),
        ("D8", "intake.tranche.both", ""),
        ("C9", "intake.tranche.empty", ""),
        ("C10", "intake.tranche.zero", "0"),
        ("D13", "intake.tranche.amounts", "90万元"),
        ("B14", "intake.cell.empty", ""),
        ("C15", "intake.number.percent", "30%"),
        ("B16", "intake.number.has_unit", "2026年"),
        ("A17", "intake.no.unknown", "2026-9999"),
    ]


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.integers(2026, 2031), st.integers(1, 10**6), min_size=1),
)
def test_payments_add_up_and_only_the_last_is_more_than_its_share(
    award: int, parts: dict[int, int]
) -> None:
    shares = {year: Fraction(part, sum(parts.values())) for year, part in parts.items()}
    paid = payments(award, shares)
    assert sum(paid.values()) == award
    last = max(paid)
    assert all(shares[y] * award - 1 < paid[y] <= shares[y] * award for y in paid if y != last)
    assert shares[last] * award <= paid[last] < shares[last] * award + len(paid)
