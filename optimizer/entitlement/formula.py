"""The closed set of money formulas: flat, share, match, tiered, discretionary."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.base import Base
from optimizer.entitlement.case import Case, Group
from optimizer.entitlement.exact import is_one_of, one_ratio, share
from optimizer.entitlement.trail import ABSENT, KINDS, Trail
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import Discretionary, Flat, Match, Share, TierTable

BoolArray = NDArray[np.bool_]
_CALL = Citation("call")


@dataclass(frozen=True, slots=True)
class Formed:
    """What a formula gives for a clause's applications, before the ceiling.

    Parameters
    ----------
    fen
        int64[m]; ``ABSENT`` where a ratio, base or score is missing.
    kind
        int64[m]: index into ``trail.KINDS``.
    """

    fen: IntArray
    kind: IntArray


def formula(case: Case, group: Group, base: Base | None, ceiling: int, trail: Trail) -> Formed:
    """Apply the clause's formula; ``ceiling`` is the award ceiling in fen."""
    match group.clause.formula:
        case Flat() as flat:
            return _flat(case, group, flat, ceiling)
        case Share() as of:
            return _share(case, group, of, base, trail)
        case Match() as of:
            return _match(case, group, of, base, trail)
        case Discretionary():
            return _discretionary(case, group, ceiling, trail)


def _formed(fen: IntArray, word: str) -> Formed:
    return Formed(fen, np.full(len(fen), KINDS.index(word), dtype=np.int64))


def _flat(case: Case, group: Group, flat: Flat, ceiling: int) -> Formed:
    amount = case.law.value(flat.amount) if flat.amount else None
    fen = ceiling if amount is None else int(str(amount)) * FEN_PER_YUAN
    return _formed(np.full(len(group.rows), fen, dtype=np.int64), "flat")


# --- Share of a base ------------------------------------------------------------------------------


def share_ratio(
    case: Case, group: Group, of: Share
) -> tuple[NDArray[np.object_], tuple[IntArray, IntArray]]:
    """Return object[m], the name of the unset parameter or ``""``, and the ratios."""
    m = len(group.rows)
    if not isinstance(of.ratio, str):
        return np.full(m, "", dtype=object), one_ratio(of.ratio.on(case.law.day), m)
    value = case.law.value(of.ratio)
    unset = np.full(m, of.ratio if value is None else "", dtype=object)
    numerator, denominator = one_ratio(value if isinstance(value, Fraction) else Fraction(0), m)
    free = np.ones(m, dtype=bool)
    for flag, name in of.variants.items():
        variant = case.law.value(name)
        if not isinstance(variant, Fraction):
            continue
        here = free & (case.applications[flag][group.rows] == 1)
        numerator[here], denominator[here] = variant.numerator, variant.denominator
        unset[here] = ""
        free &= ~here
    return unset, (numerator, denominator)


def _ratio_not_set(case: Case, group: Group, names: NDArray[np.object_]) -> BoolArray:
    """Stop applications whose ratio the call has not set; return which they are."""
    open_ = np.fromiter((bool(name) for name in names), dtype=bool, count=len(names))
    case.incomplete.add(
        "entitlement.incomplete.ratio_not_set",
        group.clause.citation,
        group.rows[open_],
        parameter=names[open_],
    )
    return open_


def _share(case: Case, group: Group, of: Share, base: Base | None, trail: Trail) -> Formed:
    if base is None:
        raise ValueError(group.clause.id)  # the reader refuses such a policy
    unset, ratios = share_ratio(case, group, of)
    stopped = _ratio_not_set(case, group, unset) | base.missing
    trail.numerator[group.rows], trail.denominator[group.rows] = ratios
    return _formed(np.where(stopped, ABSENT, share(base.fen, ratios)), "share")


# --- Match of higher awards -----------------------------------------------------------------------


def _match(case: Case, group: Group, of: Match, base: Base | None, trail: Trail) -> Formed:
    """Sum over levels: awards that count x the level's ratio.

    A verified base takes the place of the awards: it bears their ratios in the same proportion.
    """
    name, dot, column = case.law.pick(group.clause.base).partition(".")
    if base is None or not dot:
        raise ValueError(group.clause.id)  # the reader refuses such a policy
    table, rows_there, parent = case.rows_of(group, name)
    counts = case.alive[name][rows_there]
    rows_there, parent, n = rows_there[counts], parent[counts], len(case)
    level, kind = table["level"][rows_there], table["kind"][rows_there]
    amounts = np.maximum(table[column][rows_there], 0)
    kinds = [*of.kinds, *(k for k, name in of.accept.items() if case.law.value(name) is True)]
    right_kind = is_one_of(kind, kinds) if kinds else np.ones(len(kind), dtype=bool)
    total = np.zeros(n, dtype=object)
    awards = np.zeros(n, dtype=np.int64)
    unset = np.full(n, "", dtype=object)
    for word, parameter in of.ratios.items():
        rows = right_kind & is_one_of(level, (word,))
        fen = np.zeros(n, dtype=np.int64)
        np.add.at(fen, parent[rows], amounts[rows])
        ratio = case.law.value(parameter)
        present = np.unique(parent[rows])
        if not isinstance(ratio, Fraction):
            unset[present] = parameter
            continue
        awards += fen
        total[present] += fen[present].astype(object) * ratio
        for i in present.tolist():
            trail.levels.setdefault(i, []).append((word, int(fen[i]), ratio))
    return _matched(case, group, base, (total, awards, unset), trail)


