"""The ledger's earlier awards under a policy: what each could have been at most.

The ledger holds amounts, not applications: the base of a formula, the score and the documents are
not in it, so that an award is only ever cut here, by its ceiling and by the limit of its unit. What
cannot be known is said of every row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from optimizer.entitlement.history import net_awards
from optimizer.intake.tables import Table
from optimizer.intake.year import Year
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.types import Policy, UnitLimit

Fate = Literal["same", "ceiling", "unit_limit", "no_clause"]
#: What the ledger does not hold of any award, and what of scored ones beside.
UNKNOWN, UNKNOWN_SCORED = ("base", "conditions"), ("score",)
_ANNUAL = ("annual", "year")


@dataclass(frozen=True, slots=True)
class Tried:
    """One award of the ledger under another text; amounts in fen, net of what came back.

    ``usci`` is who was paid. ``at_most`` is the most that it could have been (``None`` without the
    clause). ``unknown`` are codes of what the ledger cannot say; ``more`` among them: it stood at
    the ceiling of the year's own policy, and this one's is higher.
    """

    row: int
    year: int
    application_no: str
    usci: str
    unit_name: str
    clause: str
    awarded: int
    at_most: int | None
    fate: Fate
    unknown: tuple[str, ...]

    @property
    def cut(self) -> int:
        """Fen less than was awarded, at least."""
        return 0 if self.at_most is None else self.awarded - self.at_most


def backtest(year: Year, policy: Policy | None = None) -> tuple[Tried, ...]:
    """Return every award of a year's ledger under ``policy`` (``None``: the year's own).

    Ceilings are those of the last day of the qualifying window. Limits of units count in the order
    of years and of the ledger, over the period that the policy names; a period that the call leaves
    open is taken as the whole term.
    """
    own, day = year.policy, year.call.qualifying_window[1]
    chosen = own if policy is None else policy
    clauses = {clause.id: clause for clause in chosen.clauses}
    before = {clause.id: clause.ceiling.on(day) * FEN_PER_YUAN for clause in own.clauses}
    left = _Left(chosen, day)
    out = []
    for one in _rows(year.ledger):
        clause = clauses.get(one.clause)
        if clause is None:
            out.append(one)
            continue
        ceiling = clause.ceiling.on(day) * FEN_PER_YUAN
        capped = min(one.awarded, ceiling)
        at_most = left.take(one, capped)
        fate: Fate = (
            "unit_limit" if at_most < capped else "ceiling" if capped < one.awarded else "same"
        )
        unknown = UNKNOWN + (UNKNOWN_SCORED if clause.scored else ())
        old = before.get(one.clause)
        if old is not None and ceiling > old <= one.awarded:
            unknown = (*unknown, "more")
        out.append(
            Tried(
                one.row,
                one.year,
                one.application_no,
                one.usci,
                one.unit_name,
                one.clause,
                one.awarded,
                at_most,
                fate,
                unknown,
            )
        )
    return tuple(sorted(out, key=lambda one: one.row))


def _rows(ledger: Table) -> Iterator[Tried]:
    """Yield the awards as they stand, earlier years first."""
    net = net_awards(ledger)
    order = np.argsort(ledger["year"], kind="stable").tolist()
    for i in order:
        paid = str(ledger["payee_usci"][i]) or str(ledger["usci"][i])
        yield Tried(
            i,
            int(ledger["year"][i]),
            str(ledger["application_no"][i]),
            paid,
            str(ledger["unit_name"][i]) or paid,
            str(ledger["clause"][i]),
            int(net[i]),
            None,
            "no_clause",
            ("clause",),
        )


class _Left:
    """What each unit may still get under the limits over several of its awards."""

    def __init__(self, policy: Policy, day: date) -> None:
        self._limits = [limit for limit in policy.unit_limits if limit.amount is not None]
        self._day = day
        self._used: dict[tuple[int, str, int], int] = {}

    def take(self, one: Tried, wanted: int) -> int:
        """Return how much of ``wanted`` fen a unit's limits leave, and count it as used."""
        here = [(k, limit) for k, limit in enumerate(self._limits) if one.clause in limit.clauses]
        keys = [(k, one.usci, one.year if _is_annual(limit) else 0) for k, limit in here]
        for key, (_, limit) in zip(keys, here, strict=True):
            amount = 0 if limit.amount is None else limit.amount.on(self._day) * FEN_PER_YUAN
            wanted = min(wanted, max(amount - self._used.get(key, 0), 0))
        for key in keys:
            self._used[key] = self._used.get(key, 0) + wanted
        return wanted


def _is_annual(limit: UnitLimit) -> bool:
    return isinstance(limit.period, str) and limit.period in _ANNUAL
