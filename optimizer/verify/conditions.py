"""May this application be supported at all? Every condition of the measures, one after another.

Each test answers yes, no, or open (the cell is empty and staff still have to look). Only a no
refuses; what is open lets the calculation go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.intake.columns import APPLICATION_COLUMNS, NEGATIVE_EVENTS
from optimizer.intake.tables import MISSING, Column
from optimizer.policy.types import Condition
from optimizer.verify.desk import Desk
from optimizer.verify.exact import Mask
from optimizer.verify.sheet import Sheet, Term, setting

YES, NO, OPEN = 1, 0, -1
CHECK_COLUMNS = frozenset(c.key for c in APPLICATION_COLUMNS if c.kind == "check")
#: How the list of dated events names the applicant and the unit to be paid.
PARTY_WORDS = dict(
    zip(
        ("applicant", "payee"),
        next(c.choices for c in NEGATIVE_EVENTS.columns if c.key == "party"),
        strict=True,
    )
)


def answer(condition: Condition, cell: Any, term: Term) -> int:  # noqa: ANN401 (a cell of any kind)
    """Test one cell."""
    if cell is None or cell in {"", MISSING} or cell == ():
        if condition.test == "zero":
            return YES
        return NO if condition.hard_when_empty else OPEN
    match condition.test:
        case "true":
            held = cell == 1
        case "false" | "zero":
            held = cell == 0
        case "one_of":
            several = cell if isinstance(cell, tuple) else (cell,)
            held = any(value in condition.values for value in several)
        case "in_window":
            held = term.window[0] <= cell <= term.window[1]
        case "in_term":
            held = term.first <= cell <= term.last
        case _:
            held = True  # given
    return YES if held else NO


def where(column: Column, test: Callable[[Any], bool]) -> Mask:
    """Return where a test holds: each value that stands in the column is tested once."""
    if column.dtype == object:
        cells = column.tolist()
        passing = {cell for cell in set(cells) if test(cell)}
        if not passing:
            return np.zeros(len(cells), dtype=np.bool_)
        return np.fromiter(map(passing.__contains__, cells), dtype=np.bool_, count=len(cells))
    values, place = np.unique(column, return_inverse=True)
    return np.array([test(cell) for cell in values.tolist()], dtype=np.bool_)[place]


def says_no(condition: Condition, column: Column, term: Term) -> Mask:
    """Return where a column fails a condition."""
    return where(column, lambda cell: answer(condition, cell, term) == NO)


def refusals(desk: Desk) -> Mask:
    """Return which applications something refuses by itself; strikes rows that do not count."""
    refused = np.zeros(desk.book.count, dtype=np.bool_)
    for k, sheet in enumerate(desk.sheets):
        members = desk.members(k)
        if len(members):
            _strike_failing_rows(desk, sheet, members)
            for found in (
                _unit_and_term(desk, sheet, members),
                _conditions(desk, sheet, members),
                _gates(desk, sheet, members),
            ):
                for failing in found:
                    refused[members[failing]] = True
    others = desk.book.lists["other_funding"]
    same = (others.columns["same_matter"] == 1) & (others.columns["amount"] > 0)
    refuses = np.array([s.clause.same_matter == "refuse" for s in desk.sheets], dtype=np.bool_)
    refused[others.of[same & refuses[desk.clause[others.of]]]] = True
    return refused | _negative(desk) | _history(desk)


#: Which members of one clause something refuses.
Refused = Iterator[Mask]


def _strike_failing_rows(desk: Desk, sheet: Sheet, members: IntArray) -> None:
    """Strike every row of a list to which a hard condition of the clause says no."""
    mine = desk.marked(members)
    for condition in sheet.conditions:
        name, _, column = condition.field.partition(".")
        if column and not condition.soft:
            rows = desk.book.lists[name]
            ours = np.flatnonzero(mine[rows.of])
            rows.struck[ours[says_no(condition, rows.columns[column][ours], desk.term)]] = True


def _gates(desk: Desk, sheet: Sheet, members: IntArray) -> Refused:
    for gate in sheet.gates:
        column = gate_column(desk, gate)
        if column is not None:
            yield column[members] == NO


def gate_column(desk: Desk, gate: str) -> Column | None:
    """Return what a gate's column says; a gate without a column (experts' scores) is not here."""
    return desk.book.columns.get(gate) if gate in CHECK_COLUMNS else None


def _unit_and_term(desk: Desk, sheet: Sheet, members: IntArray) -> Refused:
    columns, term = desk.book.columns, desk.term
    types = set(sheet.clause.unit_types)
    yield where(columns["unit_type"][members], lambda kind: kind not in types)
    yield _outside(columns["received_date"][members], (term.first, term.last))
    window = columns.get(sheet.clause.window)  # a list's column is tested row by row
    if window is not None:
        yield _outside(window[members], term.window)


def _outside(days: Column, inside: tuple[Any, Any]) -> Mask:
    first, last = (np.datetime64(day, "D") for day in inside)
    return np.asarray((days < first) | (days > last), dtype=np.bool_)


def _conditions(desk: Desk, sheet: Sheet, members: IntArray) -> Refused:
    asked: dict[str, Mask] = {}
    saved: dict[str, Mask] = {}
    nobody = np.zeros(len(members), dtype=np.bool_)
    for condition in sheet.conditions:
        if condition.soft:
            continue
        tested = ~nobody
        if condition.unless_awarded:
            tested = ~awarded_before(desk, members)
        refused = tested & _refused(desk, condition, members)
        if condition.group in sheet.groups_any:
            asked[condition.group] = asked.get(condition.group, nobody) | tested
            saved[condition.group] = saved.get(condition.group, nobody) | (tested & ~refused)
        else:
            yield refused
    for group, everybody in asked.items():
        yield everybody & ~saved[group]


def _refused(desk: Desk, condition: Condition, members: IntArray) -> Mask:
    """Return which applications of a clause one condition says no to."""
    name, _, column = condition.field.partition(".")
    if condition.test != "at_least" and not column:
        return says_no(condition, desk.book.columns[name][members], desk.term)
    rows = desk.book.lists[name]
    counted = rows.of[~rows.struck] if column else rows.of
    least = 1 if column else int(condition.values[0])
    return np.bincount(counted, minlength=desk.book.count)[members] < least


def awarded_before(desk: Desk, members: IntArray) -> Mask:
    """Return which payees were paid under the same clause before."""
    ledger = desk.book.ledger
    paid = ledger.awarded > 0
    before = desk.of_clause(ledger.payee[paid], ledger.clause[paid])
    return np.isin(desk.of_clause(desk.payee[members], desk.clause[members]), before)


# --- What is held against units -------------------------------------------------------------------


def _negative(desk: Desk) -> Mask:
    """Return who is refused for a negative fact of article 4, of either party.

    The article speaks of units: one fact ends support for every application of the unit, and for
    every one that would pay it. What an application says of its payee is said of the unit that it
    names, or of the one that the clause pays.
    """
    guilty: dict[tuple[str, ...], Mask] = {}
    for flag in desk.law.policy.negative_flags:
        units = desk.usci if flag.party == "applicant" else desk.named
        fact = flag.values or (flag.field,)
        known = guilty.setdefault(fact, np.zeros(len(desk.group), dtype=np.bool_))
        known[units[_counts(desk, flag)]] = True
        known[0] = False
    refused = np.zeros(desk.book.count, dtype=np.bool_)
    for flag in desk.law.policy.negative_flags:
        if desk.law.holds(flag.when):
            known = guilty[flag.values or (flag.field,)]
            if flag.party == "payee":
                refused |= known[desk.payee] & (desk.payee != desk.usci)
            else:
                refused |= known[desk.usci]
    return refused


def _counts(desk: Desk, flag: Condition) -> IntArray:
    """Return the applications whose fact counts: by dates from the look-back year on, or uncleared.

    Without a dated event the application's own word counts.
    """
    years = setting(desk.law, "negative_lookback_years", 0)
    first_year = desk.term.year - int(str(years or 0))
    events, says = desk.book.lists["negative_events"], desk.book.columns[flag.field] == 1
    dated = events.columns["party"] == PARTY_WORDS[flag.party]
    dated &= where(events.columns["item"], lambda item: item in flag.values)
    if flag.until_cleared:
        holds = events.columns["cleared"] != 1
    else:
        holds = events.columns["event_date"] >= np.datetime64(f"{first_year:04}-01-01", "D")
    says[events.of[dated]] = False
    says[events.of[dated & holds]] = True
    return np.flatnonzero(says)


def _history(desk: Desk) -> Mask:
    """Return whom earlier years hold something against: the applicant or the unit to be paid."""
    ledger, refused = desk.book.ledger, np.zeros(desk.book.count, dtype=np.bool_)
    held = ledger.violation
    if setting(desk.law, "overdue_obligation", "block") == "block":
        held = held | ledger.owes
    bad = np.concatenate([ledger.usci[held], ledger.payee[held]])
    refused |= np.isin(desk.usci, bad) | np.isin(desk.payee, bad)
    pause = int(str(setting(desk.law, "cooling_off_years", 0) or 0))
    if pause:
        won = np.ones(desk.book.count, dtype=np.bool_)
        for year in range(desk.term.year - pause, desk.term.year):  # in each of them, in a row
            won &= np.isin(desk.payee, ledger.payee[(ledger.year == year) & (ledger.awarded > 0)])
        refused |= won
    return refused
