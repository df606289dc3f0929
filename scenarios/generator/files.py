"""Write a made year: Excel workbooks, or CSV files for large years."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from optimizer.intake.columns import CHECK_WORDS, FLAG_WORDS, LISTS, Column
from optimizer.intake.tables import MISSING
from scenarios.generator.columns import Array, Growing
from scenarios.generator.year import MadeYear

#: Stands in every workbook, so that the same year gives the same bytes.
WRITTEN = datetime(2026, 1, 1)  # noqa: DTZ001  # xlsxwriter wants a naive one
#: Rows from which a year is written as CSV; a worksheet ends at 1,048,576.
CSV_FROM = 100_000
FEN_PER_WAN = 1_000_000
HUNDREDTHS = 100


def heading(column: Column) -> str:
    """Return the heading of a column; money says its unit."""
    return f"{column.zh}（万元）" if column.kind == "money" else column.zh


def _shown(column: Column, value: Any) -> Any:  # noqa: ANN401  # a cell holds what its kind says
    """Return one value that is not text as it stands in a file."""
    if column.kind == "date":
        return "" if np.isnat(value) else value.astype(object)
    if value == MISSING:
        return ""
    match column.kind:
        case "money":
            return Decimal(int(value)) / FEN_PER_WAN
        case "score":
            return Decimal(int(value)) / HUNDREDTHS
        case "flag":
            return FLAG_WORDS[1 - int(value)]
        case "check":
            return CHECK_WORDS[1 - int(value)]
        case _:
            return int(value)


def _cells(column: Column, values: Array) -> Array:
    """Return what stands in the cells of one column: object array, empty text for empty cells."""
    if values.dtype == object:
        return values
    distinct, place = np.unique(values, return_inverse=True)
    shown = np.empty(len(distinct), dtype=object)
    for i, value in enumerate(distinct):
        shown[i] = _shown(column, value)
    result: Array = shown[place]
    return result


def _columns(
    table: Growing, more: Mapping[str, tuple[str, Array]]
) -> Iterable[tuple[str, str, Array]]:
    """Yield kind, heading and cells of every column."""
    for column in table.sheet.columns:
        yield column.kind, heading(column), _cells(column, table.columns[column.key])
    for key, (title, values) in more.items():
        yield "score", title, _cells(Column(key, title, title, "score"), values)


def _write_sheet(book: Any, table: Growing, more: Mapping[str, tuple[str, Array]]) -> None:  # noqa: ANN401  # untyped library
    sheet = book.add_worksheet(table.sheet.zh)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F5F7FA"}
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    for place, (kind, title, cells) in enumerate(_columns(table, more)):
        sheet.write_string(0, place, title, head)
        sheet.set_column(place, place, max(10, min(28, len(title) * 2)))
        for row, value in enumerate(cells, start=1):
            if isinstance(value, str):
                if value:
                    sheet.write_string(row, place, value)
            elif kind == "date":
                sheet.write_datetime(row, place, value, day)
            else:
                sheet.write_number(row, place, float(value))


def _write_book(
    path: Path, tables: Iterable[tuple[Growing, Mapping[str, tuple[str, Array]]]]
) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "示例数据", "created": WRITTEN})
        for table, more in tables:
            _write_sheet(book, table, more)


def _write_csv(path: Path, table: Growing, more: Mapping[str, tuple[str, Array]]) -> None:
    titles, columns = [], []
    for _, title, cells in _columns(table, more):
        titles.append(title)
        columns.append(cells)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(titles)
        writer.writerows(zip(*columns, strict=True))


def write_tables(made: MadeYear, folder: Path) -> None:
    """Write applications, scores and ledger into ``folder``, the same bytes for the same year."""
    folder.mkdir(parents=True, exist_ok=True)
    marks = {c.key: (c.heading, made.score_values[c.key]) for c in made.criteria}
    lists = [made.lists[sheet.key] for sheet in LISTS]
    if len(made.applications) >= CSV_FROM:
        _write_csv(folder / "applications.csv", made.applications, {})
        for table in lists:
            _write_csv(folder / f"applications.{table.sheet.key}.csv", table, {})
        _write_csv(folder / "scores.csv", made.scores, marks)
        _write_csv(folder / "ledger.csv", made.ledger, {})
        return
    _write_book(folder / "applications.xlsx", [(t, {}) for t in (made.applications, *lists)])
    _write_book(folder / "scores.xlsx", [(made.scores, marks)])
    _write_book(folder / "ledger.xlsx", [(made.ledger, {})])
