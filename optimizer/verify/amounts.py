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


class _MissingError(Exception):
    """A ratio or a base is missing."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What an application may reach, and the verified amount, in whole yuan.

    ``entitled`` is ``None`` where a ratio, a base or a score is missing: no amount, and no refusal
    either. ``verified`` is ``None`` where nothing was verified. ``below`` says that the base is
    below the threshold.
    """

    entitled: int | None
    verified: int | None
    below: bool = False


def amount(
    desk: Desk, sheet: Sheet, i: int, merit: int, left: tuple[int, int | Fraction | None]
) -> Amount:
    """Work out one application.

    ``left`` has the fen of its ceiling that were given before, and the room for public money.
    """
    already, room = left
    columns = desk.book.columns
    audit = columns["audit_amount"][i]
    try:
        by_formula, verified, below = _formula(desk, sheet, i, merit)
    except _MissingError:
        return Amount(None, None)
    if verified is not None and audit != MISSING:
        verified = min(verified, _yuan(audit))
    if by_formula is None:
        return Amount(None, verified)
    bounds = [by_formula, _yuan(columns["requested"][i])]
    if sheet.ceiling_scope != "row":
        bounds.append(max(_yuan(sheet.ceiling * FEN_PER_YUAN - already), 0))
    if audit != MISSING:
        bounds.append(_yuan(audit))
    if room is not None:
        bounds.append(max(_yuan(room), 0))
    return Amount(min(bounds), verified, below)


def _yuan(fen: int | Fraction) -> int:
    return fen.numerator // (fen.denominator * FEN_PER_YUAN)


def _part(ratio: Fraction, fen: int | Fraction) -> int | Fraction:
    """Return ratio x fen, an integer wherever it is one: fractions are slow."""
    whole, rest = divmod(ratio.numerator * fen.numerator, ratio.denominator * fen.denominator)
    return ratio * fen if rest else whole


def _formula(desk: Desk, sheet: Sheet, i: int, merit: int) -> tuple[int | None, int | None, bool]:
    """Return what the formula gives (``None``: no score), the verified amount, and ``below``."""
    columns = desk.book.columns
    formula, audit = sheet.clause.formula, columns["audit_amount"][i]
    if isinstance(formula, Share | Match):
        base = _Base(desk, sheet, i)
        something_verified = columns["verified_base"][i] != MISSING or audit != MISSING
        verified = _yuan(base.uncapped(formula)) if something_verified else None
        return _yuan(base.formula(formula)), verified, base.below
    if isinstance(formula, Flat):
        value = setting(desk.law, formula.amount) if formula.amount else None
        flat = sheet.ceiling if value is None else int(str(value))
        return flat, flat, False
    verified = None if audit == MISSING else _yuan(audit)
    return _tier(desk, sheet, audit, merit), verified, False


def _tier(desk: Desk, sheet: Sheet, audit: int, merit: int) -> int | None:
    """Return what the band of the merit gives; the ceiling where the call has no table."""
    table = desk.law.call.tier_tables.get(sheet.clause.id)
    if table is None:
        return sheet.ceiling
    if merit == MISSING:
        return None
    reached = [band for band in table.bands if merit >= band[0]]
    share = max(reached)[1] if reached else Fraction()
    if table.of == "ceiling":
        return _yuan(_part(share, sheet.ceiling * FEN_PER_YUAN))
    if audit == MISSING:
        return sheet.ceiling if share else 0
    return _yuan(_part(share, audit))


