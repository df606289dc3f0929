"""Up to what amount: formula, ceiling, requested, audited, public money, in this order.

Exact in fen; only the last step goes down to whole yuan.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimizer.entitlement.base import Base, base_of, list_sum
from optimizer.entitlement.case import Case, Group
from optimizer.entitlement.exact import NO_LIMIT, one_ratio, share
from optimizer.entitlement.formula import formula, share_ratio
from optimizer.entitlement.history import paid_ever, project_used, used_by
from optimizer.entitlement.parties import group_of
from optimizer.entitlement.public import awarded_above
from optimizer.entitlement.trail import ABSENT, ORIGINS, Trail
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import Discretionary, Flat, Share

_PRACTICE = Citation("practice")
#: Scopes of a ceiling that earlier awards use up, and over which period.
PERIOD = {"unit_year": "annual", "unit_term": "policy_term"}


def fill_amounts(case: Case, trail: Trail, public: IntArray) -> None:
    """Fill the trail for every clause; ``public`` is int64[n], fen of other public money."""
    for group in case.groups:
        ceiling = group.clause.ceiling.on(case.law.day) * FEN_PER_YUAN
        base = base_of(case, group, public[group.rows])
        if base is not None:
            trail.gross[group.rows] = np.where(base.missing, ABSENT, base.gross)
            trail.base[group.rows] = base.fen
            listed = ORIGINS.index("base" if base.listed is None else "base_listed")
            verified = ORIGINS.index("base_verified")
            trail.origin[group.rows] = np.where(base.is_verified, verified, listed)
        formed = formula(case, group, base, ceiling, trail)
        trail.kind[group.rows] = formed.kind
        trail.formula[group.rows] = formed.fen
        _ceilings(case, group, base, ceiling, trail)
        trail.requested[group.rows] = case.applications["requested"][group.rows]
        trail.audit[group.rows] = _audit(case, group, formed.kind)
        trail.public[group.rows] = _public_share(case, group, base, public)
    limits = [np.where(c == ABSENT, NO_LIMIT, c) for c in _limits(trail)]
    lowest = np.minimum.reduce([trail.formula, *limits])
    trail.amount[:] = np.where(trail.formula == ABSENT, 0, np.maximum(lowest, 0))


def _limits(trail: Trail) -> tuple[IntArray, ...]:
    return trail.ceiling, trail.requested, trail.audit, trail.public


def _audit(case: Case, group: Group, kind: IntArray) -> IntArray:
    """Return the audited amounts as a limit; where they are the basis they are that already."""
    audit = case.applications["audit_amount"][group.rows]
    if isinstance(group.clause.formula, Discretionary):
        tiered = case.law.call.tier_tables.get(group.clause.id)
        if tiered is None:
            return np.full_like(audit, ABSENT)
    return np.where(kind >= 0, audit, ABSENT)


def verified_amounts(case: Case, trail: Trail) -> IntArray:
    """Return int64[n], whole yuan: the verified amount, -1 where nobody verified anything.

    The formula on the verified base before the ceiling, at most the audited amount; under a flat
    formula the flat amount; under a discretionary one the audited amount itself.
    """
    audit = case.applications["audit_amount"]
    by_formula = np.where(trail.origin == ORIGINS.index("base_verified"), trail.formula, ABSENT)
    for group in case.groups:
        match group.clause.formula:
            case Flat():
                by_formula[group.rows] = trail.formula[group.rows]
            case Discretionary():
                by_formula[group.rows] = ABSENT
            case _:
                rows = group.rows[audit[group.rows] >= 0]
                by_formula[rows] = trail.formula[rows]
    audited = audit >= 0
    verified = np.where(audited & (by_formula >= 0), np.minimum(by_formula, audit), by_formula)
    discretionary = np.array(
        [isinstance(c.formula, Discretionary) for c in case.law.policy.clauses], dtype=bool
    )[case.clause]
    verified = np.where(discretionary & audited, audit, verified)
    return np.where(verified >= 0, verified // FEN_PER_YUAN, ABSENT)


# --- Ceilings -------------------------------------------------------------------------------------


def _ceilings(case: Case, group: Group, base: Base | None, ceiling: int, trail: Trail) -> None:
    """Set the ceiling of each application, less what earlier awards used where it runs on."""
    scope = case.law.pick(group.clause.ceiling_scope)
    rows = group.rows
    limit = np.full(len(rows), ceiling, dtype=np.int64)
    used = np.zeros(len(rows), dtype=np.int64)
    if scope == "row":
        limit = _by_row(case, group, base, ceiling)
    elif scope == "project_year":
        past = project_used(case.law, case.ledger, group.clause)
        keys = zip(
            case.applications["usci"][rows], case.applications["project_no"][rows], strict=True
        )
        used = np.array([past.get(k, 0) if k[1] else 0 for k in keys], dtype=np.int64)
        case.marks.add(
            "entitlement.open.project_no",
            group.clause.citation,
            rows[case.applications["project_no"][rows] == ""],
        )
    elif scope in PERIOD or scope == "payee_ever":
        used = _used(case, group, scope)
    trail.ceiling[rows] = np.maximum(limit - used, 0)
    trail.award_ceiling[rows], trail.used[rows] = limit, used
    full = (used > 0) & (used >= limit)
    case.failed.add(
        "entitlement.failed.ceiling_used",
        group.clause.citation,
        rows[full],
        ceiling_fen=limit[full],
        used_fen=used[full],
    )


def _used(case: Case, group: Group, scope: str) -> IntArray:
    """Return fen that earlier awards of this clause used of each application's ceiling."""
    if scope == "payee_ever":
        past = paid_ever(case.ledger, group.clause)
        units = [case.parties.payee_usci[group.rows]]
    else:
        affiliates = group_of(case.law, case.applications)
        past = used_by(case.law, case.ledger, group.clause, PERIOD[scope], affiliates)
        units = [case.parties.limit_unit[group.rows], case.parties.also_unit[group.rows]]
    return np.asarray(
        np.maximum.reduce(
            [
                np.array([past.get(u, 0) if u else 0 for u in column], dtype=np.int64)
                for column in units
            ]
        )
    )


