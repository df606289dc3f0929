"""What is still open about an application, read again: marks that keep a decision from being final.

Only marks that block (codes ``entitlement.open.*``) of applications that nothing refuses are
compared: code, and what it speaks of (a gate, a condition, a column). Notes block nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.intake.tables import MISSING, Column
from optimizer.policy.types import Condition, Discretionary, value_text
from optimizer.verify.base import other_public
from optimizer.verify.conditions import OPEN, YES, answer, awarded_before, gate_column, where
from optimizer.verify.desk import Desk
from optimizer.verify.exact import Mask
from optimizer.verify.findings import finding
from optimizer.verify.law import SITE_VISIT, Opinion
from optimizer.verify.scopes import REFUSED
from optimizer.verify.sheet import Sheet, setting

PREFIX, NOTE = "entitlement.open.", "entitlement.note."
#: The gate that scores answer; and flags that need a reason, with the column that gives it.
EXPERTS = "expert_scores"
REASONS = {"neg_other_major_negative": "neg_other_reason"}
#: What a mark speaks of, by its code; other codes speak for themselves.
SUBJECTS = {
    "gate": "gate", "condition": "condition", "negative": "flag", "negative_reason": "flag",
    "date": "field", "row_amount": "field", "same_project": "other",
}  # fmt: skip

#: Code (without its prefix), what it speaks of, and the applications that have it.
Open = tuple[str, str, IntArray]
Mark = tuple[str, str]


def open_marks(opinion: Opinion) -> dict[int, list[Mark]]:
    """Return what is open about every application that nothing refuses, sorted."""
    standings = opinion.standings
    counts = standings.status != REFUSED
    found: dict[int, list[Mark]] = {}
    for code, subject, rows in _all(opinion):
        for i in rows[counts[rows]].tolist():
            found.setdefault(i, []).append((code, subject))
    number = opinion.desk.book.columns["application_no"]
    for kept, other in standings.confirm.items():
        if counts[kept]:
            found.setdefault(kept, []).append(("same_project", str(number[other])))
    return {i: sorted(marks) for i, marks in found.items()}


def check_marks(number: str, stated: object, own: list[Mark] | None) -> Iterator[Problem]:
    """Check the marks of one application; ``own`` is ``None`` where it is refused."""
    marks = stated if isinstance(stated, list) else [None]
    said = [_mark(mark) for mark in marks]
    readable = [mark for mark in said if mark is not None]
    if len(readable) < len(said):
        yield finding("outcome.marks", number, "-", "-")
        return
    blocking = sorted(mark for mark in readable if mark[0])
    if own is not None and blocking != own:
        yield finding("outcome.marks", number, _text(blocking), _text(own))


def _text(marks: list[Mark]) -> str:
    return ", ".join(f"{code} {subject}".strip() for code, subject in marks) or "-"


def _mark(mark: object) -> Mark | None:
    """Return code and subject of a mark, an empty code for a note, ``None`` for what is none."""
    if not isinstance(mark, Mapping) or not isinstance(code := mark.get("code"), str):
        return None
    if not code.startswith(PREFIX):
        return ("", "") if code.startswith(NOTE) else None
    code, params = code.removeprefix(PREFIX), mark.get("params")
    subject: Any = params.get(SUBJECTS.get(code)) if isinstance(params, Mapping) else None
    return (code, "" if subject is None else str(subject))


def _all(opinion: Opinion) -> Iterator[Open]:
    desk = opinion.desk
    for k, sheet in enumerate(desk.sheets):
        members = desk.members(k)
        if len(members):
            yield from _conditions(desk, sheet, members)
            yield from _gates(opinion, sheet, members)
            yield from _amounts(opinion, sheet, members)
            yield from _base(desk, sheet, members)
            yield from _projects(desk, sheet, members)
    yield from _negative(desk)
    yield from _others(desk)
    if setting(desk.law, "overdue_obligation") == "warn":
        ledger = desk.book.ledger
        owing = np.concatenate([ledger.usci[ledger.owes], ledger.payee[ledger.owes]])
        owing = owing[owing > 0]
        both = np.isin(desk.usci, owing) | np.isin(desk.payee, owing)
        yield "clawback", "", np.flatnonzero(both)


# --- Conditions and gates -------------------------------------------------------------------------


def _answers(condition: Condition, column: Column, desk: Desk, wanted: int) -> Mask:
    return where(column, lambda cell: answer(condition, cell, desk.term) == wanted)


def _conditions(desk: Desk, sheet: Sheet, members: IntArray) -> Iterator[Open]:
    """Yield what nobody has checked: days, conditions, and those of which one is enough."""
    window = sheet.clause.window
    tested = {c.field for c in sheet.clause.conditions if c.test == "in_window"}
    if "." not in window and window not in tested:
        yield "date", window, members[np.isnat(desk.book.columns[window][members])]
    saved: dict[str, Mask] = {}
    unchecked: list[tuple[Condition, Mask]] = []
    for condition in sheet.conditions:
        if "." in condition.field:
            yield from _of_rows(desk, condition, members)
        elif condition.test != "at_least":
            is_open, passes = _of_column(desk, condition, members)
            unchecked.append((condition, is_open))
            if condition.group in sheet.groups_any:
                saved[condition.group] = passes | saved.get(condition.group, passes)
    for condition, is_open in unchecked:
        if not condition.soft:
            rows = members[is_open & ~saved.get(condition.group, np.zeros_like(is_open))]
            yield "condition", condition.code, rows


def _of_rows(desk: Desk, condition: Condition, members: IntArray) -> Iterator[Open]:
    name, _, column = condition.field.partition(".")
    rows = desk.book.lists[name]
    ours = np.flatnonzero(desk.marked(members)[rows.of])
    unknown = _answers(condition, rows.columns[column][ours], desk, OPEN)
    if not condition.soft:
        yield "condition", condition.code, np.unique(rows.of[ours[unknown]])


def _of_column(desk: Desk, condition: Condition, members: IntArray) -> tuple[Mask, Mask]:
    """Return of whom a condition is open, and who passes it."""
    cells = desk.book.columns[condition.field][members]
    is_open, passes = (_answers(condition, cells, desk, word) for word in (OPEN, YES))
    if condition.unless_awarded:
        before = awarded_before(desk, members)
        is_open, passes = is_open & ~before, passes | before
    return is_open, passes


def _gates(opinion: Opinion, sheet: Sheet, members: IntArray) -> Iterator[Open]:
    desk, standings = opinion.desk, opinion.standings
    for gate in desk.law.policy.gates:
        if gate == EXPERTS:
            if gate in sheet.gates:
                silent = (opinion.merit[members] == MISSING) & ~standings.incomplete[members]
                yield "gate", gate, members[silent]
            continue
        column = gate_column(desk, gate)
        if column is None:
            continue
        required = np.full(len(members), gate in sheet.gates)
        above = desk.law.call.site_visit_above
        if gate == SITE_VISIT and above is not None:
            required |= standings.worked_out[members] > above
        yield "gate", gate, members[required & (column[members] == MISSING)]


# --- Amounts --------------------------------------------------------------------------------------


def _amounts(opinion: Opinion, sheet: Sheet, members: IntArray) -> Iterator[Open]:
    """Yield where an amount has no basis: nothing audited, and no table that needs nothing."""
    if not isinstance(sheet.clause.formula, Discretionary):
        return
    desk = opinion.desk
    table = desk.law.call.tier_tables.get(sheet.clause.id)
    if table is not None and table.of == "ceiling":
        return
    lacking = desk.book.columns["audit_amount"][members] == MISSING
    if table is not None:
        lacking &= opinion.merit[members] != MISSING
    yield "no_amount_basis", "", members[lacking]


def _base(desk: Desk, sheet: Sheet, members: IntArray) -> Iterator[Open]:
    """Yield rows of the base's list without an amount, or without the days they count by."""
    name, _, column = sheet.base.partition(".")
    if not column:
        return
    rows = desk.book.lists[name]
    counted = rows.counted(desk.marked(members))
    known = rows.columns[column][counted] != MISSING
    yield "row_amount", column, np.unique(rows.of[counted[~known]])
    how = sheet.clause.base_rows
    if how is not None and how.prorate and value_text(desk.law.value(how.prorate)) == "prorate":
        counted = counted[known]
        start, end = (rows.columns[key.rpartition(".")[2]][counted] for key in (how.start, how.end))
        dated = ~np.isnat(start) & ~np.isnat(end) & (end >= start)
        yield "row_period", "", np.unique(rows.of[counted[~dated]])


