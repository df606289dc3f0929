"""What every test looks things up in: the year as numbers, clause by clause and unit by unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.tables import Applications, Column, Table
from optimizer.policy.call import Law
from optimizer.policy.types import Clause, value_text
from optimizer.verify.book import Book, open_book
from optimizer.verify.exact import Mask
from optimizer.verify.sheet import Sheet, Term, read_sheets, read_term, setting


@dataclass(frozen=True, slots=True)
class Desk:
    """A year on the desk. Units are numbers of ``book.units``.

    Parameters
    ----------
    sheets, clause
        The clauses as they apply this year, and the place of each application's among them.
    usci, payee, named
        The applicant, who is paid, and whom the application names (or else the clause pays).
    group
        By unit: what it counts to where affiliates count as one, else itself.
    project
        The number of each application's project in ``book.papers``, 0 without one.
    """

    law: Law
    term: Term
    book: Book
    sheets: tuple[Sheet, ...]
    clause: IntArray
    usci: IntArray
    payee: IntArray
    payee_name: Column
    named: IntArray
    group: IntArray
    project: IntArray

    def members(self, k: int) -> IntArray:
        """Return the applications of one clause."""
        return np.flatnonzero(self.clause == k)

    def marked(self, members: IntArray) -> Mask:
        """Return some applications as marks over all."""
        marks = np.zeros(self.book.count, dtype=np.bool_)
        marks[members] = True
        return marks

    def of_clause(self, units: IntArray, clause: IntArray) -> IntArray:
        """Return one number for each pair of a unit and a clause."""
        return units * (len(self.sheets) + 1) + clause


def sit_down(law: Law, applications: Applications, ledger: Table) -> Desk:
    """Lay a year out."""
    book = open_book(law, applications, ledger)
    sheets = read_sheets(law)
    place = {sheet.clause.id: k for k, sheet in enumerate(sheets)}
    clause = np.array([place[name] for name in book.columns["clause"]], dtype=np.int64)
    usci, other = (book.units.of(book.columns[key]) for key in ("usci", "payee_usci"))
    names_payee = np.array([sheet.payee == "named" for sheet in sheets], dtype=np.bool_)[clause]
    payee = np.where(names_payee, other, usci)
    return Desk(
        law=law,
        term=read_term(law),
        book=book,
        sheets=sheets,
        clause=clause,
        usci=usci,
        payee=payee,
        payee_name=np.where(names_payee, book.columns["payee_name"], book.columns["unit_name"]),
        named=np.where(other > 0, other, payee),
        group=_groups(law, book, usci),
        project=book.papers.of(book.columns["project_no"]),
    )


def _groups(law: Law, book: Book, usci: IntArray) -> IntArray:
    affiliates = setting(law, "unit_group_key", default=False) is True
    named = book.units.of(book.columns["group_key"]) if affiliates else np.zeros_like(usci)
    group = np.arange(len(book.units.numbers))
    group[usci[named > 0]] = named[named > 0]
    return group


def counted_as(law: Law, clause: Clause) -> str:
    """Return whom the unit limits of a clause count: ``payee``, ``investor`` or ``both``."""
    return value_text(law.value(clause.limit_unit)) if clause.limit_unit else "payee"


def limit_units(
    desk: Desk, clause: IntArray, usci: IntArray, payee: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the unit that limits count, and a second one (or 0) where the call counts both.

    It is the paid one, and its group where affiliates count as one. A ``clause`` of -1 counts whom
    it paid.
    """
    words = [*(counted_as(desk.law, sheet.clause) for sheet in desk.sheets), "payee"]
    investor = np.array([word == "investor" for word in words], dtype=np.bool_)[clause]
    both = np.array([word == "both" for word in words], dtype=np.bool_)[clause]
    also = np.where(both & (payee != usci), desk.group[usci], 0)
    return desk.group[np.where(investor, usci, payee)], also
