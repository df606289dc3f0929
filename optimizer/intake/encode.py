"""Rows of cells -> columns of (distinct cells, code of each row): what the child hands over.

A column of ten thousand flags is two words and an array of integers; the parent then reads every
distinct cell once. Cells are ``str`` (empty or spaces only: ``""``), ``float``, or a marked tuple:

``("b", 0 or 1)`` boolean · ``("d", "2026-01-31")`` date · ``("t", text)`` date with a time, time or
duration · ``("e", "#REF!")`` error · ``("f",)`` formula without a stored value · ``("p", 0.3)``
number shown as per cent · ``("s", 1e5)`` number shown with an exponent.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

Cell = str | float | tuple[Any, ...]


class ColumnEncoder:
    """One column in the making: distinct cells in order of first appearance, a code a row."""

    def __init__(self) -> None:
        self.codes = array("I")
        self.index: dict[Any, int] = {"": 0}

    def extend(self, cells: Sequence[Any]) -> None:
        """Append the cells of further rows."""
        index = self.index
        for cell in dict.fromkeys(cells):
            index.setdefault(cell, len(index))
        self.codes.fromlist(list(map(index.__getitem__, cells)))

    def cells(self) -> list[Cell]:
        """Return the distinct cells, as plain values that can be marshalled."""
        return [plain(cell) for cell in self.index]


def plain(cell: Any) -> Cell:  # noqa: ANN401  # calamine's cells are of many types
    """Return a cell as text, number or marked tuple."""
    if isinstance(cell, str):
        return "" if cell.isspace() else cell
    if isinstance(cell, bool):
        return ("b", int(cell))
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, (float, tuple)):
        return cell
    if isinstance(cell, datetime):
        return ("t", cell.isoformat(sep=" "))
    if isinstance(cell, date):
        return ("d", cell.isoformat())
    return ("t", str(cell))


def encoded(name: str, rows: list[list[Any]], width: int, **more: object) -> dict[str, Any]:
    """Return one sheet for the hand-over; every row has ``width`` cells.

    Returns
    -------
    dict
        ``name``, ``height``, ``columns`` (a list of ``(cells, codes as bytes of uint32)``, or
        ``None`` for a column without any cell), and whatever else was given.
    """
    columns: list[tuple[list[Cell], bytes] | None] = [None] * width
    for number, held in enumerate(zip(*rows, strict=True)):
        cells: Sequence[Any] = held
        index = {"": 0} | dict.fromkeys(cells, 0)
        if len(index) == 1:
            continue
        if 1 in index or 0 in index:
            # Python holds True equal to 1: told apart before they become one entry.
            cells = [("b", int(c)) if c is True or c is False else c for c in cells]
            index = {"": 0} | dict.fromkeys(cells, 0)
        for code, cell in enumerate(index):
            index[cell] = code
        codes = array("I", list(map(index.__getitem__, cells)))
        columns[number] = ([plain(cell) for cell in index], codes.tobytes())
    return {"name": name, "height": len(rows), "columns": columns, **more}
