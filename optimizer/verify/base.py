"""The base of a clause's formula: declared or verified, row by row where it is over a list.

Where a row counts in proportion to days, money is held in whole parts of a fen, ``scale`` of them.
"""

from __future__ import annotations

from math import lcm

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.tables import MISSING, Column
from optimizer.policy.types import BaseRows, value_text
from optimizer.verify.book import Rows
from optimizer.verify.desk import Desk
from optimizer.verify.exact import ROOM, Integers, Mask, by_target, fit, product
from optimizer.verify.sheet import Sheet, setting

#: Values of the parameters that name what is taken off a base.
PUBLIC, AND_SPONSORSHIP = "public", "public_and_sponsorship"


class Base:
    """The bases of the applications ``members`` of one clause.

    Attributes
    ----------
    base, missing, below
        The base in parts of a fen; where there is none; where it is below the threshold.
    rows, place, parts
        Rows of a list that count, the position of each one's application among ``members``, and
        the parts of a fen that it counts for; empty for a base that is no list.
    known
        Which of the rows have an amount.
    """

    def __init__(self, desk: Desk, sheet: Sheet, members: IntArray) -> None:
        self.desk, self.sheet, self.members = desk, sheet, members
        name, _, column = sheet.base.partition(".")
        self.scale = 1
        self.rows = self.place = np.zeros(0, dtype=np.int64)
        self.parts, self.known = self.place, np.zeros(0, dtype=np.bool_)
        if column:
            self.rows, self.place = _counted(desk, name, members)
            self.cells = desk.book.lists[name].columns[column][self.rows]
            self.known = self.cells != MISSING
            self._parts(desk.book.lists[name])
            declared = by_target(self.parts, self.place, len(members))
            has = self.number_of(self.known) > 0
        else:
            declared = desk.book.columns[name][members]
            has = declared != MISSING
        self.verified = desk.book.columns["verified_base"][members]
        self._settle(declared, has)

    def number_of(self, rows: Mask) -> IntArray:
        """Return how many of the rows marked each application has."""
        return np.bincount(self.place[rows], minlength=len(self.members))

    def _settle(self, declared: Integers, has: Mask) -> None:
        """Choose between declared and verified, take other money off, and test the threshold."""
        clause, law, threshold = self.sheet.clause, self.desk.law, self.sheet.threshold
        only_verified = (
            clause.base_verified != ""
            and value_text(law.value(clause.base_verified)) == "verified_only"
        )
        verified = self.verified != MISSING
        by_row, passing, sums, unknown = self._by_row()
        declared = np.where(by_row, times(sums, self.scale), declared)
        has = has | by_row
        takes_verified = verified & ~(by_row & (passing == 0))
        self.missing = np.asarray(
            unknown | (~takes_verified & (~has | only_verified)), dtype=np.bool_
        )
        base = np.where(takes_verified, times(self.verified, self.scale), declared)
        base = np.where(self.missing, 0, base)
        off = self._taken_off()
        self.base = np.maximum(base - times(off, self.scale), 0)
        too_small = (
            np.zeros(len(base), dtype=np.bool_)
            if threshold is None
            else np.asarray(self.base < threshold * self.scale, dtype=np.bool_)
        )
        by_sum = ~by_row | ((passing > 0) & verified)
        self.below = np.where(by_sum, too_small, passing == 0)

    def _by_row(self) -> tuple[Mask, IntArray, Integers, Mask]:
        """Test the threshold on each row, where the call says so.

        Returns where it is tested, how many rows reach it, their sum in fen, and where no row has
        an amount to test.
        """
        size = len(self.members)
        nowhere, none = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.int64)
        rule, threshold, law = self.sheet.clause.row_threshold, self.sheet.threshold, self.desk.law
        if rule is None or threshold is None:
            return nowhere, none, none, nowhere
        if value_text(law.value(rule.parameter)) != rule.value:
            return nowhere, none, none, nowhere
        name, _, column = law.pick(rule.rows).partition(".")
        rows, place = _counted(self.desk, name, self.members)
        cells = self.desk.book.lists[name].columns[column][rows]
        listed = np.bincount(place, minlength=size) > 0
        filled = np.bincount(place[cells != MISSING], minlength=size) > 0
        reached = cells >= threshold
        passing = np.bincount(place[reached], minlength=size)
        sums = by_target(cells[reached], place[reached], size)
        unknown = listed & ~filled & (self.verified == MISSING)
        return listed & filled, passing, sums, unknown

    def _parts(self, rows: Rows) -> None:
        """Work out what each row counts, after what the clause does to it."""
        rule, law = self.sheet.clause.base_rows, self.desk.law
        fen = np.where(self.known, self.cells, 0)
        if rule is not None and rule.limit and setting(law, rule.limit) is True:
            fen = np.minimum(fen, np.maximum(rows.columns[_column(rule.limit_by)][self.rows], 0))
        self.parts = fen
        if rule is not None and rule.prorate and value_text(law.value(rule.prorate)) == "prorate":
            counted, whole = _days(rows, self.rows, rule, self.desk.term.year)
            self.scale = lcm(*set(whole.tolist()))
            self.parts = fit(product(fen, counted) * (self.scale // whole.astype(object)))

    def _taken_off(self) -> Integers:
        word = self.sheet.net_of
        if word not in {PUBLIC, AND_SPONSORSHIP}:
            return np.zeros(len(self.members), dtype=np.int64)
        taken = other_public(self.desk, self.members)
        if word == AND_SPONSORSHIP:
            income = self.desk.book.columns["sponsorship_income"][self.members]
            taken = taken + np.maximum(income, 0)
        return taken


def _counted(desk: Desk, name: str, members: IntArray) -> tuple[IntArray, IntArray]:
    """Return the rows of a list that count, and the position of each one's application."""
    rows = desk.book.lists[name].counted(desk.marked(members))
    return rows, np.searchsorted(members, desk.book.lists[name].of[rows])


def _column(dotted: str) -> str:
    return dotted.rpartition(".")[2]


def _days(rows: Rows, chosen: IntArray, rule: BaseRows, year: int) -> tuple[IntArray, IntArray]:
    """Return the days of the call year among those from start to end, both counted, and all days.

    Reduced; a row without both dates, or with an end before its start, counts whole.
    """
    start, end = (_day(rows.columns[_column(key)][chosen]) for key in (rule.start, rule.end))
    first, last = _day(np.array([f"{year}-01-01", f"{year}-12-31"], dtype="datetime64[D]"))
    dated = (start >= 0) & (end >= start)
    inside = np.maximum(np.minimum(end, last) - np.maximum(start, first) + 1, 0)
    counted, whole = np.where(dated, inside, 1), np.where(dated, end - start + 1, 1)
    common = np.gcd(counted, whole)
    return counted // common, whole // common


def _day(days: Column) -> IntArray:
    """Return days as numbers from the year 1 on, -1 where there is none."""
    numbers = (days - np.datetime64("0001-01-01", "D")).astype(np.int64)
    return np.where(np.isnat(days), -1, numbers)


def times(values: Integers, factor: int) -> Integers:
    """Return exact multiples."""
    if factor == 1:
        return values
    wide = values.astype(object) if factor >= ROOM else fit(values, factor)
    return np.asarray(wide * factor)


def list_sums(desk: Desk, name: str, column: str, members: IntArray) -> tuple[Integers, Mask]:
    """Return the sum of a list column over rows that count, and where there is any amount."""
    rows, place = _counted(desk, name, members)
    cells = desk.book.lists[name].columns[column][rows]
    known = cells != MISSING
    sums = by_target(cells[known], place[known], len(members))
    return sums, np.bincount(place[known], minlength=len(members)) > 0


def other_public(desk: Desk, members: IntArray) -> Integers:
    """Return other public money of the same matter, fen: item by item, else the one total."""
    rows = desk.book.lists["other_funding"]
    same = rows.columns["same_matter"] == 1
    listed = by_target(rows.columns["amount"][same], rows.of[same], desk.book.count)
    has = np.bincount(rows.of, minlength=desk.book.count) > 0
    column = np.maximum(desk.book.columns["other_public_funds"], 0)
    return np.where(has, listed, column)[members]
