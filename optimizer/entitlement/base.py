"""The base of a formula: declared or verified, summed over a list, net of other money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case, Group
from optimizer.entitlement.exact import share
from optimizer.entitlement.public import sponsorship
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.intake.tables import Table
from optimizer.policy.types import RowThreshold

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ListRows:
    """Rows of a list that count: their positions in the list, applications, and fen."""

    table: Table
    rows: IntArray
    parent: IntArray
    fen: IntArray


@dataclass(frozen=True, slots=True)
class Base:
    """The base of each application of a clause, in fen.

    Parameters
    ----------
    fen
        int64[m]: what the formula multiplies; 0 where it is missing.
    gross
        int64[m]: the base before other money was taken off.
    missing
        bool[m]: there is no base to go by.
    is_verified
        bool[m]: the verified base replaced what was declared.
    listed
        Rows that the base sums, for a base over a list.
    """

    fen: IntArray
    gross: IntArray
    missing: BoolArray
    is_verified: BoolArray
    listed: ListRows | None = None


def base_of(case: Case, group: Group, public: IntArray) -> Base | None:
    """Return the base of a clause's applications, or None where the clause has none.

    ``public`` is int64[m], fen of other public money of the same matter.
    """
    source = case.law.pick(group.clause.base)
    if not source:
        return None
    listed = None
    if "." in source:
        listed = _counting_rows(case, group, source)
        known = np.bincount(listed.parent, minlength=len(case))[group.rows] > 0
        sums = np.zeros(len(case), dtype=np.int64)
        np.add.at(sums, listed.parent, listed.fen)
        declared = np.where(known, sums[group.rows], -1)
    else:
        declared = case.applications[source][group.rows]
    verified = case.applications["verified_base"][group.rows]
    is_verified = verified >= 0
    gross = np.where(is_verified, verified, declared)
    gross = _verified_only(case, group, gross, is_verified)
    if group.clause.row_threshold is not None:
        gross = _threshold_by_row(case, group, gross, is_verified)
    missing = gross < 0
    gross = np.maximum(gross, 0)
    fen = np.maximum(gross - _taken_off(case, group, public), 0)
    _threshold(case, group, gross, missing)
    case.incomplete.add(
        "entitlement.incomplete.missing_base",
        group.clause.citation,
        group.rows[missing & ~_said_already(case, group, source)],
    )
    return Base(fen, gross, missing, is_verified, listed)


def _taken_off(case: Case, group: Group, public: IntArray) -> IntArray:
    word = str(case.law.value(group.clause.net_of)) if group.clause.net_of else "none"
    off = public if word in {"public", "public_and_sponsorship"} else np.zeros_like(public)
    return off + sponsorship(case, group) if word == "public_and_sponsorship" else off


def _verified_only(case: Case, group: Group, gross: IntArray, is_verified: BoolArray) -> IntArray:
    """Mark a declared base; leave it out where only a verified one counts."""
    name = group.clause.base_verified
    if not name:
        return gross
    if case.law.value(name) == "verified_only":
        return np.where(is_verified, gross, -1)
    case.marks.add(
        "entitlement.note.base_not_verified",
        case.law.policy.parameters[name].citation,
        group.rows[~is_verified & (gross >= 0)],
    )
    return gross


def _said_already(case: Case, group: Group, source: str) -> BoolArray:
    """Return where no row of the base's list is left and a condition said so: that is no gap."""
    name, dot, _ = source.partition(".")
    if not dot:
        return np.zeros(len(group.rows), dtype=bool)
    _, rows, parent = case.rows_of(group, name)
    left = np.bincount(parent[case.alive[name][rows]], minlength=len(case))
    return np.asarray((left == 0) & case.failed.mask())[group.rows]


# --- Bases over a list ----------------------------------------------------------------------------


def list_sum(case: Case, group: Group, source: str) -> IntArray:
    """Return int64[m], fen: the sum of a list column over rows that count, -1 without any."""
    listed = _alive(case, group, source)
    known = np.bincount(listed.parent, minlength=len(case))[group.rows] > 0
    sums = np.zeros(len(case), dtype=np.int64)
    np.add.at(sums, listed.parent, listed.fen)
    return np.where(known, sums[group.rows], -1)