def _matched(
    case: Case,
    group: Group,
    base: Base,
    sums: tuple[NDArray[np.object_], IntArray, NDArray[np.object_]],
    trail: Trail,
) -> Formed:
    total, awards, unset = sums[0][group.rows], sums[1][group.rows], sums[2][group.rows]
    stopped = _ratio_not_set(case, group, unset) | base.missing
    unknown = _split_unknown(group, base, awards, trail) & ~stopped
    case.incomplete.add(
        "entitlement.incomplete.missing_base", group.clause.citation, group.rows[unknown]
    )
    stopped |= unknown
    fen = np.full(len(group.rows), ABSENT, dtype=np.int64)
    for at in np.flatnonzero(~stopped).tolist():
        exact = Fraction(total[at])
        ratios = {ratio for _, _, ratio in trail.levels.get(int(group.rows[at]), ())}
        effective = exact / int(awards[at]) if awards[at] else max(ratios, default=Fraction(0))
        if base.is_verified[at]:
            exact = effective * int(base.gross[at])
            trail.levels.pop(int(group.rows[at]), None)
        fen[at] = exact.numerator // exact.denominator
        if effective.denominator < 2**62:  # shown only; an award has at most 2**53 fen
            trail.numerator[group.rows[at]] = effective.numerator
            trail.denominator[group.rows[at]] = effective.denominator
    return _formed(fen, "match")


def _split_unknown(group: Group, base: Base, awards: IntArray, trail: Trail) -> BoolArray:
    """Return where a verified base falls on levels of different ratios, and nothing says how."""
    several = [
        len({ratio for _, _, ratio in trail.levels.get(row, ())}) > 1 for row in group.rows.tolist()
    ]
    return np.asarray(base.is_verified & (awards == 0) & np.array(several, dtype=bool))


# --- Discretionary and tiered ---------------------------------------------------------------------


def _discretionary(case: Case, group: Group, ceiling: int, trail: Trail) -> Formed:
    """Take the tier table's share, else the audited amount, else the ceiling without a basis."""
    audit = case.applications["audit_amount"][group.rows]
    table = case.law.call.tier_tables.get(group.clause.id)
    if table is None:
        has_basis = audit >= 0
        formed = Formed(
            np.where(has_basis, audit, ceiling),
            np.where(has_basis, KINDS.index("audited"), KINDS.index("no_basis")),
        )
    else:
        formed, has_basis = _tiered(case, group, table, (audit, ceiling), trail)
    case.marks.add(
        "entitlement.open.no_amount_basis",
        group.clause.citation,
        group.rows[~has_basis & (formed.fen != ABSENT)],
    )
    return formed


def _tiered(
    case: Case, group: Group, table: TierTable, amounts: tuple[IntArray, int], trail: Trail
) -> tuple[Formed, BoolArray]:
    """Find each score's band, closed below, and take its share of ceiling or verified amount."""
    audit, ceiling = amounts
    merit = case.merit[group.rows]
    unscored = merit < 0
    case.incomplete.add(
        "entitlement.incomplete.missing_score", group.clause.citation, group.rows[unscored]
    )
    bands = sorted(table.bands)
    shares = [Fraction(0), *(part for _, part in bands)]
    band = np.searchsorted([start for start, _ in bands], merit, side="right")
    below = (band == 0) & ~unscored
    case.failed.add(
        "entitlement.failed.below_lowest_band",
        _CALL,
        group.rows[below],
        merit_score=merit[below],
        from_score=bands[0][0],
    )
    ratios = (
        np.array([s.numerator for s in shares], dtype=np.int64)[band],
        np.array([s.denominator for s in shares], dtype=np.int64)[band],
    )
    has_basis = np.ones(len(audit), dtype=bool) if table.of == "ceiling" else audit >= 0
    of = np.full(len(audit), ceiling, dtype=np.int64) if table.of == "ceiling" else audit
    fen = np.where(has_basis, share(np.maximum(of, 0), ratios), ceiling)
    rows = group.rows[has_basis]
    trail.numerator[rows], trail.denominator[rows] = (r[has_basis] for r in ratios)
    trail.merit[rows] = merit[has_basis]
    trail.base[rows] = of[has_basis]
    kind = np.where(has_basis, KINDS.index("tier"), KINDS.index("no_basis"))
    return Formed(np.where(unscored, ABSENT, fen), kind), has_basis
