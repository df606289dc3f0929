"""What every rule of entitlement looks at: the law, the applications by clause, what was found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.findings import Findings
from optimizer.entitlement.parties import Parties, parties
from optimizer.formats.problem import IntArray
from optimizer.intake.tables import Applications, Table
from optimizer.policy.law import Law
from optimizer.policy.types import Clause, Value


@dataclass(frozen=True, slots=True)
class Group:
    """The applications of one clause: ``rows`` are their indices, rising."""

    clause: Clause
    index: int
    rows: IntArray


@dataclass(frozen=True, slots=True)
class Case:
    """One year's applications before the law.

    Parameters
    ----------
    merit
        int64[n], hundredths of a point, -1 without scores.
    clause
        int64[n] into ``law.policy.clauses``.
    failed, incomplete, marks
        What the rules find: conditions that fail, what is missing for an amount, what is noted.
        Marks whose code starts with ``entitlement.open.`` block a final decision.
    alive
        By list: bool[rows of the list], which rows still count towards a base.
    """

    law: Law
    applications: Applications
    ledger: Table
    merit: IntArray
    clause: IntArray
    groups: tuple[Group, ...]
    parties: Parties
    failed: Findings
    incomplete: Findings
    marks: Findings
    alive: dict[str, NDArray[np.bool_]]

    def __len__(self) -> int:
        return len(self.applications)

    def option(self, name: str, default: Value) -> Value:
        """Return a parameter of the policy, or ``default`` where the policy has none such."""
        return option(self.law, name, default)

    def rows_of(self, group: Group, name: str) -> tuple[Table, IntArray, IntArray]:
        """Return a list, its rows that belong to ``group``, and their applications."""
        table = self.applications.lists[name]
        parent = table.parent if table.parent is not None else np.zeros(0, dtype=np.int64)
        rows = np.flatnonzero(self.clause[parent] == group.index)
        return table, rows, parent[rows]


def option(law: Law, name: str, default: Value) -> Value:
    """Return a parameter of the policy, or ``default`` where the policy has none such."""
    setting = law.settings.get(name)
    return default if setting is None else setting.value


def clause_indices(law: Law, applications: Applications) -> IntArray:
    """Return int64[n]: the position of each application's clause in the policy."""
    position = {clause.id: i for i, clause in enumerate(law.policy.clauses)}
    return np.array([position[c] for c in applications["clause"]], dtype=np.int64)


def open_case(law: Law, applications: Applications, ledger: Table, merit: IntArray) -> Case:
    """Lay out the year's applications by clause, with nothing found yet."""
    n = len(applications)
    clause = clause_indices(law, applications)
    groups = tuple(
        Group(c, index, rows)
        for index, c in enumerate(law.policy.clauses)
        if len(rows := np.flatnonzero(clause == index))
    )
    return Case(
        law,
        applications,
        ledger,
        merit,
        clause,
        groups,
        parties(law, applications, clause),
        Findings(n),
        Findings(n),
        Findings(n),
        {name: np.ones(len(table), dtype=bool) for name, table in applications.lists.items()},
    )
