"""One contract, one award, one introduced enterprise: each document is supported once.

What the ledger or an earlier application of the file used does not count again. A row of a list
falls out of its base; an application whose contract or whose every row is used is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case, Group
from optimizer.entitlement.exact import codes, is_one_of
from optimizer.entitlement.history import documents, in_scope
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.intake.columns import AGREEMENTS, CONTRACTS, HIGHER_AWARDS
from optimizer.policy.types import Match

_PRACTICE = Citation("practice")
_CONTRACT = (CONTRACTS.key, "contract_no")
_AGREEMENT = (AGREEMENTS.key, "agreement_no")
_AWARD = (HIGHER_AWARDS.key, "doc_no")


@dataclass(frozen=True, slots=True)
class _Uses:
    """Documents that applications rely on: one entry a row of a list."""

    list_name: str
    rows: IntArray  # positions in the list
    parent: IntArray  # their applications
    keys: list[tuple[str, str]]  # owner (or none) and number: equal keys are one document
    numbers: NDArray[np.object_]  # as written
    citation: Citation


def examine_documents(case: Case) -> None:
    """Leave out documents that were used before, and refuse applications with nothing left."""
    standing = ~case.failed.mask()
    by_row: list[_Uses] = []
    for group in case.groups:
        by_row += [
            _uses(case, group, name, column, citation, standing)
            for name, column, citation in _documents_of(case, group)
        ]
    before = {name: alive.copy() for name, alive in case.alive.items()}
    for uses in by_row:
        _used_in_ledger(case, uses)
    contracts = _contracts(case, standing)
    shared = [u for u in by_row if u.list_name == AGREEMENTS.key]
    _used_in_file(case, contracts, shared)
    for name in {u.list_name for u in by_row} - {AGREEMENTS.key}:
        _used_in_file(case, None, [u for u in by_row if u.list_name == name])
    for uses in by_row:
        _report(case, uses, before[uses.list_name])


def _documents_of(case: Case, group: Group) -> Iterable[tuple[str, str, Citation]]:
    """Yield list, column and citation of the documents that a clause supports once."""
    frequency = group.clause.frequency
    if frequency is not None and frequency.per == "document":
        if not (frequency.unless and case.option(frequency.unless, default=False) is True):
            name, _, column = frequency.document.partition(".")
            yield name, column, frequency.citation
    elif isinstance(group.clause.formula, Match):
        yield (*_AWARD, case.law.policy.citations.get("same_matter", _PRACTICE))


def _uses(
    case: Case,
    group: Group,
    name: str,
    column: str,
    citation: Citation,
    standing: NDArray[np.bool_],
) -> _Uses:
    table, rows, parent = case.rows_of(group, name)
    numbers = table[column][rows]
    keep = case.alive[name][rows] & standing[parent] & (numbers != "")
    rows, parent, numbers = rows[keep], parent[keep], numbers[keep]
    # An award's document may list many winners: it is the same award for one applicant only.
    owners = case.applications["usci"][parent] if (name, column) == _AWARD else ("",) * len(rows)
    keys = list(zip(owners, numbers, strict=True))
    return _Uses(name, rows, parent, keys, numbers, citation)


def _contracts(case: Case, standing: NDArray[np.bool_]) -> _Uses:
    table = case.applications.lists[CONTRACTS.key]
    parent = table.parent if table.parent is not None else np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(standing[parent] & (table["contract_no"] != ""))
    numbers = table["contract_no"][rows]
    citation = case.law.policy.citations.get("same_contract", _PRACTICE)
    keys = [("", number) for number in numbers]
    return _Uses(CONTRACTS.key, rows, parent[rows], keys, numbers, citation)


def _used_in_ledger(case: Case, uses: _Uses) -> None:
    """Leave out rows whose document an earlier award names (of one clause, or of all matching)."""
    if not len(uses.rows):
        return
    policy, ledger = case.law.policy, case.ledger
    clause = policy.clauses[int(case.clause[uses.parent[0]])]
    frequency = clause.frequency
    if frequency is not None and frequency.per == "document":
        same = is_one_of(ledger["clause"], (clause.id,))
        past = documents(ledger, same & in_scope(case.law, ledger, case.law.pick(frequency.scope)))
        used = np.array([number in past for number in uses.numbers], dtype=bool)
    else:
        matching = [c.id for c in policy.clauses if isinstance(c.formula, Match)]
        past = documents(ledger, is_one_of(ledger["clause"], matching))
        owner = ledger["usci"]
        used = np.array(
            [any(owner[row] == unit for row in past.get(str(n), ())) for unit, n in uses.keys],
            dtype=bool,
        )
    case.alive[uses.list_name][uses.rows[used]] = False


def _used_in_file(case: Case, whole: _Uses | None, by_row: list[_Uses]) -> None:
    """Let each document stay with its first use, by application number and row."""
    parts = [*([whole] if whole is not None else []), *by_row]
    parent = np.concatenate([u.parent for u in parts])
    rows = np.concatenate([u.rows for u in parts])
    (key,) = codes([k for u in parts for k in u.keys])
    part = np.repeat(np.arange(len(parts)), [len(u.rows) for u in parts])
    order = np.lexsort((rows, part, parent))
    _, first, inverse = np.unique(key[order], return_index=True, return_inverse=True)
    keeper = np.empty(len(order), dtype=np.int64)
    keeper[order] = order[first[inverse]]
    elsewhere = parent[keeper] != parent
    for index, uses in enumerate(parts):
        own = part == index
        if uses is whole:
            late = own & elsewhere
            case.failed.add(
                "entitlement.failed.same_contract",
                uses.citation,
                parent[late],
                document=uses.numbers[late[own]],
                other=case.applications["application_no"][parent[keeper[late]]],
            )
        else:
            repeated = (
                own & (keeper != np.arange(len(keeper))) & (elsewhere | (part[keeper] == index))
            )
            case.alive[uses.list_name][rows[repeated]] = False


def _report(case: Case, uses: _Uses, before: NDArray[np.bool_]) -> None:
    """Say which documents fell out, and refuse where none is left."""
    alive = case.alive[uses.list_name]
    dropped = before[uses.rows] & ~alive[uses.rows]
    if not dropped.any():
        return
    table = case.applications.lists[uses.list_name]
    parent = table.parent if table.parent is not None else np.zeros(0, dtype=np.int64)
    left = np.bincount(parent[alive], minlength=len(case))
    numbers: dict[int, list[str]] = {}
    for i, number in zip(uses.parent[dropped].tolist(), uses.numbers[dropped], strict=True):
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
