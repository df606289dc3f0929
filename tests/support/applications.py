"""Tables out of plain records, for tests: what the readers of ``intake`` give, without a file.

Values may be written as people write them: money ``"80万元"`` (or an integer, fen), dates
``"2026-03-01"``, flags and checks ``True``/``False`` (or ``"是"``/``"通过"``/``1``), several
choices as a list. A missing key, ``None`` and ``""`` are an empty cell. An unknown key fails.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from optimizer.intake.columns import APPLICATIONS, LEDGER, LISTS, SCORES, Column, Sheet
from optimizer.intake.tables import MISSING, Applications, Table
from optimizer.money import parse_money

Record = Mapping[str, Any]
YES = {True, "是", "通过", "yes", "pass"}
NO = {False, "否", "不通过", "no", "fail"}


def _money(value: Any) -> int:  # noqa: ANN401 (cells hold anything)
    return parse_money(value) if isinstance(value, str) else int(value)


def _hundredths(value: Any) -> int:  # noqa: ANN401 (cells hold anything)
    scaled = Decimal(str(value)) * 100
    if scaled != int(scaled):
        raise ValueError(value)
    return int(scaled)


def _yes_or_no(value: Any) -> int:  # noqa: ANN401 (cells hold anything)
    if value in YES or value in NO:
        return int(value in YES)
    raise ValueError(value)


#: Kind -> (how a value is read, what an empty cell is); every other kind is text.
_KINDS: Mapping[str, tuple[Callable[[Any], Any], Any]] = {
    "choices": (tuple, ()),
    "money": (_money, MISSING),
    "integer": (int, MISSING),
    "score": (_hundredths, MISSING),
    "date": (lambda value: np.datetime64(str(value), "D"), np.datetime64("NaT")),
    "flag": (_yes_or_no, MISSING),
    "check": (_yes_or_no, MISSING),
}


def _cell(value: Any, column: Column) -> Any:  # noqa: ANN401 (cells hold anything)
    read, empty = _KINDS.get(column.kind, (str, ""))
    if value is None or value in ("", "未核查"):
        return empty
    held = read(value)
    for choice in held if column.kind == "choices" else (held,):
        if column.choices and choice not in column.choices:
            raise ValueError(choice)
    return held


def _dtype(column: Column) -> Any:  # noqa: ANN401 (numpy's own type)
    if column.kind in {"money", "integer", "score"}:
        return np.int64
    if column.kind in {"flag", "check"}:
        return np.int8
    return "datetime64[D]" if column.kind == "date" else object


def table_from(
    sheet: Sheet,
    records: Sequence[Record],
    more: Iterable[Column] = (),
    parent: Any = None,  # noqa: ANN401
) -> Table:
    """Return the table of one sheet; ``more`` are further columns, such as criteria of scores."""
    defined = (*sheet.columns, *more)
    unknown = {key for record in records for key in record} - {column.key for column in defined}
    if unknown:
        raise KeyError(sorted(unknown))
    columns = {}
    for column in defined:
        cells = np.empty(len(records), dtype=_dtype(column))
        for i, record in enumerate(records):
            cells[i] = _cell(record.get(column.key), column)
        cells.flags.writeable = False
        columns[column.key] = cells
    return Table(columns, np.arange(2, len(records) + 2, dtype=np.int64), parent)


def applications_from(
    records: Sequence[Record],
    lists: Mapping[str, Sequence[Record]] | None = None,
    present: Iterable[str] | None = None,
) -> Applications:
    """Return applications, sorted by number as the reader sorts them, with their lists.

    ``lists`` maps a list's key (``"agreements"``) to rows that name their ``application_no``.
    ``present`` defaults to every column.
    """
    rows = sorted(records, key=lambda record: str(record["application_no"]))
    index = {str(record["application_no"]): i for i, record in enumerate(rows)}
    if len(index) != len(rows):
        raise ValueError("an application number is doubled")
    given = dict(lists or {})
    tables = {}
    for sheet in LISTS:
        entries = given.pop(sheet.key, ())
        parent = np.array([index[str(e["application_no"])] for e in entries], dtype=np.int64)
        order = np.argsort(parent, kind="stable")
        tables[sheet.key] = table_from(sheet, [entries[i] for i in order], parent=parent[order])
    if given:
        raise KeyError(sorted(given))
    keys = {column.key for column in APPLICATIONS.columns} if present is None else set(present)
    return Applications(table_from(APPLICATIONS, rows), tables, frozenset(keys))


def ledger_from(records: Sequence[Record] = ()) -> Table:
    """Return a ledger of earlier years."""
    return table_from(LEDGER, records)


def scores_from(records: Sequence[Record], criteria: Sequence[str]) -> Table:
    """Return score sheets with one score column for each criterion key."""
    return table_from(SCORES, records, [Column(key, key, key, "score") for key in criteria])


def day(text: str) -> date:
    """Return a date written as ``2026-03-01``."""
    return date.fromisoformat(text)
