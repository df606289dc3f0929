"""One matter, one clause; one award matched once; different matters of one unit; one a year.

All of them keep the highest amount among the applications that were submitted; equal amounts: the
earliest application number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case
from optimizer.entitlement.exact import codes, is_one_of
from optimizer.entitlement.history import in_scope
from optimizer.entitlement.parties import group_of
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.intake.columns import HIGHER_AWARDS
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import Match

_PRACTICE = Citation("practice")
BoolArray = NDArray[np.bool_]


def _highest(keys: IntArray, amounts: IntArray, rows: IntArray) -> IntArray:
    """Return for each of ``rows`` the one of its key with the highest amount, then earliest."""
    order = np.lexsort((rows, -amounts[rows], keys))
    _, first, inverse = np.unique(keys[order], return_index=True, return_inverse=True)
    winner = np.empty(len(rows), dtype=np.int64)
    winner[order] = rows[order][first[inverse]]
    return winner


def _standing(case: Case, amounts: IntArray) -> BoolArray:
    return ~case.failed.mask() & ~case.incomplete.mask() & (amounts >= FEN_PER_YUAN)


def one_matter(case: Case, amounts: IntArray) -> None:
    """Let each project of an applicant have one clause, the one with the highest amount.

    Clauses that stand beside each other (a combination) are different matters: they do not push
    each other out. Where one of the clauses is competitive, an officer confirms the choice.
    """
    if case.option("same_project_rule", "allow") != "highest":
        return
    citation = case.law.policy.citations.get("same_project", _PRACTICE)
    project = case.applications["project_no"]
    rows = np.flatnonzero(_standing(case, amounts) & (project != ""))
    units = case.applications["usci"][rows]
    (key,) = codes(list(zip(units, project[rows], strict=True)))
    winner = _highest(key, amounts, rows)
    beside = np.full(len(case.law.policy.clauses), -1, dtype=np.int64)
    position = {c.id: i for i, c in enumerate(case.law.policy.clauses)}
    for i, combination in enumerate(case.law.policy.combinations):
        beside[[position[c] for c in combination.clauses]] = i
    own, best = case.clause[rows], case.clause[winner]
    pushed = (own != best) & ~((beside[own] >= 0) & (beside[own] == beside[best]))
    loser, kept = rows[pushed], winner[pushed]
    number = case.applications["application_no"]
    ids = np.array([c.id for c in case.law.policy.clauses], dtype=object)
    case.failed.add(
        "entitlement.failed.same_project",
        citation,
        loser,
        project=project[loser],
        other=number[kept],
        clause=ids[case.clause[kept]],
    )
    judged = np.array([c.mode == "competitive" for c in case.law.policy.clauses])
    unsure = judged[case.clause[loser]] | judged[case.clause[kept]]
    confirm, at = np.unique(kept[unsure], return_index=True)
    case.marks.add(
        "entitlement.open.same_project", citation, confirm, other=number[loser[unsure][at]]
    )


def combinations(case: Case, amounts: IntArray) -> None:
    """Let a unit keep the highest of clauses that do not add up, counting earlier years' awards."""
    ids = np.array([c.id for c in case.law.policy.clauses], dtype=object)
    for combination in case.law.policy.combinations:
        if case.law.value(combination.parameter) != "highest_only":
            continue
        member = is_one_of(ids, combination.clauses)[case.clause]
        held = _had_another(case, combination.clauses)
        case.failed.add("entitlement.failed.combination_before", combination.citation, held)
        rows = np.flatnonzero(_standing(case, amounts) & member)
        (key,) = codes(case.parties.limit_unit[rows])
        winner = _highest(key, amounts, rows)
        lost = winner != rows
        case.failed.add(
            "entitlement.failed.combination",
            combination.citation,
            rows[lost],
            other=case.applications["application_no"][winner[lost]],
        )


def _had_another(case: Case, clauses: tuple[str, ...]) -> BoolArray:
    """Return bool[n]: whether the unit (or its group) had another of ``clauses`` before."""
    group = group_of(case.law, case.applications)
    ledger = case.ledger
    held = np.zeros(len(case), dtype=bool)
    for own in case.groups:
        if own.clause.id in clauses:
            others = [c for c in clauses if c != own.clause.id]
            before = is_one_of(ledger["clause"], others) & (ledger["awarded"] > 0)
            had = {group.get(unit, unit) for unit in ledger["usci"][before]}
            units = case.applications["usci"][own.rows]
            held[own.rows] = [group.get(unit, unit) in had for unit in units]
    return held


def one_a_year(case: Case, amounts: IntArray) -> None:
    """Let a unit have one application a year under clauses whose ceiling is scoped so."""
    ledger = case.ledger
    this_year = in_scope(case.law, ledger, "annual") & (ledger["awarded"] > 0)
    for group in case.groups:
        if case.law.pick(group.clause.ceiling_scope) != "unit_one":
            continue
        citation = group.clause.citation
        past = this_year & is_one_of(ledger["clause"], (group.clause.id,))
        earlier = is_one_of(case.parties.limit_unit[group.rows], set(ledger["usci"][past]))
        case.failed.add("entitlement.failed.one_a_year_before", citation, group.rows[earlier])
        rows = group.rows[_standing(case, amounts)[group.rows]]
        (key,) = codes(case.parties.limit_unit[rows])
        winner = _highest(key, amounts, rows)
        lost = winner != rows
        case.failed.add(
            "entitlement.failed.one_a_year",
            citation,
            rows[lost],
            other=case.applications["application_no"][winner[lost]],
        )


def one_award(case: Case, amounts: IntArray) -> None:
    """Let an award of a higher level be matched by one application of the unit that won it.

    A document may list many winners, so it is one award for one applicant only.
    """
    citation = case.law.policy.citations.get("same_matter", _PRACTICE)
    standing = _standing(case, amounts)
    table = case.applications.lists[HIGHER_AWARDS.key]
    matching = np.array([isinstance(c.formula, Match) for c in case.law.policy.clauses])
    parent = table.parent if table.parent is not None else np.zeros(0, dtype=np.int64)
    uses = (
        (matching[case.clause] & standing)[parent]
        & case.alive[HIGHER_AWARDS.key]
        & (table["doc_no"] != "")
    )
    rows = parent[uses]
    owners, numbers = case.applications["usci"][rows], table["doc_no"][uses]
    (key,) = codes(list(zip(owners, numbers, strict=True)))
    for award in np.flatnonzero(np.bincount(key, minlength=1) > 1).tolist():
        members = np.unique(rows[key == award])
        members = members[~case.failed.mask()[members]]
        if len(members) > 1:
            winner = members[np.lexsort((members, -amounts[members]))[0]]
            case.failed.add(
                "entitlement.failed.same_award",
                citation,
                members[members != winner],
                document=str(numbers[key == award][0]),
                other=str(case.applications["application_no"][winner]),
            )
