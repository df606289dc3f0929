"""One contract, one award, one introduced enterprise: each document is supported once.

A row whose document the ledger or an earlier application used falls out of its base; with no row
left the application is refused. A contract in two applications refuses the later one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case, Group
from optimizer.entitlement.exact import codes, first_of, is_one_of
from optimizer.entitlement.history import documents, in_scope
from optimizer.formats.problem import IntArray, ObjectArray
from optimizer.formats.reason import Citation
from optimizer.intake.columns import AGREEMENTS, CONTRACTS, HIGHER_AWARDS
from optimizer.policy.types import Clause, Frequency, Match

BoolArray = NDArray[np.bool_]
_PRACTICE = Citation("practice")


@dataclass(frozen=True, slots=True)
class _Uses:
    """The rows of a list that applications of a clause count on, in the list's order."""

    list_name: str
    rows: IntArray
    parent: IntArray
    numbers: ObjectArray
    citation: Citation


def examine_documents(case: Case) -> None:
    """Leave out the rows whose document was used before, clause by clause."""
    standing = ~case.failed.mask()
    for group in case.groups:
        frequency = _by_document(case, group.clause)
        if frequency is not None:
            name, _, column = frequency.document.partition(".")
            uses = _uses(case, group, name, column, frequency.citation, standing)
            before = _in_ledger(case, group, frequency, uses)
            _leave_out(case, uses, before | _again(uses.numbers))
        elif isinstance(group.clause.formula, Match):
            citation = case.law.policy.citations.get("same_matter", _PRACTICE)
            uses = _uses(case, group, HIGHER_AWARDS.key, "doc_no", citation, standing)
            _leave_out(case, uses, _matched_before(case, uses))


def _by_document(case: Case, clause: Clause) -> Frequency | None:
    """Return how often a clause supports one document, where it says that."""
    frequency = clause.frequency
    if frequency is None or frequency.per != "document":
        return None
    lifted = bool(frequency.unless) and case.option(frequency.unless, default=False) is True
    return None if lifted else frequency


def _uses(  # one list of one clause
    case: Case, group: Group, name: str, column: str, citation: Citation, standing: BoolArray
) -> _Uses:
    table, rows, parent = case.rows_of(group, name)
    numbers = table[column][rows]
    keep = case.alive[name][rows] & standing[parent] & (numbers != "")
    rows, parent, numbers = rows[keep], parent[keep], numbers[keep]
    order = np.lexsort((rows, parent))
    return _Uses(name, rows[order], parent[order], numbers[order], citation)


def _in_ledger(case: Case, group: Group, frequency: Frequency, uses: _Uses) -> BoolArray:
    """Return which documents an earlier award of the clause names."""
    ledger = case.ledger
    same = is_one_of(ledger["clause"], (group.clause.id,))
    past = documents(ledger, same & in_scope(case.law, ledger, case.law.pick(frequency.scope)))
    return np.fromiter((n in past for n in uses.numbers), dtype=bool, count=len(uses.numbers))


def _again(numbers: ObjectArray) -> BoolArray:
    """Return which documents stand further up already, by application number and row."""
    (key,) = codes(numbers)
    return np.asarray(first_of(key) != np.arange(len(key)))


def _matched_before(case: Case, uses: _Uses) -> BoolArray:
    """Return which awards the applicant had matched in the ledger, under any matching clause."""
    ledger = case.ledger
    matching = [c.id for c in case.law.policy.clauses if isinstance(c.formula, Match)]
    past = documents(ledger, is_one_of(ledger["clause"], matching))
    owners = case.applications["usci"][uses.parent]
    pairs = zip(owners, uses.numbers, strict=True)
    found = (any(ledger["usci"][row] == unit for row in past.get(n, ())) for unit, n in pairs)
    return np.fromiter(found, dtype=bool, count=len(uses.numbers))


def _leave_out(case: Case, uses: _Uses, used: BoolArray) -> None:
    """Let the rows not count; say which, and refuse where none is left."""
    if not used.any():
        return
    alive = case.alive[uses.list_name]
    alive[uses.rows[used]] = False
    parent = case.applications.lists[uses.list_name].parent
    left = np.bincount(parent[alive], minlength=len(case)) if parent is not None else np.zeros(0)
    numbers: dict[int, list[str]] = {}
    for i, number in zip(uses.parent[used].tolist(), uses.numbers[used], strict=True):
        numbers.setdefault(i, []).append(str(number))
    rows = np.array(list(numbers), dtype=np.int64)
    listed = np.empty(len(rows), dtype=object)
    listed[:] = [tuple(numbers[i]) for i in numbers]
    none = left[rows] == 0
    for to, code, where in (
        (case.failed, "entitlement.failed.documents_used", none),
        (case.marks, "entitlement.note.documents_left_out", ~none),
    ):
        to.add(code, uses.citation, rows[where], documents=listed[where])


def examine_contracts(case: Case) -> None:
    """Refuse an application that rests on a contract or invoice of an earlier one.

    An agreement that a clause supports once is a contract too. What is refused holds nothing.
    """
    holders: dict[str, int] = {}
    refused = case.failed.mask()
    late: dict[int, tuple[str, int]] = {}
    for i, numbers in sorted(_contracts(case).items()):
        if refused[i]:
            continue
        taken = [number for number in numbers if number in holders]
        if taken:
            late[i] = (taken[0], holders[taken[0]])
        else:
            holders.update(dict.fromkeys(numbers, i))
    rows = np.array(list(late), dtype=np.int64)
    case.failed.add(
        "entitlement.failed.same_contract",
        case.law.policy.citations.get("same_contract", _PRACTICE),
        rows,
        document=np.array([number for number, _ in late.values()], dtype=object),
        other=case.applications["application_no"][[holder for _, holder in late.values()]],
    )


def _contracts(case: Case) -> dict[int, list[str]]:
    """Return application -> its contract, invoice and agreement numbers."""
    found: dict[int, list[str]] = {}
    frequencies = [_by_document(case, c) for c in case.law.policy.clauses]
    once = [f is not None and f.document.startswith(f"{AGREEMENTS.key}.") for f in frequencies]
    for sheet, column in ((CONTRACTS, "contract_no"), (AGREEMENTS, "agreement_no")):
        table = case.applications.lists[sheet.key]
        if table.parent is None:
            continue
        counts = case.alive[sheet.key] & (table[column] != "")
        if sheet is AGREEMENTS:
            counts &= np.array(once, dtype=bool)[case.clause][table.parent]
        for row in np.flatnonzero(counts).tolist():
            found.setdefault(int(table.parent[row]), []).append(str(table[column][row]))
    return found
