"""Policy x application -> may it be supported, up to what amount, and the derivation.

Every rule looks at whole columns of one clause at a time, and reports every application that it
concerns, so that an applicant reads all reasons at once and not one after another.
"""

from __future__ import annotations

import numpy as np

from optimizer.entitlement.amounts import fill_amounts, verified_amounts
from optimizer.entitlement.case import Case, open_case
from optimizer.entitlement.conditions import examine
from optimizer.entitlement.documents import examine_contracts, examine_documents
from optimizer.entitlement.eligible import examine_accounts, examine_units
from optimizer.entitlement.findings import ByRow, Findings
from optimizer.entitlement.gates import examine_gates, examine_late_gates
from optimizer.entitlement.history import examine_frequency, examine_history, examine_repetition
from optimizer.entitlement.matter import combinations, one_a_year, one_award, one_matter
from optimizer.entitlement.negatives import examine_negatives
from optimizer.entitlement.public import examine_other_funding, public_money
from optimizer.entitlement.steps import derivations
from optimizer.entitlement.term import examine_dates
from optimizer.entitlement.trail import Trail
from optimizer.entitlement.types import ENTITLED, INCOMPLETE, REFUSED, Entitlements
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.intake.tables import Applications, Table
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law


def entitle(
    law: Law, applications: Applications, ledger: Table, merit_total: IntArray
) -> Entitlements:
    """Answer for each application: may it be supported, up to what, paid to whom, and why.

    Parameters
    ----------
    law
        The policy version with every parameter resolved.
    applications, ledger
        The year's applications with their lists, and what earlier years and batches decided.
    merit_total
        int64[n], hundredths of a point, -1 without scores (``Merits.total``).

    Returns
    -------
    Entitlements
        Columnar, rows as in ``applications``; reasons and steps are made when read.
    """
    case = open_case(law, applications, ledger, merit_total)
    examine_dates(case)
    examine_units(case)
    examine(case)
    examine_negatives(case)
    examine_history(case)
    public = public_money(case)
    examine_other_funding(case, public)
    examine_frequency(case)
    examine_gates(case)
    examine_documents(case)
    trail = Trail(len(case))
    fill_amounts(case, trail, public)
    examine_late_gates(case, trail.amount)
    _below_one_yuan(case, trail.amount)
    examine_contracts(case)
    examine_repetition(case)
    for keep_highest in (one_a_year, combinations, one_matter, one_award):
        keep_highest(case, trail.amount)
    examine_accounts(case)
    return _conclude(case, trail)


def _below_one_yuan(case: Case, amounts: IntArray) -> None:
    small = (amounts < FEN_PER_YUAN) & ~case.failed.mask() & ~case.incomplete.mask()
    citation = case.law.policy.citations.get("below_one_yuan", Citation("practice"))
    case.failed.add("entitlement.failed.below_one_yuan", citation, small, amount_fen=amounts[small])


def _conclude(case: Case, trail: Trail) -> Entitlements:
    failed, incomplete = case.failed.mask(), case.incomplete.mask()
    status = np.where(failed, REFUSED, np.where(incomplete, INCOMPLETE, ENTITLED)).astype(np.int8)
    entitled = np.where(status == ENTITLED, trail.amount // FEN_PER_YUAN, 0)
    reasons = Findings(len(case))
    reasons.found = [*case.failed.found, *case.incomplete.found]
    return Entitlements(
        status=status,
        clause=case.clause,
        verified=verified_amounts(case, trail),
        entitled=entitled,
        payee_usci=case.parties.payee_usci,
        payee_name=case.parties.payee_name,
        limit_unit=case.parties.limit_unit,
        also_unit=case.parties.also_unit,
        reasons=ByRow(reasons),
        marks=ByRow(case.marks),
        derivation=derivations(case.law, trail, case.clause, status),
    )