def _by_row(case: Case, group: Group, base: Base | None, ceiling: int) -> IntArray:
    """Return the ceiling where each row of the base's list has it by itself.

    A verified base says nothing of single rows: each stops at the ceiling by what it declares, and
    one without an amount may reach it.
    """
    if base is None or base.listed is None or not isinstance(group.clause.formula, Share):
        return np.full(len(group.rows), ceiling, dtype=np.int64)
    name, _, column = case.law.pick(group.clause.base).partition(".")
    table, rows, parent = case.rows_of(group, name)
    counts = case.alive[name][rows]
    cells, parent = table[column][rows[counts]], parent[counts]
    of = group.clause.formula
    counted = _capped(case, group, of, (base.listed.parent, base.listed.fen), ceiling)
    declared = _capped(case, group, of, (parent, cells), ceiling)
    has_rows = np.bincount(parent, minlength=len(case))[group.rows] > 0
    return np.where(base.is_verified, np.where(has_rows, declared, ceiling), counted)


def _capped(
    case: Case, group: Group, of: Share, cells: tuple[IntArray, IntArray], ceiling: int
) -> IntArray:
    """Sum ratio x cell over rows, each at most ``ceiling``; an unknown cell counts as much."""
    parent, fen = cells
    _, (numerator, denominator) = share_ratio(case, group, of)
    at = np.searchsorted(group.rows, parent)
    each = np.minimum(share(np.maximum(fen, 0), (numerator[at], denominator[at])), ceiling)
    sums = np.zeros(len(case), dtype=np.int64)
    np.add.at(sums, parent, np.where(fen < 0, ceiling, each))
    return sums[group.rows]


# --- Public money up to cost ----------------------------------------------------------------------


def _public_share(case: Case, group: Group, base: Base | None, public: IntArray) -> IntArray:
    """Return what public money may still add up to, less what others give; ABSENT if unknown."""
    source, rows = case.law.pick(group.clause.cost), group.rows
    limit = case.option("max_public_share", None)
    if not source or limit is None:
        return np.full(len(rows), ABSENT, dtype=np.int64)
    cost = (
        list_sum(case, group, source) if "." in source else case.applications[source][rows].copy()
    )
    if base is not None and source == case.law.pick(group.clause.base):
        cost = np.where(base.is_verified, base.gross, cost)
    others = public[rows]
    if group.clause.same_matter == "match":
        others = others + awarded_above(case)[rows]
    ratio = Fraction(str(limit))
    known = cost >= 0
    left = share(np.maximum(cost, 0), one_ratio(ratio, len(rows))) - others
    citation = case.law.policy.citations.get("public_share", _PRACTICE)
    case.marks.add("entitlement.note.cost_unknown", citation, rows[~known], field=source)
    covered = known & (left <= 0)
    case.failed.add(
        "entitlement.failed.public_money",
        citation,
        rows[covered],
        cost_fen=cost[covered],
        public_fen=others[covered],
        ratio=str(ratio),
    )
    return np.where(known, np.maximum(left, 0), ABSENT)
