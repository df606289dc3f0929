"""The ledger of earlier awards."""

from pathlib import Path

from optimizer.intake.ledger import read_ledger
from optimizer.intake.tables import Table
from tests.support.intake_files import TINY, Said, said, unit_code, write_book

HEADINGS = (
    "年度", "申报编号", "条款", "统一社会信用代码", "审定金额（万元）", "已退回金额（元）",
    "存在违规",
)  # fmt: skip


def _read(tmp_path: Path, *rows: list[object]) -> tuple[Table | None, list[Said]]:
    path = write_book(tmp_path / "ledger.xlsx", {"历年台账": [HEADINGS, *rows]})
    ledger, problems = read_ledger(path, TINY)
    return ledger, said(problems)


def test_awards_are_read_and_sorted_by_content(tmp_path: Path) -> None:
    ledger, problems = _read(
        tmp_path,
        [2025, "b", "1", unit_code(2), 30, 5, "否"],
        [2024, "z", "2.1", unit_code(1), 0.75, "", "是"],
        [2025, "a", "1", unit_code(3), 10, "", ""],
    )
    assert problems == []
    assert ledger is not None
    assert ledger["application_no"].tolist() == ["z", "a", "b"]
    assert ledger["awarded"].tolist() == [750_000, 10_000_000, 30_000_000]
    assert ledger["returned"].tolist() == [-1, -1, 500]
    assert ledger["violation"].tolist() == [1, -1, 0]
    assert ledger.rows.tolist() == [3, 4, 2]


def test_every_fault_of_a_ledger_is_told(tmp_path: Path) -> None:
    ledger, found = _read(
        tmp_path,
        ["", "a", "9", unit_code(1), 10, 100_001, ""],
        [2024.5, "a", "1", "x", -1, "", "有"],
    )
    assert ledger is None
    assert found == [
        ("A2", "intake.cell.empty", ""),
        ("C2", "intake.clause.unknown", "9"),
        ("F2", "intake.ledger.returned", "10.0001万元"),
        ("A3", "intake.integer.fraction", "2024.5"),
        ("D3", "intake.usci.length", "x"),
        ("E3", "intake.number.negative", "-1"),
        ("G3", "intake.flag.unknown", "有"),
    ]


def test_one_unit_may_stand_in_a_ledger_many_times(tmp_path: Path) -> None:
    line = [2025, "a", "1", unit_code(2), 30, "", ""]
    ledger, problems = _read(tmp_path, line, line)
    assert problems == []
    assert ledger is not None
    assert len(ledger) == 2


def test_an_empty_ledger_has_no_rows(tmp_path: Path) -> None:
    ledger, problems = _read(tmp_path)
    assert problems == []
    assert ledger is not None
    assert len(ledger) == 0
    assert ledger["awarded"].dtype.kind == "i"