class _Base:
    """The base of one application, and what a formula makes of it (in fen)."""

    def __init__(self, desk: Desk, sheet: Sheet, i: int) -> None:
        self.desk, self.sheet, self.i = desk, sheet, i
        name, _, column = sheet.base.partition(".")
        self.rows = counted_rows(desk, name, i) if column else []
        self.column = column
        self.declared = self._of_rows() if column else desk.book.columns[name][i]
        verified = desk.book.columns["verified_base"][i]
        by_row = self._by_row()
        if by_row is not None:
            self.declared = sum(by_row)
        only_verified = (
            sheet.clause.base_verified != ""
            and value_text(desk.law.value(sheet.clause.base_verified)) == "verified_only"
        )
        if verified != MISSING and by_row != []:
            self.base: int | Fraction = verified
        elif self.declared == MISSING or only_verified:
            raise _MissingError
        else:
            self.base = self.declared
        self.base = max(self.base - self._taken_off(), 0)
        threshold = sheet.threshold
        if by_row is None or (by_row and verified != MISSING):
            self.below = threshold is not None and self.base < threshold
        else:
            self.below = not by_row

    def _by_row(self) -> list[int] | None:
        """Return the rows that reach a threshold tested on each; ``None`` where it is not."""
        rule, threshold = self.sheet.clause.row_threshold, self.sheet.threshold
        if rule is None or threshold is None:
            return None
        if value_text(self.desk.law.value(rule.parameter)) != rule.value:
            return None
        name, _, column = self.desk.law.pick(rule.rows).partition(".")
        cells = [row[column] for row in counted_rows(self.desk, name, self.i)]
        if not cells:
            return None
        if all(cell == MISSING for cell in cells):
            if self.desk.book.columns["verified_base"][self.i] != MISSING:
                return None
            raise _MissingError
        return [cell for cell in cells if cell >= threshold]

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
        if self.desk.book.columns["verified_base"][self.i] != MISSING:
            known = [int(row[self.column]) for row in self.rows if row[self.column] != MISSING]
            unknown = most * (len(self.rows) - len(known))  # such a row may reach the ceiling
            declared = sum(min(_part(ratio, cell), most) for cell in known) + unknown
            return min(self.uncapped(formula), declared)
        amounts = [self._row_amount(row) or 0 for row in self.rows]
        return sum(min(_part(ratio, amount), most) for amount in amounts)

    def uncapped(self, formula: Share | Match) -> int | Fraction:
        """Return ratio x base."""
        if isinstance(formula, Share):
            return _part(self._ratio(formula), self.base)
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
            raise _MissingError
        return ratio

    def _match(self, formula: Match) -> int | Fraction:
        """Add up the awards that count, each by the ratio of its level."""
        kinds = set(formula.kinds) | {
            kind for kind, name in formula.accept.items() if setting(self.desk.law, name) is True
        }
        counted: list[tuple[Fraction, int | Fraction | None]] = []
        for row in self.rows:
            if row["level"] in formula.ratios and row["kind"] in kinds:
                ratio = ratio_of(self.desk.law, formula.ratios[row["level"]])
                if ratio is None:
                    raise _MissingError
                counted.append((ratio, self._row_amount(row)))
        matched = sum(_part(ratio, amount) for ratio, amount in counted if amount)
        if self.desk.book.columns["verified_base"][self.i] == MISSING or not counted:
            return matched
        ratios = {ratio for ratio, _ in counted}
        if len(ratios) == 1:
            return _part(ratios.pop(), self.base)
        total = sum(amount for _, amount in counted if amount)
        if not total:
            raise _MissingError
        return Fraction(matched * self.base, total)


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


def public_room(desk: Desk, sheet: Sheet, i: int) -> int | Fraction | None:
    """Return the fen that public money may still pay of a cost, ``None`` where none is known."""
    cost = _cost(desk, sheet, i)
    if cost is None:
        return None
    share = ratio_of(desk.law, "max_public_share")
    if share is None:
        return None
    paid = other_public(desk, i)
    if isinstance(sheet.clause.formula, Match):
        name = sheet.base.partition(".")[0]
        paid += sum(max(row["amount"], 0) for row in desk.book.rows(name, i))
    return _part(share, cost) - paid


def _cost(desk: Desk, sheet: Sheet, i: int) -> int | None:
    name, _, column = sheet.cost.partition(".")
    if not name:
        return None
    verified = desk.book.columns["verified_base"][i]
    if sheet.cost == sheet.base and verified != MISSING:
        return int(verified)
    if column:
        known = [r[column] for r in counted_rows(desk, name, i) if r[column] != MISSING]
        return sum(known) if known else None
    cost = int(desk.book.columns[name][i])
    return None if cost == MISSING else cost
