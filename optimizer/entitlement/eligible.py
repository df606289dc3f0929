"""Who may apply under a clause, who is paid, and where the money would go."""

from __future__ import annotations

import numpy as np

from optimizer.entitlement.case import Case
from optimizer.entitlement.exact import is_one_of
from optimizer.formats.reason import Citation
from optimizer.intake.columns import APPLICATION_COLUMNS

_PRACTICE = Citation("practice")
_BANK = next(c.choices[0] for c in APPLICATION_COLUMNS if c.key == "account_type")


def examine_units(case: Case) -> None:
    """Refuse types of unit that a clause does not admit, and stop where nobody is named to pay."""
    for group in case.groups:
        kinds = case.applications["unit_type"][group.rows]
        wrong = ~is_one_of(kinds, group.clause.unit_types)
        case.failed.add(
            "entitlement.failed.unit_type",
            group.clause.citation,
            group.rows[wrong],
            unit_type=kinds[wrong],
        )
        nobody = case.parties.payee_usci[group.rows] == ""
        case.incomplete.add(
            "entitlement.incomplete.missing_payee", group.clause.citation, group.rows[nobody]
        )
        if case.law.pick(group.clause.payee) == "split":
            case.marks.add("entitlement.note.payee_split", group.clause.citation, group.rows)


def examine_accounts(case: Case) -> None:
    """Mark missing data of the account, and a payee named where the applicant is paid."""
    applications = case.applications
    citation = case.law.policy.citations.get("account", _PRACTICE)
    named = applications["payee_usci"]
    stranger = ~case.parties.is_named & (named != "") & (named != applications["usci"])
    case.marks.add("entitlement.note.payee_not_paid", citation, stranger, payee=named[stranger])
    empty = [applications[key] == "" for key in ("account_name", "account_no")]
    no_bank = (applications["bank"] == "") & (
        (applications["account_type"] == _BANK) | (applications["account_type"] == "")
    )
    missing = np.logical_or.reduce([*empty, no_bank])
    case.marks.add("entitlement.note.account_missing", citation, missing & ~case.failed.mask())
