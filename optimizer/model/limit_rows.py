"""The limits of a year as rows: pools, unit limits, ceilings that several applications share.

Their names are published (docs/file_formats.md): ``article 9`` and ``clause 9.1`` for pools,
``unit CODE`` or ``unit CODE clause 12`` for unit limits, ``project CODE NO clause 10`` for ceilings
over one project.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.history import used_by
from optimizer.entitlement.limits import SharedLimit, unit_limit_left
from optimizer.entitlement.parties import group_of
from optimizer.entitlement.types import Entitlements
from optimizer.formats.problem import IntArray, ObjectArray, Row
from optimizer.intake.scenario_types import Pool, Scenario
from optimizer.intake.tables import MISSING, Applications, Table
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


def _in_pool(law: Law, ledger: Table, pool: Pool) -> int:
    """Return what earlier batches of the call's year took out of a pool (yuan, rounded up)."""
    inside = [
        clause.id
        for clause in law.policy.clauses
        if pool.key == (clause.article if pool.over == "article" else clause.id)
    ]
    rows = (ledger["year"] == law.call.year) & np.isin(ledger["clause"].astype(str), inside)
    fen: int = sum(_kept(ledger)[rows].tolist())
    return -(-max(fen, 0) // FEN_PER_YUAN)


def _by_unit(
    law: Law, ledger: Table, clauses: tuple[str, ...], affiliates: dict[str, str]
) -> dict[str, int]:
    """Return unit -> what earlier batches of the year count in its limit (yuan, rounded up)."""
    fen: dict[str, int] = {}
    for clause in law.policy.clauses:
        if not clauses or clause.id in clauses:
            for unit, used in used_by(law, ledger, clause, "annual", affiliates).items():
                fen[unit] = fen.get(unit, 0) + used
    return {unit: -(-max(used, 0) // FEN_PER_YUAN) for unit, used in fen.items()}


def limit_rows(
    law: Law,
    scenario: Scenario,
    applications: Applications,
    ledger: Table,
    entitlements: Entitlements,
    chosen: IntArray,
) -> tuple[Row, ...]:
    """Return pools, then unit limits by name; of two with one name the tighter.

    What earlier batches of the year committed is taken off every limit. ``chosen`` is int64, the
    indices of the applications that are projects.
    """
    rows = [_pool_row(pool, _in_pool(law, ledger, pool)) for pool in scenario.pools]
    shared = unit_limit_left(law, applications, entitlements, ledger)
    tightest: dict[str, Row] = {}
    for row in (
        *_shared_rows(shared, applications["application_no"], entitlements),
        *_annual_rows(
            law,
            scenario,
            applications,
            ledger,
            entitlements.limit_unit[chosen],
            entitlements.entitled[chosen],
        ),
    ):
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


def _shared_rows(
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
    law: Law,
    scenario: Scenario,
    applications: Applications,
    ledger: Table,
    units: ObjectArray,
    entitled: IntArray,
) -> Iterator[Row]:
    """Return the scenario's own annual limit for each unit that could exceed what is left of it."""
    if not scenario.unit_limits:
        return
    affiliates = group_of(law, applications)
    names, codes = np.unique(units.astype(str), return_inverse=True)
    asked = np.zeros(len(names), dtype=np.int64)
    np.add.at(asked, codes, entitled)
    for limit in scenario.unit_limits:
        used = _by_unit(law, ledger, limit.over, affiliates)
        suffix = f" clause {','.join(limit.over)}" if limit.over else ""
        clauses = {"clause": limit.over} if limit.over else {}
        for name, total in zip(names.tolist(), asked.tolist(), strict=True):
            left = max(limit.at_most - used.get(name, 0), 0)
            if total > left:
                yield Row(f"unit {name}{suffix}", {"unit": (name,), **clauses}, at_most=left)
