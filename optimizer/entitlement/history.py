"""What earlier years, and earlier batches of this one, decided: the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case, Group
from optimizer.entitlement.exact import codes, first_of, is_one_of
from optimizer.entitlement.parties import group_of, ledger_units
from optimizer.entitlement.term import policy_term
from optimizer.formats.problem import IntArray, ObjectArray
from optimizer.formats.reason import Citation
from optimizer.intake.tables import Table
from optimizer.policy.law import Law
from optimizer.policy.types import Clause, Frequency

BoolArray = NDArray[np.bool_]
_PRACTICE = Citation("practice")
#: What parts several numbers in one cell of the ledger.
_BETWEEN = re.compile(r"[\s、,，;；]+")


def net_awards(ledger: Table) -> IntArray:
    """Return int64[rows], fen: awarded less returned, never below zero."""
    returned = np.maximum(ledger["returned"], 0)
    return np.asarray(np.maximum(ledger["awarded"] - returned, 0))


def in_scope(law: Law, ledger: Table, scope: str) -> BoolArray:
    """Return which rows of the ledger a period covers.

    ``ever`` all, ``policy_term`` the years of the term, ``annual`` (or ``year``) the call's own
    year, that is its earlier batches, ``single_call`` none.
    """
    year = ledger["year"]
    match scope:
        case "ever":
            return np.ones(len(ledger), dtype=bool)
        case "policy_term":
            first, last = policy_term(law)
            return np.asarray((year >= first.year) & (year <= last.year))
        case "annual" | "year":
            return np.asarray(year == law.call.year)
        case "single_call":
            return np.zeros(len(ledger), dtype=bool)
        case _:
            raise ValueError(scope)


def paid_ever(ledger: Table, clause: Clause) -> dict[str, int]:
    """Return payee -> fen that it was ever awarded under one clause; affiliates are others."""
    paid = np.where(ledger["payee_usci"] == "", ledger["usci"], ledger["payee_usci"])
    amounts = net_awards(ledger)
    used: dict[str, int] = {}
    for row in np.flatnonzero(is_one_of(ledger["clause"], (clause.id,))).tolist():
        used[paid[row]] = used.get(paid[row], 0) + int(amounts[row])
    return used


def used_by(
    law: Law, ledger: Table, clause: Clause, scope: str, group: dict[str, str]
) -> dict[str, int]:
    """Return unit -> fen that earlier awards of one clause used of a limit over ``scope``."""
    rows = in_scope(law, ledger, scope) & is_one_of(ledger["clause"], (clause.id,))
    amounts = net_awards(ledger)
    used: dict[str, int] = {}
    for units in ledger_units(law, ledger, clause, group):
        for row in np.flatnonzero(rows).tolist():
            if units[row]:
                used[units[row]] = used.get(units[row], 0) + int(amounts[row])
    return used


def project_used(law: Law, ledger: Table, clause: Clause) -> dict[tuple[str, str], int]:
    """Return (applicant, project) -> fen awarded under a clause in earlier batches of the year."""
    rows = in_scope(law, ledger, "annual") & is_one_of(ledger["clause"], (clause.id,))
    amounts = net_awards(ledger)
    used: dict[tuple[str, str], int] = {}
    for row in np.flatnonzero(rows).tolist():
        key = (ledger["usci"][row], ledger["project_no"][row])
        used[key] = used.get(key, 0) + int(amounts[row])
    return used


def awarded_before(case: Case, group: Group) -> BoolArray:
    """Return bool[rows of the group]: whether the payee had an award of this clause before."""
    ledger = case.ledger
    rows = is_one_of(ledger["clause"], (group.clause.id,)) & (ledger["awarded"] > 0)
    paid = np.where(ledger["payee_usci"] == "", ledger["usci"], ledger["payee_usci"])
    return is_one_of(case.parties.payee_usci[group.rows], set(paid[rows]) - {""})


def tokens(cell: str) -> tuple[str, ...]:
    """Return the numbers that one cell of the ledger lists."""
    return tuple(part for part in _BETWEEN.split(cell) if part)


def documents(ledger: Table, rows: BoolArray) -> dict[str, list[int]]:
    """Return document number -> rows of the ledger that name it and awarded something."""
    found: dict[str, list[int]] = {}
    for row in np.flatnonzero(rows & (ledger["awarded"] > 0)).tolist():
        for number in tokens(ledger["document_no"][row]):
            found.setdefault(number, []).append(row)
    return found


# --- Units and applications that the ledger closes -----------------------------------------------


def examine_history(case: Case) -> None:
    """Refuse what an earlier batch decided, and units with money owed or a violation found."""
    _decided_before(case)
    ledger = case.ledger
    citation = case.law.policy.citations.get("blocked", _PRACTICE)
    word = case.option("overdue_obligation", "off")
    if word != "off":
        owed = np.maximum(ledger["demanded_back"], 0) - np.maximum(ledger["returned"], 0)
        _block(case, citation, "clawback", owed > 0, warn=word == "warn")
    violation = case.law.policy.citations.get("violation", citation)
    _block(case, violation, "violation", ledger["violation"] == 1, warn=False)
    _cooling_off(case)


def _decided_before(case: Case) -> None:
    ledger = case.ledger
    this_year = in_scope(case.law, ledger, "annual")
    decided = {
        str(ledger["application_no"][row]): int(ledger["batch"][row])
        for row in np.flatnonzero(this_year).tolist()
        if ledger["application_no"][row]
    }
    if not decided:
        return
    rows = np.flatnonzero(is_one_of(case.applications["application_no"], decided))
    batch = [decided[number] for number in case.applications["application_no"][rows]]
    case.failed.add(
        "entitlement.failed.decided_before",
        case.law.policy.citations.get("batch", Citation("call")),
        rows,
        batch=np.array(batch, dtype=np.int64),
    )


def _block(case: Case, citation: Citation, code: str, rows: BoolArray, *, warn: bool) -> None:
    """Refuse (or mark) every application of a unit that these rows of the ledger concern."""
    if not rows.any():
        return
    ledger = case.ledger
    years: dict[str, int] = {}
    for column in ("usci", "payee_usci"):
        for unit, year in zip(ledger[column][rows], ledger["year"][rows].tolist(), strict=True):
            if unit:
                years[unit] = max(year, years.get(unit, year))
    units = _party_in(case, years)
    hit = np.flatnonzero(units != "")
    to, prefix = (case.marks, "entitlement.open.") if warn else (case.failed, "entitlement.failed.")
    year = np.array([years[unit] for unit in units[hit]], dtype=np.int64)
    to.add(prefix + code, citation, hit, unit=units[hit], year=year)


def _cooling_off(case: Case) -> None:
    """Refuse units that were paid in each of the last years, where the call makes them pause."""
    years = int(str(case.option("cooling_off_years", 0) or 0))
    if not years:
        return
    ledger = case.ledger
    paid = np.where(ledger["payee_usci"] == "", ledger["usci"], ledger["payee_usci"])
    last = range(case.law.call.year - years, case.law.call.year)
    won = [set(paid[(ledger["year"] == year) & (ledger["awarded"] > 0)]) for year in last]
    resting = is_one_of(case.parties.payee_usci, set.intersection(*won) - {""})
    citation = case.law.policy.parameters["cooling_off_years"].citation
    case.failed.add("entitlement.failed.cooling_off", citation, resting, count=years)


def _party_in(case: Case, units: Iterable[str]) -> ObjectArray:
    """Return object[n]: the applicant or else the payee if it is among ``units``, or ``""``."""
    applicant, payee = case.applications["usci"], case.parties.payee_usci
    wanted = set(units)
    return np.where(
        is_one_of(applicant, wanted), applicant, np.where(is_one_of(payee, wanted), payee, "")
    )


# --- How often -----------------------------------------------------------------------------------


def examine_frequency(case: Case) -> None:
    """Refuse what may be had once only and an earlier year or batch gave.

    An award counts although it was returned: returned money frees a limit, not a second time.
    """
    for group, frequency in _once_only(case):
        ledger = case.ledger
        past = (
            in_scope(case.law, ledger, case.law.pick(frequency.scope))
            & is_one_of(ledger["clause"], (group.clause.id,))
            & (ledger["awarded"] > 0)
        )
        affiliates = group_of(case.law, case.applications)
        units = [affiliates.get(unit, unit) for unit in ledger["usci"]]
        by_project = frequency.per == "unit_project"
        earlier_keys = zip(units, ledger["project_no"], strict=True) if by_project else units
        years = ledger["year"].tolist()
        earlier = {key: years[i] for i, key in enumerate(earlier_keys) if past[i]}
        keys, blank = _keys(case, group, by_project=by_project)
        case.marks.add("entitlement.open.project_no", frequency.citation, group.rows[blank])
        found = (key in earlier for key in keys)
        held = np.fromiter(found, dtype=bool, count=len(keys)) & ~blank
        case.failed.add(
            "entitlement.failed.once_in_ledger",
            frequency.citation,
            group.rows[held],
            year=np.array([earlier[keys[i]] for i in np.flatnonzero(held)], dtype=np.int64),
        )


def examine_repetition(case: Case) -> None:
    """Keep the earliest number of several applications for what may be had once only.

    An application that anything else refuses does not use up the one time.
    """
    for group, frequency in _once_only(case):
        keys, blank = _keys(case, group, by_project=frequency.per == "unit_project")
        standing = np.flatnonzero(~case.failed.mask()[group.rows] & ~blank)
        (key,) = codes([keys[i] for i in standing])
        rows = group.rows[standing]
        keeps = rows[first_of(key)]
        later = keeps != rows
        case.failed.add(
            "entitlement.failed.once_in_file",
            frequency.citation,
            rows[later],
            other=case.applications["application_no"][keeps[later]],
        )


def _once_only(case: Case) -> Iterator[tuple[Group, Frequency]]:
    """Yield the groups of clauses that a unit, or a unit's project, may have once."""
    for group in case.groups:
        frequency = group.clause.frequency
        if frequency is None or frequency.per == "document":
            continue
        if not (frequency.unless and case.option(frequency.unless, default=False) is True):
            yield group, frequency


def _keys(case: Case, group: Group, *, by_project: bool) -> tuple[list[object], BoolArray]:
    """Return what may be had once, for each row: applicant (and project); and where it is blank."""
    affiliates = group_of(case.law, case.applications)
    units = [affiliates.get(unit, unit) for unit in case.applications["usci"][group.rows]]
    project = case.applications["project_no"][group.rows]
    if not by_project:
        return list(units), np.zeros(len(units), dtype=bool)
    return list(zip(units, project, strict=True)), np.asarray(project == "")
