"""The inputs as an auditor has them on the desk: columns, one entry a row, nothing computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.tables import Applications, Column, Table
from optimizer.policy.call import Law
from optimizer.verify.exact import Integers, Mask, by_target


@dataclass(frozen=True, slots=True)
class Register:
    """Texts by number: equal texts have equal numbers, and the empty text is 0."""

    numbers: dict[str, int] = field(default_factory=lambda: {"": 0})

    def of(self, texts: Iterable[str]) -> IntArray:
        """Return the number of each text; new ones are written down."""
        known = self.numbers
        return np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)

    def texts(self, numbers: IntArray) -> Column:
        """Return the text of each number."""
        return np.asarray(np.array(list(self.numbers), dtype=object)[numbers])


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one list, by application and then as in the file.

    ``of[k]`` is the application of row ``k``; ``struck`` marks rows that do not count.
    """

    columns: Mapping[str, Column]
    of: IntArray
    struck: Mask

    def counted(self, members: Mask) -> IntArray:
        """Return the rows that count of the applications marked."""
        return np.flatnonzero(members[self.of] & ~self.struck)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of earlier years. Money is fen, an empty cell 0; ``clause`` -1: not of this law.

    Units (``usci``, ``payee``), projects and documents are numbers of the registers.
    """

    year: IntArray
    clause: IntArray
    usci: IntArray
    payee: IntArray
    project: IntArray
    document: IntArray
    awarded: IntArray
    kept: IntArray  # what was awarded and not given back, never below zero
    owes: Mask  # more was demanded back than was returned
    violation: Mask
    due_year: IntArray


@dataclass(frozen=True, slots=True)
class Book:
    """Applications, their lists and the ledger; ``units`` and ``papers`` number the texts."""

    count: int
    columns: Mapping[str, Column]
    lists: Mapping[str, Rows]
    ledger: Ledger
    units: Register
    papers: Register

    def rows(self, name: str, i: int) -> list[dict[str, Any]]:
        """Return the rows of one list of application ``i``."""
        rows = self.lists[name]
        mine = slice(*np.searchsorted(rows.of, (i, i + 1)).tolist())
        cells = zip(*(column[mine].tolist() for column in rows.columns.values()), strict=True)
        return [dict(zip(rows.columns, row, strict=True)) for row in cells]


def open_book(law: Law, applications: Applications, ledger: Table) -> Book:
    """Lay applications and ledger out."""
    units, papers = Register(), Register()
    return Book(
        len(applications),
        applications.table.columns,
        {name: _rows(table) for name, table in applications.lists.items()},
        _ledger(law, ledger, units, papers),
        units,
        papers,
    )


def _rows(table: Table) -> Rows:
    of = np.zeros(0, dtype=np.int64) if table.parent is None else table.parent
    order = np.argsort(of, kind="stable")
    columns = {key: column[order] for key, column in table.columns.items()}
    return Rows(columns, of[order], np.zeros(len(of), dtype=np.bool_))


def _ledger(law: Law, table: Table, units: Register, papers: Register) -> Ledger:
    clauses = {clause.id: k for k, clause in enumerate(law.policy.clauses)}
    usci, payee = units.of(table["usci"]), units.of(table["payee_usci"])
    awarded, returned, demanded = (
        np.maximum(table[key], 0) for key in ("awarded", "returned", "demanded_back")
    )
    return Ledger(
        year=table["year"],
        clause=np.array([clauses.get(name, -1) for name in table["clause"]], dtype=np.int64),
        usci=usci,
        payee=np.where(payee > 0, payee, usci),
        project=papers.of(table["project_no"]),
        document=papers.of(table["document_no"]),
        awarded=awarded,
        kept=np.maximum(awarded - returned, 0),
        owes=np.asarray(demanded > returned, dtype=np.bool_),
        violation=np.asarray(table["violation"] == 1, dtype=np.bool_),
        due_year=np.where(table["due_year"] > 0, table["due_year"], table["year"]),
    )


def sums_of(wanted: IntArray, keys: IntArray, values: IntArray) -> Integers:
    """Return for each wanted key the sum of the values that stand under it."""
    distinct, place = np.unique(keys, return_inverse=True)
    sums = by_target(values, place, len(distinct) + 1)
    at = np.searchsorted(distinct, wanted)
    found = np.append(distinct, -1)[at] == wanted
    return np.where(found, sums[np.where(found, at, len(distinct))], 0)
