"""Other public money for the same matter: refused, taken off the base, or asked for."""

from __future__ import annotations

import numpy as np

from optimizer.entitlement.case import Case, Group
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.intake.columns import HIGHER_AWARDS, OTHER_FUNDING

_PRACTICE = Citation("practice")


def public_money(case: Case) -> IntArray:
    """Return int64[n], fen: other public money of the same matter.

    The list counts row by row where it has any row of the application; without one the column
    ``other_public_funds`` is taken to be of the same matter.
    """
    column = np.maximum(case.applications["other_public_funds"], 0)
    table = case.applications.lists[OTHER_FUNDING.key]
    if not len(table) or table.parent is None:
        return column
    same = (table["same_matter"] == 1) & (table["amount"] > 0)
    listed = np.zeros(len(case), dtype=np.int64)
    np.add.at(listed, table.parent[same], table["amount"][same])
    has_rows = np.zeros(len(case), dtype=bool)
    has_rows[table.parent] = True
    return np.where(has_rows, listed, column)


def awarded_above(case: Case) -> IntArray:
    """Return int64[n], fen: what higher levels awarded, as awarded, whether received or not."""
    table = case.applications.lists[HIGHER_AWARDS.key]
    total = np.zeros(len(case), dtype=np.int64)
    if len(table) and table.parent is not None:
        np.add.at(total, table.parent, np.maximum(table["amount"], 0))
    return total


def examine_other_funding(case: Case, money: IntArray) -> None:
    """Refuse what another fund pays for already, in the clauses that do not net or ask for it.

    ``money`` is what :func:`public_money` gives. A listed sum whose matter is not stated, and a sum
    in the column alone, stay open.
    """
    citation = case.law.policy.citations.get("same_matter", _PRACTICE)
    table = case.applications.lists[OTHER_FUNDING.key]
    parent = table.parent if table.parent is not None else np.zeros(0, dtype=np.int64)
    has_rows = np.zeros(len(case), dtype=bool)
    has_rows[parent] = True
    unknown = np.zeros(len(case), dtype=bool)
    unknown[parent[(table["same_matter"] < 0) & (table["amount"] > 0)]] = True
    refuses = np.array([c.same_matter == "refuse" for c in case.law.policy.clauses])[case.clause]
    paid = refuses & has_rows & (money > 0)
    case.failed.add("entitlement.failed.other_funding", citation, paid, public_fen=money[paid])
    asked = np.array([c.same_matter != "match" for c in case.law.policy.clauses])[case.clause]
    column_only = refuses & ~has_rows & (money > 0)
    case.marks.add(
        "entitlement.open.same_matter", citation, asked & (column_only | unknown) & ~paid
    )


def sponsorship(case: Case, group: Group) -> IntArray:
    """Return fen of sponsorship income of a clause's applications."""
    return np.maximum(case.applications["sponsorship_income"][group.rows], 0)
