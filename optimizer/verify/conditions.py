"""May this application be supported at all? Every condition of the measures, one after another.

Each test answers yes, no, or open (the cell is empty and staff still have to look). Only a no
refuses; what is open lets the calculation go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from optimizer.intake.columns import APPLICATION_COLUMNS, NEGATIVE_EVENTS
from optimizer.intake.tables import MISSING
from optimizer.policy.call import Law
from optimizer.policy.types import Clause, Condition, value_text
from optimizer.verify.book import Book, Entry
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


@dataclass(slots=True)
class Desk:
    """What every test looks things up in."""

    law: Law
    book: Book
    term: Term
    by_unit: dict[str, list[Entry]] = field(default_factory=dict)  # applicant or paid unit
    guilty: dict[tuple[str, ...], set[str]] = field(default_factory=dict)  # fact -> units
    groups: dict[str, str] = field(default_factory=dict)
    by_applicant: dict[str, list[Entry]] = field(default_factory=dict)  # or its group
    by_limit_unit: dict[str, list[Entry]] = field(default_factory=dict)  # or its group
    by_applicant_alone: dict[str, list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if setting(self.law, "unit_group_key", default=False) is True:
            pairs = zip(self.book.columns["usci"], self.book.columns["group_key"], strict=True)
            self.groups.update({usci: group for usci, group in pairs if group})
        counted = {clause.id: counted_as(self.law, clause) for clause in self.law.policy.clauses}
        for entry in self.book.ledger:
            for unit in {entry.usci, entry.payee}:
                self.by_unit.setdefault(unit, []).append(entry)
            self.by_applicant.setdefault(self.group_of(entry.usci), []).append(entry)
            self.by_applicant_alone.setdefault(entry.usci, []).append(entry)
            word = counted.get(entry.clause, "payee")
            units = {"payee": {entry.payee}, "investor": {entry.usci}}
            for unit in {self.group_of(x) for x in units.get(word, {entry.payee, entry.usci})}:
                self.by_limit_unit.setdefault(unit, []).append(entry)

    def group_of(self, unit: str) -> str:
        """Return the group that a unit counts to where affiliates count as one, else the unit."""
        return self.groups.get(unit, unit)

    def of_payee(self, payee: str, clause: str) -> list[Entry]:
        """Return what a unit was ever paid under a clause; affiliates are other units."""
        return [e for e in self.by_unit.get(payee, []) if e.payee == payee and e.clause == clause]

    def of_limit_unit(self, unit: str) -> list[Entry]:
        """Return the ledger of one unit, as unit limits count."""
        return self.by_limit_unit.get(unit, [])


def counted_as(law: Law, clause: Clause) -> str:
    """Return whom the unit limits of a clause count: ``payee``, ``investor`` or ``both``."""
    return value_text(law.value(clause.limit_unit)) if clause.limit_unit else "payee"


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


def strike_failing_rows(desk: Desk, sheets: list[Sheet]) -> None:
    """Strike every row of a list to which a hard condition of the application's clause says no."""
    by_clause = {sheet.clause.id: sheet for sheet in sheets}
    for name, lists in desk.book.lists.items():
        tests = {clause: _on_rows(sheet, name) for clause, sheet in by_clause.items()}
        for i, rows in lists.items():
            for condition, column, noes in tests[sheets[i].clause.id]:
                for row in rows:
                    cell = row[column]
                    no = noes.get(cell)
                    if no is None:
                        no = noes[cell] = answer(condition, cell, desk.term) == NO
                    if no:
                        row["struck"] = True


def _on_rows(sheet: Sheet, name: str) -> list[tuple[Condition, str, dict[Any, bool]]]:
    """Return the hard conditions on rows of a list: column, and which cells are known to fail."""
    return [
        (c, c.field.partition(".")[2], {})
        for c in sheet.conditions
        if c.field.startswith(f"{name}.") and not c.soft
    ]


