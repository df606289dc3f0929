"""A workbook, in the child process: parts scanned, then read by calamine, odd cells marked."""

from __future__ import annotations

from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from optimizer.intake.encode import encoded
from optimizer.intake.parts import Marks, scan_workbook
from optimizer.intake.refused import RefusedError


def read_workbook(path: str) -> list[dict[str, Any]]:
    """Return every worksheet of a workbook, hidden ones too.

    Raises
    ------
    RefusedError
        If a part is damaged, expands too far, has a document type, or a cell lies too far away.
    """
    marks = scan_workbook(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            return [
                _sheet(book, meta.name, meta.visible, marks.get(meta.name))
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, WorksheetNotFound, OSError, ValueError) as error:
        raise RefusedError("intake.file.damaged") from error


def _sheet(
    book: CalamineWorkbook,
    name: str,
    visible: SheetVisibleEnum,
    marks: Marks | None,
) -> dict[str, Any]:
    if marks is None:  # calamine would read a sheet whose errors and formulas nobody has seen
        raise RefusedError("intake.file.damaged", name)
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Any]] = list(sheet.to_python(skip_empty_area=False))
    width = len(rows[0]) if rows else 0
    odd = {at: mark for at, mark in marks.cells.items() if mark[0] in "ef"}
    # An error or a formula may lie beyond the last cell that calamine saw a value in.
    farthest = max((column for _, column in odd), default=-1) + 1
    if farthest > width:
        rows = [row + [""] * (farthest - width) for row in rows]
        width = farthest
    rows.extend([""] * width for _ in range(max((r for r, _ in odd), default=-1) + 1 - len(rows)))
    for (row, column), mark in marks.cells.items():
        if mark[0] in "ef":
            rows[row][column] = mark
        elif row < len(rows) and column < width and isinstance(rows[row][column], float):
            rows[row][column] = (*mark, rows[row][column])
    return encoded(
        name,
        rows,
        width,
        hidden=visible != SheetVisibleEnum.Visible,
        merged=list(sheet.merged_cell_ranges or ()),
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
    )
