"""What changed between two imports."""

from optimizer.intake.diff import Change, changes
from optimizer.intake.tables import Applications
from tests.intake.conftest import ReadRows
from tests.support.intake_files import HEADINGS, Rows, row

MORE = (*HEADINGS, "受理日期", "承诺书", "入围榜单")


def _read(read_rows: ReadRows, *rows: list[object], **sheets: Rows) -> Applications:
    applications, problems = read_rows(*rows, headings=MORE, **sheets)
    assert problems == []
    assert applications is not None
    return applications


def test_the_same_rows_in_another_order_are_no_change(read_rows: ReadRows) -> None:
    rows = [[*row(i), "2026-03-01", "是", ""] for i in range(1, 4)]
    contracts = [["申报编号", "合同或发票编号"], ["2026-0001", "a"], ["2026-0001", "b"]]
    before = _read(read_rows, *rows, 合同发票=contracts)
    after = _read(read_rows, *rows[::-1], 合同发票=[contracts[0], *contracts[:0:-1]])
    assert changes(before, after) == ()


def test_every_kind_of_change_is_told_field_by_field(read_rows: ReadRows) -> None:
    before = _read(
        read_rows,
        [*row(1), "2026-03-01", "是", "软件百家"],
        [*row(2), "", "", ""],
        合同发票=[["申报编号", "合同或发票编号"], ["2026-0001", "a"], ["2026-0001", "a"]],
    )
    after = _read(
        read_rows,
        [*row(1, requested=80.5, unit_name="新名称"), "", "否", "软件百家、互联网百强"],
        [*row(3), "", "", ""],
        合同发票=[["申报编号", "合同或发票编号"], ["2026-0001", "a"], ["2026-0003", "c"]],
    )
    first, both = "2026-0001", "互联网百强、软件百家"
    assert changes(before, after) == (
        Change("changed", first, "applications", "received_date", "2026-03-01", ""),
        Change("changed", first, "applications", "commitment", "是", "否"),
        Change("changed", first, "applications", "unit_name", "示例单位1", "新名称"),
        Change("changed", first, "applications", "requested", "100万元", "80.5万元"),
        Change("changed", first, "applications", "lists_entered", "软件百家", both),
        Change("removed", first, "contracts", before="合同或发票编号 a"),
        Change("removed", "2026-0002", "applications"),
        Change("added", "2026-0003", "applications"),
        Change("added", "2026-0003", "contracts", after="合同或发票编号 c"),
    )