def _projects(desk: Desk, sheet: Sheet, members: IntArray) -> Iterator[Open]:
    """Yield where a project's number is missing that a ceiling or "once only" goes by."""
    nameless = members[desk.project[members] == 0]
    frequency = sheet.clause.frequency
    if sheet.frequency_scope and frequency is not None and frequency.per == "unit_project":
        yield "project_no", "", nameless
    if sheet.ceiling_scope == "project_year":
        yield "project_no", "", nameless


# --- What others say ------------------------------------------------------------------------------


def _negative(desk: Desk) -> Iterator[Open]:
    """Yield negative facts that nobody has checked; one that holds refuses, and is not open."""
    for flag in desk.law.policy.negative_flags:
        if not desk.law.holds(flag.when):
            continue
        says = desk.book.columns[flag.field]
        concerned = (desk.payee != desk.usci) | (flag.party != "payee")
        yield "negative", flag.code, np.flatnonzero((says == MISSING) & concerned)
        if flag.field in REASONS:
            silent = where(desk.book.columns[REASONS[flag.field]], lambda cell: not cell)
            yield "negative_reason", flag.code, np.flatnonzero((says == 1) & silent)


def _others(desk: Desk) -> Iterator[Open]:
    """Yield other public money of which nobody says whether it is for the same matter."""
    word = np.array([s.clause.same_matter for s in desk.sheets], dtype=object)[desk.clause]
    everyone = np.arange(desk.book.count)
    rows = desk.book.lists["other_funding"]
    listed, unknown = (np.zeros(desk.book.count, dtype=np.bool_) for _ in range(2))
    listed[rows.of] = True
    unknown[rows.of[(rows.columns["same_matter"] == MISSING) & (rows.columns["amount"] > 0)]] = True
    alone = (word == "refuse") & ~listed & (other_public(desk, everyone) > 0)
    yield "same_matter", "", np.flatnonzero((word != "match") & (alone | unknown))