def counted_rows(desk: Desk, name: str, i: int) -> list[dict[str, Any]]:
    """Return the rows of a list that no hard condition (and no earlier award) strikes out."""
    return [row for row in desk.book.lists[name].get(i, ()) if "struck" not in row]


def refusals(desk: Desk, sheets: list[Sheet], payees: list[str]) -> list[set[str]]:
    """Return for each application the codes of everything that refuses it by itself.

    Parameters
    ----------
    sheets, payees
        The clause and the unit to be paid of each application.
    """
    strike_failing_rows(desk, sheets)
    found: list[set[str]] = [set() for _ in sheets]
    by_clause: dict[str, list[int]] = {}
    for i, sheet in enumerate(sheets):
        by_clause.setdefault(sheet.clause.id, []).append(i)
    for members in by_clause.values():
        sheet = sheets[members[0]]
        for code, refused in (
            *_unit_and_term(desk, sheet, members),
            *_conditions(desk, sheet, members, payees),
            *_gates(desk, sheet, members),
        ):
            for i in refused:
                found[i].add(code)
    for i in _suspects(desk, payees):
        found[i].update(_negative(desk, i, payees[i]), _history(desk, i, payees[i]))
    for i, others in desk.book.lists["other_funding"].items():
        same = any(row["same_matter"] == 1 and row["amount"] > 0 for row in others)
        if same and sheets[i].clause.same_matter == "refuse":
            found[i].add("same_matter")
    return found


#: A code, and the applications of one clause that it refuses.
Refused = Iterator[tuple[str, list[int]]]


def _gates(desk: Desk, sheet: Sheet, members: list[int]) -> Refused:
    for gate in sheet.gates:
        column = gate_column(desk, gate)
        if column is not None:
            yield f"gate:{gate}", [i for i in members if column[i] == NO]


def gate_column(desk: Desk, gate: str) -> list[int] | None:
    """Return what a gate's column says; a gate without a column (experts' scores) is not here."""
    return desk.book.columns.get(gate) if gate in CHECK_COLUMNS else None


def _unit_and_term(desk: Desk, sheet: Sheet, members: list[int]) -> Refused:
    columns, term = desk.book.columns, desk.term
    kinds, types = columns["unit_type"], set(sheet.clause.unit_types)
    yield "unit_type", [i for i in members if kinds[i] not in types]
    yield "term", _outside(columns["received_date"], members, (term.first, term.last))
    window = columns.get(sheet.clause.window)  # a list's column is tested row by row
    if window is not None:
        yield "window", _outside(window, members, term.window)


def _outside(days: list[date | None], members: list[int], inside: tuple[date, date]) -> list[int]:
    first, last = inside
    return [i for i in members if (day := days[i]) is not None and not first <= day <= last]


def _conditions(desk: Desk, sheet: Sheet, members: list[int], payees: list[str]) -> Refused:
    asked: dict[str, set[int]] = {}
    saved: dict[str, set[int]] = {}
    for condition in sheet.conditions:
        if condition.soft:
            continue
        tested = members
        if condition.unless_awarded:
            tested = [i for i in members if not _awarded_before(desk, sheet, payees[i])]
        refused = _refused(desk, condition, tested)
        if condition.group in sheet.groups_any:
            asked.setdefault(condition.group, set()).update(tested)
            saved.setdefault(condition.group, set()).update(set(tested).difference(refused))
        else:
            yield condition.code, refused
    for group, everybody in asked.items():
        yield group, sorted(everybody - saved[group])


def _refused(desk: Desk, condition: Condition, members: list[int]) -> list[int]:
    """Return the applications of a clause to which one condition says no."""
    name, _, column = condition.field.partition(".")
    if condition.test == "at_least":
        least, lists = int(condition.values[0]), desk.book.lists[name]
        return [i for i in members if len(lists.get(i, ())) < least]
    if column:
        return [i for i in members if not counted_rows(desk, name, i)]
    cells = desk.book.columns[name]
    wrong = {
        cell for cell in {cells[i] for i in members} if answer(condition, cell, desk.term) == NO
    }
    return [i for i in members if cells[i] in wrong] if wrong else []


