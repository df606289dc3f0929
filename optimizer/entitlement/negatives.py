"""The negative list: what a unit did or suffered that ends support for all its applications.

A flag is a fact about a unit, so one yes closes every application that the unit makes or is paid
by. Dated events decide where there are any: they count from the look-back year on, or, for a
listing that lasts until it is cleared, whatever their date.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case
from optimizer.entitlement.exact import codes, is_one_of
from optimizer.formats.problem import IntArray
from optimizer.intake.columns import NEGATIVE_EVENTS
from optimizer.policy.types import Condition

BoolArray = NDArray[np.bool_]
#: Catch-all flags, and the column that has to say why.
_NEEDS_REASON = {"neg_other_major_negative": "neg_other_reason"}
_PARTIES = next(column.choices for column in NEGATIVE_EVENTS.columns if column.key == "party")
_PARTY_WORD = {"applicant": _PARTIES[0], "payee": _PARTIES[1]}


def examine_negatives(case: Case) -> None:
    """Test every negative flag for every party concerned."""
    flags = [flag for flag in case.law.policy.negative_flags if case.law.holds(flag.when)]
    applicant, payee = codes(case.applications["usci"], case.parties.payee_usci)
    units = {"applicant": applicant, "payee": payee}
    other_payee = case.parties.is_named & (payee != applicant)
    facts = _facts(case, units)
    for flag in flags:
        concerned = other_payee if flag.party == "payee" else np.ones(len(case), dtype=bool)
        unit = units[flag.party]
        bad = np.isin(unit, list(facts.get(flag.values or (flag.field,), ()))) & concerned
        unit_code = case.parties.payee_usci if flag.party == "payee" else case.applications["usci"]
        case.failed.add(
            "entitlement.failed.negative",
            flag.citation,
            bad,
            flag=flag.code,
            unit=unit_code[bad],
        )
        column = case.applications[flag.field]
        case.marks.add(
            "entitlement.open.negative",
            flag.citation,
            (column < 0) & concerned & ~bad,
            flag=flag.code,
        )
        _reason_given(case, flag, column)


def _facts(case: Case, units: dict[str, IntArray]) -> dict[tuple[str, ...], set[int]]:
    """Return item -> units of which it holds, by their own flags and events, anywhere."""
    facts: dict[tuple[str, ...], set[int]] = {}
    for flag in case.law.policy.negative_flags:
        held = facts.setdefault(flag.values or (flag.field,), set())
        said = case.applications[flag.field] == 1
        listed, counting = _events(case, flag)
        held.update(units[flag.party][(said & ~listed) | counting].tolist())
        old = said & listed & ~counting
        case.marks.add("entitlement.note.old_event", flag.citation, old, flag=flag.code)
        held.discard(-1)
    return facts


def _events(case: Case, flag: Condition) -> tuple[BoolArray, BoolArray]:
    """Return bool[n] twice: an event of this item is listed; one of them counts."""
    events = case.applications.lists.get(NEGATIVE_EVENTS.key)
    listed = np.zeros(len(case), dtype=bool)
    counting = np.zeros(len(case), dtype=bool)
    if events is None or events.parent is None or not len(events) or not flag.values:
        return listed, counting
    rows = is_one_of(events["item"], flag.values)
    rows &= is_one_of(events["party"], (_PARTY_WORD[flag.party],))
    listed[events.parent[rows]] = True
    if flag.until_cleared:
        counts = events["cleared"] != 1
    else:
        years = int(str(case.option("negative_lookback_years", 0)))
        first = np.datetime64(f"{case.law.call.year - years:04d}-01-01", "D")
        counts = events["event_date"] >= first
    counting[events.parent[rows & counts]] = True
    return listed, counting


def _reason_given(case: Case, flag: Condition, column: NDArray[np.int8]) -> None:
    """Mark a catch-all flag that nobody explained: it closes a unit, so it needs its reason."""
    companion = _NEEDS_REASON.get(flag.field)
    if companion is None:
        return
    silent = np.fromiter((not v for v in case.applications[companion]), bool, len(case))
    case.marks.add(
        "entitlement.open.negative_reason", flag.citation, (column == 1) & silent, flag=flag.code
    )
