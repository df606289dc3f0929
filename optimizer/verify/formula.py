"""What a share or a matching formula makes of its base, as quotients that are rounded once."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import Match, Share
from optimizer.verify.base import Base, times
from optimizer.verify.conditions import where
from optimizer.verify.exact import Integers, Mask, by_target, fit, product
from optimizer.verify.sheet import ratio_of, setting


@dataclass(frozen=True, slots=True)
class Quotients:
    """Exact amounts ``top / bottom`` in yuan, and where there is none."""

    top: Integers
    bottom: Integers
    missing: Mask | bool = False

    @property
    def yuan(self) -> Integers:
        """The amounts rounded down."""
        return np.asarray(self.top // self.bottom)


def shared(base: Base, formula: Share) -> tuple[Quotients, Quotients]:
    """Return ratio x base, each row stopped where the ceiling runs over it; and never stopped."""
    over, under, missing = _ratios(base, formula)
    top = product(base.base, over)
    bottom = times(under, base.scale * FEN_PER_YUAN)
    uncapped = Quotients(top, bottom, missing)
    if base.sheet.ceiling_scope != "row" or not len(base.rows):
        return uncapped, uncapped
    # Each row stops at the ceiling; of a verified base, by what it declares.
    most = times(under, base.sheet.ceiling * FEN_PER_YUAN * base.scale)
    verified = base.verified != MISSING
    declared = np.where(base.known, times(base.cells, base.scale), 0)
    parts = np.where(verified[base.place], declared, base.parts)
    each = np.minimum(product(parts, over[base.place]), most[base.place])
    each = np.where(verified[base.place] & ~base.known, most[base.place], each)
    rows = by_target(each, base.place, len(base.members))
    rows = np.where(verified, np.minimum(rows, top), rows)
    has_rows = base.number_of(np.ones(len(base.rows), dtype=np.bool_)) > 0
    return Quotients(np.where(has_rows, rows, top), bottom, missing), uncapped


def _ratios(base: Base, formula: Share) -> tuple[Integers, Integers, Mask]:
    """Return the ratio of each application: numerator, denominator, and where it is missing."""
    law, size = base.desk.law, len(base.members)
    general = (
        ratio_of(law, formula.ratio)
        if isinstance(formula.ratio, str)
        else formula.ratio.on(law.day)
    )
    ratio = general or Fraction()
    over, under = np.full(size, ratio.numerator), np.full(size, ratio.denominator)
    missing = np.full(size, general is None)
    for flag, name in reversed([*formula.variants.items()]):  # the first that holds is written last
        variant = ratio_of(law, name)
        if variant is not None:
            holds = base.desk.book.columns[flag][base.members] == 1
            over[holds], under[holds] = variant.numerator, variant.denominator
            missing[holds] = False
    return over, under, missing


def matched(base: Base, formula: Match) -> tuple[Quotients, Quotients]:
    """Return the awards that count, each by the ratio of its level, added up; twice."""
    law, size = base.desk.law, len(base.members)
    kinds = set(formula.kinds) | {
        kind for kind, name in formula.accept.items() if setting(law, name) is True
    }
    rows = base.desk.book.lists[base.sheet.base.partition(".")[0]]
    counts = where(rows.columns["kind"][base.rows], lambda kind: kind in kinds)
    level = rows.columns["level"][base.rows]
    ratios = {name: ratio_of(law, setting_) for name, setting_ in formula.ratios.items()}
    whole = lcm(*(ratio.denominator for ratio in ratios.values() if ratio is not None))
    weight = np.zeros(len(level), dtype=object)
    open_ = np.zeros(len(level), dtype=np.bool_)
    listed = open_.copy()
    for name, ratio in ratios.items():
        here = counts & np.asarray(level == name, dtype=np.bool_)
        listed |= here
        if ratio is None:
            open_ |= here
        else:
            weight[here] = int(ratio * whole)
    sums = by_target(product(base.parts, fit(weight))[listed], base.place[listed], size)
    total = by_target(base.parts[listed], base.place[listed], size)
    low, high = np.full(size, -1, dtype=object), np.full(size, -1, dtype=object)
    np.maximum.at(high, base.place[listed], weight[listed])
    low[base.place[listed]] = weight[listed]
    np.minimum.at(low, base.place[listed], weight[listed])
    counted = base.number_of(listed) > 0
    missing = base.number_of(open_) > 0
    # A verified base is divided as the awards are: at one ratio, or in their proportion.
    verified = counted & (base.verified != MISSING)
    mixed = verified & np.asarray(low != high, dtype=np.bool_)
    missing |= mixed & np.asarray(total == 0, dtype=np.bool_)
    top = np.where(mixed, product(sums, base.base), np.where(verified, high * base.base, sums))
    bottom = times(np.where(mixed & ~missing, total, 1), whole * base.scale * FEN_PER_YUAN)
    found = Quotients(fit(top), bottom, missing)
    return found, found
