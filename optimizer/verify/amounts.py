"""Up to what amount: base, ratio, ceiling, request, audit, public money; in whole yuan, exactly.

Amounts come in fen. Rounding down to the yuan goes through "the least of", so each bound may be
rounded down by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import BaseRows, Flat, Match, Share, value_text
from optimizer.verify.conditions import Desk, counted_rows
from optimizer.verify.sheet import Sheet, ratio_of, setting

#: Values of the parameters that name what is taken off a base.
PUBLIC, AND_SPONSORSHIP = "public", "public_and_sponsorship"


class IncompleteError(Exception):
    """A ratio, a base or a score is missing: no amount, and no refusal either."""


class RefusedError(Exception):
    """The base is below the threshold."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What an application may reach, and the verified amount (``None`` where there is none)."""

    entitled: int
    verified: int | None


def amount(desk: Desk, sheet: Sheet, i: int, merit: int) -> Amount:
    """Work out one application.

    Raises
    ------
    IncompleteError
        If a ratio is not set, the base is empty, or a score that the amount needs is missing.
    RefusedError
        If the base is below the clause's threshold.
    """
    columns = desk.book.columns
    audit = columns["audit_amount"][i]
    formula = sheet.clause.formula
    bounds = [sheet.ceiling]
    verified: int | None = None
    if isinstance(formula, Share | Match):
        base = _Base(desk, sheet, i)
        by_formula = base.formula(formula)
        bounds.append(_yuan(by_formula))
        if columns["verified_base"][i] != MISSING:
            verified = _yuan(base.uncapped(formula))
    elif isinstance(formula, Flat):
        value = setting(desk.law, formula.amount) if formula.amount else None
        if value is not None:
            bounds.append(int(str(value)))
    else:
        bounds.append(_tier(desk, sheet, audit, merit))
        verified = None if audit == MISSING else _yuan(audit)
    bounds.append(_yuan(columns["requested"][i]))
    if audit != MISSING:
        bounds.append(_yuan(audit))
        if verified is not None:
            verified = min(verified, _yuan(audit))
    room = _public_room(desk, sheet, i)
    if room is not None:
        bounds.append(max(_yuan(room), 0))
    return Amount(min(bounds), verified)


