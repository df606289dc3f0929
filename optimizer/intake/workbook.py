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
                _sheet(book, meta.name, meta.visible != SheetVisibleEnum.Visible, marks)
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, WorksheetNotFound, OSError, ValueError) as error:
        raise RefusedError("intake.file.damaged") from error


def _sheet(
    book: CalamineWorkbook,
    name: str,
    hidden: bool,
    all_marks: dict[str, Marks],  # noqa: FBT001  # a fact of the sheet
) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Any]] = list(sheet.to_python(skip_empty_area=False))
    width = len(rows[0]) if rows else 0
    marks = all_marks.get(name, Marks())
    for (row, column), mark in marks.cells.items():
        if row >= len(rows):
            rows.extend([""] * width for _ in range(row + 1 - len(rows)))
        if column >= width:
            width = column + 1
            rows = [r + [""] * (width - len(r)) for r in rows]
        held = rows[row][column]
        rows[row][column] = (*mark, held) if mark[0] in "ps" else mark
    return encoded(
        name,
        rows,
        width,
        hidden=hidden,
        merged=list(sheet.merged_cell_ranges or ()),
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
    )
