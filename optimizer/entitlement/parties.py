"""Who applies, who is paid, and which unit a limit counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray, ObjectArray
from optimizer.intake.tables import Applications, Table
from optimizer.policy.law import Law
from optimizer.policy.types import Clause

#: Word of ``Clause.payee`` for which the file names who is paid.
_NAMED = "named"


@dataclass(frozen=True, slots=True)
class Parties:
    """The units of each application.

    Parameters
    ----------
    payee_usci, payee_name
        object[n]: who is paid (``""`` where the file does not say).
    limit_unit, also_unit
        object[n]: the unit that limits count; a second one where a clause counts both, else ``""``.
    is_named
        bool[n]: somebody else than the applicant may be paid.
    """

    payee_usci: ObjectArray
    payee_name: ObjectArray
    limit_unit: ObjectArray
    also_unit: ObjectArray
    is_named: NDArray[np.bool_]


def parties(law: Law, applications: Applications, clause: IntArray) -> Parties:
    """Read the units of every application; ``clause`` is int64[n] into the policy's clauses."""
    applicant = applications["usci"]
    words = [law.pick(c.payee) for c in law.policy.clauses]
    named = np.array([word == _NAMED for word in words], dtype=bool)[clause]
    payee = np.where(named, applications["payee_usci"], applicant)
    name = np.where(named, applications["payee_name"], applications["unit_name"])
    counted = np.array([limit_word(law, c) for c in law.policy.clauses], dtype=object)[clause]
    unit = np.where((counted == "investor") | (payee == ""), applicant, payee)
    also = np.where((counted == "both") & (payee != applicant), applicant, "")
    group = group_of(law, applications)
    return Parties(payee, name, _grouped(unit, group), _grouped(also, group), named)


def limit_word(law: Law, clause: Clause) -> str:
    """Return whom the limits of a clause count: ``payee``, ``investor`` or ``both``."""
    return str(law.value(clause.limit_unit)) if clause.limit_unit else "payee"


def group_of(law: Law, applications: Applications) -> dict[str, str]:
    """Return unit code -> group key, where affiliates count as one unit; else nothing."""
    setting = law.settings.get("unit_group_key")
    if setting is None or setting.value is not True:
        return {}
    pairs = zip(applications["usci"], applications["group_key"], strict=True)
    return {usci: group for usci, group in pairs if group}


def _grouped(units: ObjectArray, group: dict[str, str]) -> ObjectArray:
    if not group:
        return units.astype(object)
    return np.array([group.get(u, u) for u in units], dtype=object)


def ledger_units(
    law: Law, ledger: Table, clause: Clause, group: dict[str, str]
) -> tuple[ObjectArray, ObjectArray]:
    """Return the unit, and the second one or ``""``, that each row of the ledger counts for."""
    paid = np.where(ledger["payee_usci"] == "", ledger["usci"], ledger["payee_usci"])
    word = limit_word(law, clause)
    unit = ledger["usci"] if word == "investor" else paid
    also = np.where((word == "both") & (paid != ledger["usci"]), ledger["usci"], "")
    return _grouped(unit, group), _grouped(also, group)