def _yuan(fen: int | Fraction) -> int:
    return int(fen // FEN_PER_YUAN)


def _tier(desk: Desk, sheet: Sheet, audit: int, merit: int) -> int:
    """Return what the band of the merit gives; the ceiling where the call has no table."""
    table = desk.law.call.tier_tables.get(sheet.clause.id)
    if table is None:
        return sheet.ceiling
    if merit == MISSING:
        raise IncompleteError
    share = next(
        (s for least, s in sorted(table.bands, reverse=True) if merit >= least), Fraction()
    )
    if table.of == "ceiling":
        return int(share * sheet.ceiling)
    if audit == MISSING:
        return sheet.ceiling
    return int(share * audit / FEN_PER_YUAN)


class _Base:
    """The base of one application, and what a formula makes of it (in fen)."""

    def __init__(self, desk: Desk, sheet: Sheet, i: int) -> None:
        self.desk, self.sheet, self.i = desk, sheet, i
        name, _, column = sheet.base.partition(".")
        self.rows = counted_rows(desk, sheet, name, i) if column else []
        self.column = column
        self.declared = self._of_rows() if column else desk.book.columns[name][i]
        self._row_threshold()
        verified = desk.book.columns["verified_base"][i]
        only_verified = (
            sheet.clause.base_verified != ""
            and value_text(desk.law.value(sheet.clause.base_verified)) == "verified_only"
        )
        if verified != MISSING:
            self.base: int | Fraction = verified
        elif self.declared == MISSING or only_verified:
            raise IncompleteError
        else:
            self.base = self.declared
        self.base = max(self.base - self._taken_off(), 0)
        if sheet.threshold is not None and not self._by_row and self.base < sheet.threshold:
            raise RefusedError

    @property
    def _by_row(self) -> bool:
        rule = self.sheet.clause.row_threshold
        return rule is not None and value_text(self.desk.law.value(rule.parameter)) == rule.value

    def _row_threshold(self) -> None:
        """Strike out the rows below the threshold where it is tested on each row."""
        rule = self.sheet.clause.row_threshold
        if rule is None or not self._by_row or self.sheet.threshold is None:
            return
        name, _, column = self.desk.law.pick(rule.rows).partition(".")
        rows = counted_rows(self.desk, self.sheet, name, self.i)
        enough = [r for r in rows if r[column] != MISSING and r[column] >= self.sheet.threshold]
        if not enough:
            raise RefusedError
        self.declared = sum(row[column] for row in enough)

    def _of_rows(self) -> int | Fraction:
        amounts = [self._row_amount(row) for row in self.rows]
        known = [a for a in amounts if a is not None]
        return sum(known) if known else MISSING

    def _row_amount(self, row: dict[str, Any]) -> int | Fraction | None:
        """Return what one row counts, after what the clause does to each row."""
        value: int | Fraction = row[self.column]
        if value == MISSING:
            return None
        rule = self.sheet.clause.base_rows
        if rule is None:
            return value
        law = self.desk.law
        if rule.limit and setting(law, rule.limit) is True:
            value = min(value, max(row[_column(rule.limit_by)], 0))
        if rule.prorate and value_text(law.value(rule.prorate)) == "prorate":
            value = value * _part_of_year(row, rule, self.desk.term.year)
        return value

    def _taken_off(self) -> int:
        if self.sheet.net_of not in {PUBLIC, AND_SPONSORSHIP}:
            return 0
        taken = other_public(self.desk, self.i)
        if self.sheet.net_of == AND_SPONSORSHIP:
            taken += max(self.desk.book.columns["sponsorship_income"][self.i], 0)
        return taken

    def formula(self, formula: Share | Match) -> int | Fraction:
        """Return ratio x base; where the ceiling runs over each row, each row stops at it."""
        if isinstance(formula, Match) or self.sheet.ceiling_scope != "row" or not self.rows:
            return self.uncapped(formula)
        ratio = self._ratio(formula)
        most = self.sheet.ceiling * FEN_PER_YUAN
        by_row = sum(min(ratio * (self._row_amount(r) or 0), Fraction(most)) for r in self.rows)
        return min(by_row, self.uncapped(formula))

    def uncapped(self, formula: Share | Match) -> int | Fraction:
        """Return ratio x base."""
        if isinstance(formula, Share):
            return self._ratio(formula) * self.base
        return self._match(formula)

    def _ratio(self, formula: Share) -> Fraction:
        for flag, name in formula.variants.items():
            if self.desk.book.columns[flag][self.i] == 1:
                ratio = ratio_of(self.desk.law, name)
                if ratio is not None:
                    return ratio
        if not isinstance(formula.ratio, str):
            return formula.ratio.on(self.desk.law.day)
        ratio = ratio_of(self.desk.law, formula.ratio)
        if ratio is None:
            raise IncompleteError
        return ratio

    def _match(self, formula: Match) -> Fraction:
        """Add up the awards that count, each by the ratio of its level."""
        kinds = set(formula.kinds) | {
            kind for kind, name in formula.accept.items() if setting(self.desk.law, name) is True
        }
        matched, total = Fraction(), Fraction()
        for row in self.rows:
            amount = self._row_amount(row)
            if amount is None or row["level"] not in formula.ratios or row["kind"] not in kinds:
                continue
            ratio = ratio_of(self.desk.law, formula.ratios[row["level"]])
            if ratio is None:
                raise IncompleteError
            matched += ratio * amount
            total += amount
        if self.desk.book.columns["verified_base"][self.i] == MISSING:
            return matched
        return matched * self.base / total if total else Fraction()


def _column(dotted: str) -> str:
    return dotted.rpartition(".")[2]


def _part_of_year(row: dict[str, Any], rule: BaseRows, year: int) -> Fraction:
    """Return the days of the call year among the days from start to end, both counted."""
    start: date | None = row[_column(rule.start)]
    end: date | None = row[_column(rule.end)]
    if start is None or end is None or end < start:
        return Fraction(1)
    first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    return Fraction(max((last - first).days + 1, 0), (end - start).days + 1)


def other_public(desk: Desk, i: int) -> int:
    """Return other public money of the same matter, fen: item by item, else the one total."""
    rows = desk.book.rows("other_funding", i)
    if rows:
        return sum(row["amount"] for row in rows if row["same_matter"] == 1)
    return max(int(desk.book.columns["other_public_funds"][i]), 0)


def _public_room(desk: Desk, sheet: Sheet, i: int) -> Fraction | None:
    """Return what public money may still pay of the cost, ``None`` where no cost is known."""
    cost = _cost(desk, sheet, i)
    if cost is None:
        return None
    share = ratio_of(desk.law, "max_public_share")
    if share is None:
        return None
    paid = other_public(desk, i)
    if isinstance(sheet.clause.formula, Match):
        name = sheet.base.partition(".")[0]
        paid += sum(max(row["amount"], 0) for row in counted_rows(desk, sheet, name, i))
    return share * cost - paid


def _cost(desk: Desk, sheet: Sheet, i: int) -> int | None:
    name, _, column = sheet.cost.partition(".")
    if not name:
        return None
    if column:
        known = [r[column] for r in counted_rows(desk, sheet, name, i) if r[column] != MISSING]
        return sum(known) if known else None
    verified = desk.book.columns["verified_base"][i]
    if name == sheet.base and verified != MISSING:
        return int(verified)
    cost = int(desk.book.columns[name][i])
    return None if cost == MISSING else cost
