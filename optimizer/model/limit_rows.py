"""The limits of a year as rows: pools, unit limits, ceilings that several applications share.

Their names are published (docs/file_formats.md): ``article 9`` and ``clause 9.1`` for pools,
``unit CODE`` or ``unit CODE clause 12`` for unit limits, ``project CODE NO clause 10`` for ceilings
over one project.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.history import net_awards
from optimizer.entitlement.limits import SharedLimit, annual_limit_left, unit_limit_left
from optimizer.entitlement.types import Entitlements
from optimizer.formats.problem import Row
from optimizer.intake.scenario_types import Pool, Scenario
from optimizer.intake.tables import Applications, Table
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law


def _in_pool(law: Law, ledger: Table, pool: Pool) -> int:
    """Return what earlier batches of the call's year took out of a pool (yuan, rounded up)."""
    inside = [
        clause.id
        for clause in law.policy.clauses
        if pool.key == (clause.article if pool.over == "article" else clause.id)
    ]
    rows = (ledger["year"] == law.call.year) & np.isin(ledger["clause"].astype(str), inside)
    fen: int = sum(net_awards(ledger)[rows].tolist())
    return -(-max(fen, 0) // FEN_PER_YUAN)


def limit_rows(
    law: Law,
    scenario: Scenario,
    applications: Applications,
    ledger: Table,
    entitlements: Entitlements,
) -> tuple[Row, ...]:
    """Return pools, then unit limits by name; of two with one name the tighter.

    What earlier batches of the year committed is taken off every limit.
    """
    rows = [_pool_row(pool, _in_pool(law, ledger, pool)) for pool in scenario.pools]
    shared = unit_limit_left(law, applications, entitlements, ledger)
    named = [
        (f"{limit.over} {limit.key} clause {','.join(limit.clauses)}", limit, limit.clauses)
        for limit in shared
    ]
    for own in scenario.unit_limits:
        suffix = f" clause {','.join(own.over)}" if own.over else ""
        limits = annual_limit_left(law, applications, entitlements, ledger, (own.at_most, own.over))
        named.extend((f"unit {limit.key}{suffix}", limit, own.over) for limit in limits)
    tightest: dict[str, Row] = {}
    for name, limit, clauses in named:
        members = _selector(limit, clauses, applications["application_no"], entitlements)
        row = Row(name, members, at_most=limit.at_most)
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


def _selector(
    limit: SharedLimit,
    clauses: tuple[str, ...],
    numbers: NDArray[np.object_],
    entitlements: Entitlements,
) -> Mapping[str, tuple[str, ...]]:
    """Select the members of a limit by unit and clause, by number where no label says it."""
    if limit.over != "unit" or {limit.key} != set(entitlements.limit_unit[limit.members].tolist()):
        return {"id": tuple(numbers[limit.members].tolist())}
    by_clause = {"clause": clauses} if clauses else {}
    return {"unit": (limit.key,), **by_clause}
