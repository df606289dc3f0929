"""Application numbers as keys: doubled ones, the application of a list's row, the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.intake.sheets import SheetReading
from optimizer.intake.vocabulary import fold

Column = NDArray[Any]


def sorted_by_number(numbers: Column) -> NDArray[np.int64]:
    """Return the order of application numbers by code points; equal ones keep their order."""
    held = numbers.tolist()
    return np.array(sorted(range(len(held)), key=held.__getitem__), np.int64)


def canonical_order(columns: Sequence[Column]) -> NDArray[np.int64]:
    """Return the order by content, first column first: a shuffled file gives the same table."""
    plain = [c.astype(np.int64) if c.dtype.kind == "M" else c for c in columns]
    rows = list(zip(*(c.tolist() for c in plain), strict=True))
    return np.array(sorted(range(len(rows)), key=rows.__getitem__), np.int64)


def folded(column: Column) -> list[str]:
    """Return every number without what people do not see: width, case, spaces."""
    return [fold(text) if not _plain(text) else text.casefold() for text in column]


def _plain(text: str) -> bool:
    return text.isascii() and " " not in text and text.isprintable()


def report_doubled(reading: SheetReading, keys: Sequence[str], code: str) -> None:
    """Report each row whose key columns say the same as an earlier row's."""
    parts = [folded(reading.columns[key]) for key in keys]
    first: dict[tuple[str, ...], int] = {}
    for row, key in enumerate(zip(*parts, strict=True)):
        if not all(key):
            continue
        earlier = first.setdefault(key, row)
        if earlier != row:
            value = reading.columns[keys[-1]][row]
            reading.report(code, row, keys[-1], value, {"first": int(reading.rows[earlier])})


def parents_of(
    reading: SheetReading, numbers: Column, index: Mapping[str, int]
) -> NDArray[np.int64]:
    """Return the index in ``numbers`` of each row's application; report the unknown ones (-1).

    ``index`` maps the folded numbers to it. The number itself is put into the application's
    spelling.
    """
    keys = folded(reading.columns["application_no"])
    parent = np.array([index.get(key, -1) for key in keys], np.int64)
    for row in np.flatnonzero(parent < 0):
        value = reading.columns["application_no"][row]
        if value:
            reading.report("intake.no.unknown", int(row), "application_no", value)
    known = parent >= 0
    reading.columns["application_no"][known] = numbers[parent[known]]
    return parent