def _awarded_before(desk: Desk, sheet: Sheet, payee: str) -> bool:
    return any(
        entry.clause == sheet.clause.id and entry.payee == payee and entry.awarded > 0
        for entry in desk.by_unit.get(payee, ())
    )


def note_negative_facts(desk: Desk, payees: list[str]) -> None:
    """Write down which units any application shows to have a negative fact of article 4.

    The article speaks of units: one fact ends support for every application of the unit, and for
    every one that would pay it. What an application says of its payee is said of the unit that it
    names, or of the one that the clause pays.
    """
    years = setting(desk.law, "negative_lookback_years", 0)
    first_year = desk.term.year - int(str(years or 0))
    usci = desk.book.columns["usci"]
    named = [n or u for n, u in zip(desk.book.columns["payee_usci"], payees, strict=True)]
    for flag in desk.law.policy.negative_flags:
        units = usci if flag.party == "applicant" else named
        guilty = desk.guilty.setdefault(flag.values or (flag.field,), set())
        said = desk.book.columns[flag.field]
        for i in {*_where(said, 1), *desk.book.lists["negative_events"]}:
            if _counts(flag, said[i], desk.book.rows("negative_events", i), first_year):
                guilty.add(units[i])
        guilty.discard("")


def _counts(flag: Condition, says: int, events: list[dict[str, Any]], first_year: int) -> bool:
    """Say whether a fact counts: with dates from the look-back year on, or until it is cleared."""
    word = PARTY_WORDS[flag.party]
    dated = [e for e in events if e["party"] == word and e["item"] in flag.values]
    if not dated:
        return says == 1
    if flag.until_cleared:
        return any(e["cleared"] != 1 for e in dated)
    return any(e["event_date"].year >= first_year for e in dated)


def _where(cells: list[Any], value: object) -> Iterator[int]:
    """Yield where a value stands in a column."""
    at = -1
    for _ in range(cells.count(value)):
        at = cells.index(value, at + 1)
        yield at


def _suspects(desk: Desk, payees: list[str]) -> list[int]:
    """Return the applications of whose parties the year or the ledger knows something bad."""
    bad: set[str] = set().union(*desk.guilty.values())
    pause = int(str(setting(desk.law, "cooling_off_years", 0) or 0))
    for unit, entries in desk.by_unit.items():
        if pause or any(e.violation or e.demanded_back > e.returned for e in entries):
            bad.add(unit)
    usci = desk.book.columns["usci"]
    return [i for i, payee in enumerate(payees) if usci[i] in bad or payee in bad]


def _negative(desk: Desk, i: int, payee: str) -> Iterator[str]:
    """Yield the negative facts of either party, where the call has that party checked."""
    usci = desk.book.columns["usci"][i]
    for flag in desk.law.policy.negative_flags:
        unit = usci if flag.party == "applicant" else payee
        if flag.party == "payee" and payee == usci:
            continue
        if unit in desk.guilty[flag.values or (flag.field,)] and desk.law.holds(flag.when):
            yield flag.code


def _history(desk: Desk, i: int, payee: str) -> Iterator[str]:
    """Yield what earlier years hold against the applicant or the unit to be paid."""
    usci = desk.book.columns["usci"][i]
    entries = [e for unit in {usci, payee} for e in desk.by_unit.get(unit, ())]
    blocks = setting(desk.law, "overdue_obligation", "block") == "block"
    if blocks and any(e.demanded_back > e.returned for e in entries):
        yield "overdue"
    if any(e.violation for e in entries):
        yield "violation"
    pause = int(str(setting(desk.law, "cooling_off_years", 0) or 0))
    won = {e.year for e in entries if e.payee == payee and e.awarded > 0}
    if pause and won.issuperset(range(desk.term.year - pause, desk.term.year)):
        yield "cooling_off"  # in each of the last years, in a row
