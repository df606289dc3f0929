"""What changed between two imports of the applications, field by field, before it is accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.intake.columns import APPLICATIONS, LISTS, Column, Sheet
from optimizer.intake.display import display
from optimizer.intake.tables import Applications, Table

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Parameters
    ----------
    what
        Whether something came, went, or reads otherwise.
    application_no
        Of which application.
    sheet
        Key of the sheet: ``applications`` or a list.
    column
        Key of the column; empty where a whole application or row of a list came or went.
    before, after
        What it said, as text (money in 万元); empty where there was nothing.
    """

    what: What
    application_no: str
    sheet: str
    column: str = ""
    before: str = ""
    after: str = ""


def changes(before: Applications, after: Applications) -> tuple[Change, ...]:
    """Return every difference between two imports, by application number.

    Rows of a list are compared as a whole: a row that is not there word for word came or went.
    """
    old = {number: i for i, number in enumerate(before["application_no"].tolist())}
    new = {number: i for i, number in enumerate(after["application_no"].tolist())}
    found = [Change("removed", n, APPLICATIONS.key) for n in old.keys() - new.keys()]
    found += [Change("added", n, APPLICATIONS.key) for n in new.keys() - old.keys()]
    both = sorted(old.keys() & new.keys())
    rows_before = np.array([old[n] for n in both], np.int64)
    rows_after = np.array([new[n] for n in both], np.int64)
    for column in APPLICATIONS.columns:
        was, now = before[column.key][rows_before], after[column.key][rows_after]
        for i in np.flatnonzero(_differ(was, now)).tolist():
            texts = (display(was[i], column.kind), display(now[i], column.kind))
            found.append(Change("changed", both[i], APPLICATIONS.key, column.key, *texts))
    for sheet in LISTS:
        found += _list_changes(sheet, before.lists[sheet.key], after.lists[sheet.key])
    order = {c.key: i for i, c in enumerate(APPLICATIONS.columns)}
    return tuple(
        sorted(found, key=lambda c: (c.application_no, c.sheet, order.get(c.column, -1), c.what))
    )


def _differ(was: NDArray[Any], now: NDArray[Any]) -> NDArray[np.bool_]:
    differ: NDArray[np.bool_] = was != now
    if was.dtype.kind == "M":
        differ &= ~(np.isnat(was) & np.isnat(now))
    return differ


def _list_changes(sheet: Sheet, before: Table, after: Table) -> Iterator[Change]:
    was, now = Counter(_lines(sheet, before)), Counter(_lines(sheet, after))
    for number, text in (was - now).elements():
        yield Change("removed", number, sheet.key, before=text)
    for number, text in (now - was).elements():
        yield Change("added", number, sheet.key, after=text)


def _lines(sheet: Sheet, table: Table) -> Iterator[tuple[str, str]]:
    """Yield each row's application number and the rest of it in words."""
    rest = [c for c in sheet.columns if c.key != "application_no"]
    for i, number in enumerate(table["application_no"].tolist()):
        yield number, "，".join(_cells(rest, table, i))


def _cells(columns: list[Column], table: Table, row: int) -> Iterator[str]:
    for column in columns:
        text = display(table[column.key][row], column.kind)
        if text:
            yield f"{column.zh} {text}"
