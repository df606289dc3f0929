"""The inputs as an auditor has them on the desk: plain lists, one entry a row, nothing computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from optimizer.intake.tables import Applications, Table


class Entry(NamedTuple):
    """One row of the ledger of earlier years. Money is fen, an empty cell 0."""

    year: int
    clause: str
    usci: str
    payee: str
    project: str
    document: str
    awarded: int
    returned: int
    demanded_back: int
    violation: bool
    due_year: int

    @property
    def kept(self) -> int:
        """What was awarded and not given back, never below zero."""
        return max(self.awarded - self.returned, 0)


@dataclass(frozen=True, slots=True)
class Book:
    """Applications and their lists as Python lists; the ledger as entries.

    ``columns[key][i]`` is a cell of application ``i``; ``lists[name][i]`` its rows of a list, each
    a mapping of cells; ``lists`` leaves out applications without rows.
    """

    count: int
    columns: Mapping[str, list[Any]]
    lists: Mapping[str, Mapping[int, list[dict[str, Any]]]]
    ledger: tuple[Entry, ...]

    def rows(self, name: str, i: int) -> list[dict[str, Any]]:
        """Return the rows of one list of application ``i``."""
        return self.lists[name].get(i, [])


def open_book(applications: Applications, ledger: Table) -> Book:
    """Lay applications and ledger out as plain lists."""
    return Book(
        len(applications),
        {key: column.tolist() for key, column in applications.table.columns.items()},
        {name: _by_application(table) for name, table in applications.lists.items()},
        tuple(_entries(ledger)),
    )


def _by_application(table: Table) -> dict[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = {}
    if table.parent is None or not len(table):
        return rows
    keys = tuple(table.columns)
    cells = zip(*(table.columns[key].tolist() for key in keys), strict=True)
    for parent, row in zip(table.parent.tolist(), cells, strict=True):
        rows.setdefault(parent, []).append(dict(zip(keys, row, strict=True)))
    return rows


def _entries(ledger: Table) -> list[Entry]:
    cells = {key: column.tolist() for key, column in ledger.columns.items()}
    return [
        Entry(
            year=year,
            clause=cells["clause"][n],
            usci=cells["usci"][n],
            payee=cells["payee_usci"][n] or cells["usci"][n],
            project=cells["project_no"][n],
            document=cells["document_no"][n],
            awarded=max(cells["awarded"][n], 0),
            returned=max(cells["returned"][n], 0),
            demanded_back=max(cells["demanded_back"][n], 0),
            violation=cells["violation"][n] == 1,
            due_year=cells["due_year"][n] if cells["due_year"][n] > 0 else year,
        )
        for n, year in enumerate(cells["year"])
    ]
