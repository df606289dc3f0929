"""A year in the making: growing columns in the form that ``optimizer.intake.tables`` gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.intake.columns import Column, Sheet
from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN, YUAN_PER_WAN, parse_money

Array = NDArray[Any]
Index = NDArray[np.int64]
#: Cells by key, written as people write them (money with its unit, dates as text).
Cells = Mapping[str, Any]
FEN_PER_WAN = FEN_PER_YUAN * YUAN_PER_WAN


def empty(column: Column, n: int) -> Array:
    """Return ``n`` empty cells of one column, as an empty column reads."""
    match column.kind:
        case "money" | "integer" | "score":
            return np.full(n, MISSING, dtype=np.int64)
        case "flag" | "check":
            return np.full(n, MISSING, dtype=np.int8)
        case "date":
            return np.full(n, np.datetime64("NaT"), dtype="datetime64[D]")
        case _:
            return np.full(n, "", dtype=object)


def cell(column: Column, value: Any) -> Any:  # noqa: ANN401  # a cell holds what its kind says
    """Return a value written as people write it as the cell of its column."""
    if value is None:
        return "" if column.kind == "choices" else empty(column, 1)[0]
    match column.kind:
        case "money":
            return parse_money(value)
        case "date":
            return np.datetime64(date.fromisoformat(value), "D")
        case "flag" | "check":
            return int(bool(value))
        case _:
            return value


@dataclass
class Growing:
    """The columns of one sheet while they are filled; ``parent`` is the row of the application."""

    sheet: Sheet
    columns: dict[str, Array]
    parent: Index

    @classmethod
    def of(cls, sheet: Sheet, n: int, parent: Index | None = None) -> Growing:
        """Return ``n`` empty rows."""
        columns = {c.key: empty(c, n) for c in sheet.columns}
        return cls(sheet, columns, np.arange(n) if parent is None else parent)

    def __len__(self) -> int:
        return len(self.parent)

    def put(self, key: str, rows: Index, values: Any) -> None:  # noqa: ANN401  # any column
        """Write ``values`` (one, or one a row) into the rows of a column."""
        self.columns[key][rows] = values

    def write(self, row: int, values: Cells) -> None:
        """Write one row's cells, given as people write them."""
        kinds = {c.key: c for c in self.sheet.columns}
        for key, value in values.items():
            self.columns[key][row] = cell(kinds[key], value)

    def take(self, rows: Index) -> Growing:
        """Return the rows in the order given."""
        return Growing(self.sheet, {k: v[rows] for k, v in self.columns.items()}, self.parent[rows])

    def add(self, other: Growing) -> Growing:
        """Return these rows followed by the other's."""
        columns = {k: np.concatenate([v, other.columns[k]]) for k, v in self.columns.items()}
        return Growing(self.sheet, columns, np.concatenate([self.parent, other.parent]))
