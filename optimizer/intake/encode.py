"""Rows of cells -> columns of (distinct cells, code of each row): what the child hands over.

A column of ten thousand flags is two words and an array of integers; the parent then reads every
distinct cell once. Cells are ``str`` (empty: ``""``), ``float``, or a marked tuple:

``("b", 0 or 1)`` boolean · ``("d", "2026-01-31")`` date · ``("t", text)`` date with a time, time or
duration · ``("e", "#REF!")`` error · ``("f",)`` formula without a stored value · ``("p", 0.3)``
number shown as per cent · ``("s", 1e5)`` number shown with an exponent.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

Cell = str | float | tuple[Any, ...]


class ColumnEncoder:
    """One column in the making: distinct cells in order of first appearance, a code a row."""

    def __init__(self, rows_before: int = 0) -> None:
        self.codes = array("I", bytes(4 * rows_before))
        self.index: dict[Any, int] = {"": 0}

    def extend(self, cells: Sequence[Any]) -> None:
        """Append the cells of further rows."""
        index = self.index
        for cell in dict.fromkeys(cells):
            index.setdefault(cell, len(index))
        self.codes.extend(map(index.__getitem__, cells))

    def cells(self) -> list[Cell]:
        """Return the distinct cells, as plain values that can be marshalled."""
        return [plain(cell) for cell in self.index]


def plain(cell: Any) -> Cell:  # noqa: ANN401  # calamine's cells are of many types
    """Return a cell as text, number or marked tuple."""
    if isinstance(cell, bool):
        return ("b", int(cell))
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, (str, float, tuple)):
        return cell
    if isinstance(cell, datetime):
        return ("t", cell.isoformat(sep=" "))
    if isinstance(cell, date):
        return ("d", cell.isoformat())
    return ("t", str(cell))


def marked_booleans(cells: Sequence[Any]) -> Sequence[Any]:
    """Return the cells with ``True`` and ``False`` marked: Python holds them equal to 1 and 0."""
    if 1 in cells or 0 in cells:
        return [("b", int(c)) if c is True or c is False else c for c in cells]
    return cells


def encoded(name: str, rows: Iterable[Sequence[Any]], width: int, **more: object) -> dict[str, Any]:
    """Return one sheet for the hand-over; every row has ``width`` cells.

    Returns
    -------
    dict
        ``name``, ``height``, ``columns`` (a list of ``(cells, codes as bytes of uint32)``, or
        ``None`` for a column without any cell), and whatever else was given.
    """
    columns: list[tuple[list[Cell], bytes] | None] = []
    held = rows if isinstance(rows, list) else list(rows)
    for cells in zip(*held, strict=True) if held else [()] * width:
        if not any(map(_is_there, cells)):
            columns.append(None)
            continue
        column = ColumnEncoder()
        column.extend(marked_booleans(cells))
        columns.append((column.cells(), column.codes.tobytes()))
    return {"name": name, "height": len(held), "columns": columns, **more}


def _is_there(cell: object) -> bool:
    return cell != ""
