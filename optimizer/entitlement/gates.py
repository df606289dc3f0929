"""Gates of procedure: form check, verification, audit, expert review, site visit.

Which of them an application has to pass is the call's table mode x gate; a gate that is not
required shows as not applicable, with that table as its basis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.case import Case, clause_indices
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.intake.tables import Applications
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law

#: The gate that scores answer, not a column; and the one that large amounts always need.
EXPERTS, SITE_VISIT = "expert_scores", "site_visit"
GateWord = Literal["passed", "failed", "open", "not_required"]
_WORDS: dict[int, GateWord] = {1: "passed", 0: "failed", -1: "open"}


@dataclass(frozen=True, slots=True)
class GateState:
    """One gate of one application: what it answers, and what requires it (or does not)."""

    gate: str
    state: GateWord
    citation: Citation


def basis(law: Law) -> Citation:
    """Return where the table of gates stands."""
    return law.policy.citations.get("gates", Citation("call"))


def examine_gates(case: Case) -> None:
    """Refuse what fails a gate of its mode, and mark those that nobody has checked."""
    nothing = np.zeros(len(case), dtype=np.int64)
    for gate in case.law.policy.gates:
        if gate != EXPERTS:
            _examine(case, gate, _required(case.law, case.clause, gate, nothing))


def examine_late_gates(case: Case, amounts: IntArray) -> None:
    """Ask for the gates that depend on what was worked out: site visits of large amounts, scores.

    Parameters
    ----------
    amounts
        int64[n], fen: above the call's threshold a site visit is always required.
    """
    gates = case.law.policy.gates
    if SITE_VISIT in gates:
        nothing = np.zeros(len(case), dtype=np.int64)
        by_mode = _required(case.law, case.clause, SITE_VISIT, nothing)
        _examine(case, SITE_VISIT, _required(case.law, case.clause, SITE_VISIT, amounts) & ~by_mode)
    if EXPERTS in gates:
        required = _required(case.law, case.clause, EXPERTS, amounts)
        _examine(case, EXPERTS, required & ~case.incomplete.mask())


def _examine(case: Case, gate: str, required: NDArray[np.bool_]) -> None:
    answer, citation = _answer(case.applications, case.merit, gate), basis(case.law)
    case.failed.add("entitlement.failed.gate", citation, required & (answer == 0), gate=gate)
    case.marks.add("entitlement.open.gate", citation, required & (answer < 0), gate=gate)


def _required(law: Law, clause: IntArray, gate: str, amounts: IntArray) -> NDArray[np.bool_]:
    by_clause = [gate in law.call.gates.get(c.mode, ()) for c in law.policy.clauses]
    required = np.array(by_clause, dtype=bool)[clause]
    above = law.call.site_visit_above
    if gate == SITE_VISIT and above is not None:
        required |= amounts // FEN_PER_YUAN > above  # what is paid is whole yuan
    return required


def _answer(applications: Applications, merit: IntArray, gate: str) -> NDArray[np.int8]:
    if gate == EXPERTS:
        return np.where(merit >= 0, np.int8(1), np.int8(-1))
    return np.asarray(applications[gate])


def gate_states(
    law: Law, applications: Applications, i: int, *, amount_fen: int, merit: int
) -> tuple[GateState, ...]:
    """Return every gate of the policy for application ``i``, also those not required of it.

    Parameters
    ----------
    amount_fen
        What was worked out for it before any refusal: large amounts always need a site visit.
    merit
        Hundredths of a point, -1 without scores.
    """
    clause = clause_indices(law, applications)[i : i + 1]
    amounts = np.array([amount_fen], dtype=np.int64)
    merits = np.full(len(applications), merit, dtype=np.int64)
    states = []
    for gate in law.policy.gates:
        required = bool(_required(law, clause, gate, amounts)[0])
        answer = int(_answer(applications, merits, gate)[i])
        states.append(GateState(gate, _WORDS[answer] if required else "not_required", basis(law)))
    return tuple(states)
