"""Up to what amount: base, ratio, ceiling, request, audit, public money; in whole yuan, exactly.

Amounts come in fen and are worked out for all applications of a clause at once. A ratio is kept as
numerator and denominator until the end. Rounding down to the yuan goes through "the least of", so
each bound may be rounded down by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import Flat, Match, Share
from optimizer.verify.base import Base, list_sums, other_public, times
from optimizer.verify.desk import Desk
from optimizer.verify.exact import Integers, Mask, by_target, product
from optimizer.verify.formula import Quotients, matched, shared
from optimizer.verify.sheet import Sheet, ratio_of, setting

#: More than any amount.
_NO_BOUND = 2**62


@dataclass(frozen=True, slots=True)
class Amounts:
    """What each application of a clause may reach, and the verified amount, in whole yuan.

    ``missing`` marks where a ratio, a base or a score is missing: no amount, and no refusal either;
    ``verified`` is ``MISSING`` where nothing was verified; ``below`` says that the base is below
    the threshold, ``covered`` that public money pays all it may.
    """

    entitled: IntArray
    verified: IntArray
    missing: Mask
    below: Mask
    covered: Mask


def amounts(
    desk: Desk, sheet: Sheet, members: IntArray, merit: IntArray, already: Integers
) -> Amounts:
    """Work out the applications ``members`` of one clause.

    ``merit`` and ``already``, the fen of the ceiling that were given before, are theirs.
    """
    columns = desk.book.columns
    audit = columns["audit_amount"][members]
    audited = audit != MISSING
    by_formula, verified, below, missing = _formula(desk, sheet, members, merit)
    capped = np.minimum(verified, audit // FEN_PER_YUAN)
    verified = np.where(audited & (verified != MISSING), capped, verified)
    bounds = [by_formula, columns["requested"][members] // FEN_PER_YUAN]
    if sheet.ceiling_scope != "row":
        bounds.append(np.maximum((sheet.ceiling * FEN_PER_YUAN - already) // FEN_PER_YUAN, 0))
    bounds.append(np.where(audited, audit // FEN_PER_YUAN, _NO_BOUND))
    room, covered = _public_room(desk, sheet, members)
    bounds.append(room)
    return Amounts(
        np.minimum.reduce(bounds).astype(np.int64), verified.astype(np.int64), missing,
        below & ~missing, covered,
    )  # fmt: skip


def _formula(
    desk: Desk, sheet: Sheet, members: IntArray, merit: IntArray
) -> tuple[Integers, Integers, Mask, Mask]:
    """Return what the formula gives, the verified amount, ``below`` and ``missing``."""
    columns = desk.book.columns
    formula, audit = sheet.clause.formula, columns["audit_amount"][members]
    nowhere = np.zeros(len(members), dtype=np.bool_)
    if isinstance(formula, Share | Match):
        base = Base(desk, sheet, members)
        capped, uncapped = (shared if isinstance(formula, Share) else matched)(base, formula)  # type: ignore[arg-type]  # each with its own formula
        missing = base.missing | uncapped.missing
        something = (columns["verified_base"][members] != MISSING) | (audit != MISSING)
        verified = np.where(something & ~missing, uncapped.yuan, MISSING)
        return capped.yuan, verified, base.below, missing
    if isinstance(formula, Flat):
        value = setting(desk.law, formula.amount) if formula.amount else None
        flat = np.full_like(audit, sheet.ceiling if value is None else int(str(value)))
        return flat, flat, nowhere, nowhere
    verified = np.where(audit == MISSING, MISSING, audit // FEN_PER_YUAN)
    given, missing = _tier(desk, sheet, audit, merit)
    return given, verified, nowhere, missing


def _tier(desk: Desk, sheet: Sheet, audit: IntArray, merit: IntArray) -> tuple[Integers, Mask]:
    """Return what the band of each merit gives; the ceiling where the call has no table."""
    table = desk.law.call.tier_tables.get(sheet.clause.id)
    ceiling = np.full_like(audit, sheet.ceiling)
    if table is None:
        return ceiling, np.zeros(len(audit), dtype=np.bool_)
    top, bottom = np.zeros_like(audit), np.ones_like(audit)
    for start, share in sorted(table.bands):
        reached = merit >= start
        top[reached], bottom[reached] = share.numerator, share.denominator
    of = ceiling * FEN_PER_YUAN if table.of == "ceiling" else audit
    given = Quotients(product(of, top), bottom * FEN_PER_YUAN).yuan
    if table.of != "ceiling":
        given = np.where(audit == MISSING, np.where(top > 0, ceiling, 0), given)
    return given, merit == MISSING


def _public_room(desk: Desk, sheet: Sheet, members: IntArray) -> tuple[Integers, Mask]:
    """Return the yuan that public money may still pay of a cost, and where that is nothing."""
    share = ratio_of(desk.law, "max_public_share")
    if share is None or not sheet.cost:
        return np.full(len(members), _NO_BOUND), np.zeros(len(members), dtype=np.bool_)
    cost, known = _cost(desk, sheet, members)
    paid = other_public(desk, members)
    if isinstance(sheet.clause.formula, Match):
        rows = desk.book.lists[sheet.base.partition(".")[0]]
        above = by_target(np.maximum(rows.columns["amount"], 0), rows.of, desk.book.count)
        paid = paid + above[members]
    top = times(cost, share.numerator)
    left = top - times(paid, share.denominator)
    yuan = np.maximum(left // (share.denominator * FEN_PER_YUAN), 0)
    covered = np.asarray(known & (left <= 0), dtype=np.bool_)
    return np.where(known, yuan, _NO_BOUND), covered


def _cost(desk: Desk, sheet: Sheet, members: IntArray) -> tuple[Integers, Mask]:
    """Return the cost in fen, and where it is known."""
    name, _, column = sheet.cost.partition(".")
    if column:
        cost, known = list_sums(desk, name, column, members)
    else:
        cost = desk.book.columns[name][members]
        known = cost != MISSING
    if sheet.cost == sheet.base:
        verified = desk.book.columns["verified_base"][members]
        cost = np.where(verified != MISSING, verified, cost)
        known = known | (verified != MISSING)
    return cost, np.asarray(known, dtype=np.bool_)
