"""The limits of a year as rows: pools, unit limits, ceilings that several applications share.

Their names are published (docs/file_formats.md): ``article 9`` and ``clause 9.1`` for pools,
``unit CODE`` or ``unit CODE clause 12`` for unit limits, ``project CODE NO clause 10`` for ceilings
over one project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.limits import SharedLimit
from optimizer.entitlement.types import Entitlements
from optimizer.formats.problem import IntArray, Row
from optimizer.intake.scenario_types import Pool, Scenario
from optimizer.intake.tables import MISSING, Table
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law


def committed(law: Law, ledger: Table) -> int:
    """Return what the ledger already charges to the call's budget year, in whole yuan, rounded up.

    Earlier years and earlier batches of this year count alike: awarded less returned.
    """
    year, due = ledger["year"], ledger["due_year"]
    charged = np.where(due == MISSING, year, due) == law.call.year
    fen: int = sum(_kept(ledger)[charged].tolist())
    return -(-fen // FEN_PER_YUAN)


def _kept(ledger: Table) -> IntArray:
    """Return awarded less returned of each row of the ledger (fen)."""
    returned = np.where(ledger["returned"] == MISSING, 0, ledger["returned"])
    kept: IntArray = ledger["awarded"] - returned
    return kept


class _Batches:
    """What earlier batches of the call's year decided: a later batch counts it in its limits."""

    def __init__(self, law: Law, ledger: Table) -> None:
        rows = np.flatnonzero(ledger["year"] == law.call.year)
        payee = np.where(ledger["payee_usci"] == "", ledger["usci"], ledger["payee_usci"])
        article = {clause.id: clause.article for clause in law.policy.clauses}
        clauses = ledger["clause"][rows].tolist()
        self._awards: list[tuple[str, str, str, int]] = [
            (clause, article.get(clause, ""), unit, fen)
            for clause, unit, fen in zip(
                clauses, payee[rows].tolist(), _kept(ledger)[rows].tolist(), strict=True
            )
        ]

    def of_pool(self, pool: Pool) -> int:
        """Return what counts in a pool already (yuan, rounded up)."""
        where = 0 if pool.over == "clause" else 1
        return -(
            -sum(award[3] for award in self._awards if award[where] == pool.key) // FEN_PER_YUAN
        )

    def by_unit(self, clauses: tuple[str, ...]) -> dict[str, int]:
        """Return unit -> what counts in its annual limit already (yuan, rounded up)."""
        fen: dict[str, int] = {}
        for clause, _, unit, amount in self._awards:
            if not clauses or clause in clauses:
                fen[unit] = fen.get(unit, 0) + amount
        return {unit: -(-amount // FEN_PER_YUAN) for unit, amount in fen.items()}


def limit_rows(
    law: Law,
    scenario: Scenario,
    shared: Iterable[Row],
    ledger: Table,
    entitlements: Entitlements,
    chosen: IntArray,
) -> tuple[Row, ...]:
    """Return pools, then unit limits by name; of two with one name the tighter.

    Parameters
    ----------
    shared
        The limits of the measures that applications share (:func:`shared_rows`).
    chosen
        int64: indices of the applications that are projects.
    """
    batches = _Batches(law, ledger)
    rows = [_pool_row(pool, batches.of_pool(pool)) for pool in scenario.pools]
    tightest: dict[str, Row] = {}
    for row in (*shared, *_annual_rows(scenario, batches, entitlements, chosen)):
        held = tightest.get(row.name)
        if held is None or (row.at_most or 0) < (held.at_most or 0):
            tightest[row.name] = row
    return (*rows, *(tightest[name] for name in sorted(tightest)))


def _pool_row(pool: Pool, used: int) -> Row:
    """Return what is left of a pool after earlier batches."""
    return Row(
        f"{pool.over} {pool.key}",
        {pool.over: (pool.key,)},
        at_most=None if pool.at_most is None else max(pool.at_most - used, 0),
        at_least=None if pool.at_least is None else max(pool.at_least - used, 0),
    )


def shared_rows(
    shared: tuple[SharedLimit, ...], numbers: NDArray[np.object_], entitlements: Entitlements
) -> Iterator[Row]:
    """Return the limits of the measures that applications share."""
    for limit in shared:
        name = f"{limit.over} {limit.key} clause {','.join(limit.clauses)}"
        units = set(entitlements.limit_unit[limit.members].tolist())
        members = {"unit": (limit.key,), "clause": limit.clauses}
        if limit.over != "unit" or units != {limit.key}:
            members = {"id": tuple(numbers[limit.members].tolist())}
        yield Row(name, members, at_most=limit.at_most)


def _annual_rows(
    scenario: Scenario, batches: _Batches, entitlements: Entitlements, chosen: IntArray
) -> Iterator[Row]:
    """Return the scenario's own annual limit for each unit that could exceed it."""
    if not scenario.unit_limits:
        return
    units = entitlements.limit_unit[chosen]
    names, codes = np.unique(units.astype(str), return_inverse=True)
    asked = np.zeros(len(names), dtype=np.int64)
    np.add.at(asked, codes, entitlements.entitled[chosen])
    for limit in scenario.unit_limits:
        used = batches.by_unit(limit.over)
        suffix = f" clause {','.join(limit.over)}" if limit.over else ""
        clauses = {"clause": limit.over} if limit.over else {}
        for name, total in zip(names.tolist(), asked.tolist(), strict=True):
            left = max(limit.at_most - used.get(name, 0), 0)
            if total > left:
                yield Row(f"unit {name}{suffix}", {"unit": (name,), **clauses}, at_most=left)