def _alive(case: Case, group: Group, source: str) -> ListRows:
    """Return the rows of a list that count and have an amount."""
    name, _, column = source.partition(".")
    table, rows, parent = case.rows_of(group, name)
    counts = case.alive[name][rows]
    fen = table[column][rows]
    keep = counts & (fen >= 0)
    return ListRows(table, rows[keep], parent[keep], fen[keep])


def _counting_rows(case: Case, group: Group, source: str) -> ListRows:
    """Return the rows of the base, each as far as it counts, and mark those without an amount."""
    name, _, column = source.partition(".")
    table, rows, parent = case.rows_of(group, name)
    silent = case.alive[name][rows] & (table[column][rows] < 0)
    case.marks.add(
        "entitlement.open.row_amount",
        group.clause.citation,
        np.unique(parent[silent]),
        field=column,
    )
    listed = _alive(case, group, source)
    how = group.clause.base_rows
    if how is None:
        return listed
    fen = listed.fen
    if how.limit and case.law.value(how.limit) is True:
        fen = np.minimum(fen, np.maximum(_cell(listed, how.limit_by), 0))
    if how.prorate and case.law.value(how.prorate) == "prorate":
        fen = _prorated(case, listed, fen, (how.start, how.end))
    return ListRows(table, listed.rows, listed.parent, fen)


def _cell(listed: ListRows, field: str) -> NDArray[np.int64]:
    return np.asarray(listed.table[field.partition(".")[2]][listed.rows])


def _prorated(case: Case, listed: ListRows, fen: IntArray, period: tuple[str, str]) -> IntArray:
    """Return the part of each row that falls in the call's year, by days, rounded down to a fen.

    A row without both days counts whole and is marked.
    """
    start, end = (_cell(listed, field).astype("datetime64[D]") for field in period)
    year = case.law.call.year
    first, after = (
        np.datetime64(f"{year:04d}-01-01", "D"),
        np.datetime64(f"{year + 1:04d}-01-01", "D"),
    )
    known = ~np.isnat(start) & ~np.isnat(end) & (end >= start)
    start, end = np.where(known, start, first), np.where(known, end, first)
    one = np.timedelta64(1, "D")
    days = (end - start + one).astype(np.int64)
    inside = (np.minimum(end + one, after) - np.maximum(start, first)).astype(np.int64)
    case.marks.add(
        "entitlement.open.row_period", Citation("call"), np.unique(listed.parent[~known])
    )
    part = share(fen, (np.clip(inside, 0, days), days))
    return np.where(known, part, fen)


# --- Thresholds -----------------------------------------------------------------------------------


def _threshold_by_row(
    case: Case, group: Group, gross: IntArray, is_verified: BoolArray
) -> IntArray:
    """Return the base where each row has to reach the threshold by itself."""
    how, threshold = group.clause.row_threshold, group.clause.threshold
    if how is None or threshold is None or str(case.law.value(how.parameter)) != how.value:
        return gross
    least = threshold.on(case.law.day)
    listed = _alive(case, group, _rows_source(case, how))
    reach = listed.fen >= least
    sums = np.zeros(len(case), dtype=np.int64)
    np.add.at(sums, listed.parent[reach], listed.fen[reach])
    has_rows = np.bincount(listed.parent, minlength=len(case))[group.rows] > 0
    reached = sums[group.rows]
    by_row = np.where(is_verified & (reached > 0), gross, reached)
    return np.where(has_rows, by_row, gross)


def _rows_source(case: Case, how: RowThreshold) -> str:
    return case.law.pick(how.rows)


def _threshold(case: Case, group: Group, gross: IntArray, missing: BoolArray) -> None:
    """Refuse a base below the threshold; the threshold itself is enough."""
    if group.clause.threshold is None:
        return
    least = group.clause.threshold.on(case.law.day)
    below = (gross < least) & ~missing
    case.failed.add(
        "entitlement.failed.below_threshold",
        group.clause.citation,
        group.rows[below],
        base_fen=gross[below],
        threshold_fen=least,
    )
