"""Limits of the measures over several awards of one unit or project, less what the ledger used.

An award ceiling cuts one application; these limits are shared, so they are rows of the problem,
and which application of a unit is cut is the plan's choice. A row is given only where the
applications it covers could together exceed what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal, NamedTuple

import numpy as np

from optimizer.entitlement.amounts import PERIOD
from optimizer.entitlement.case import option
from optimizer.entitlement.history import paid_ever, project_used, used_by
from optimizer.entitlement.parties import group_of
from optimizer.entitlement.types import ENTITLED, Entitlements
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation
from optimizer.intake.tables import Applications, Table
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law
from optimizer.policy.types import Clause, UnitLimit

_Key = tuple[Literal["unit", "project"], str]


class _Spent(NamedTuple):
    """A limit in yuan, and what of it is used in fen."""

    limit: int
    used_fen: int

    @property
    def left(self) -> int:
        """Yuan left, rounded down, never below 0."""
        return max(self.limit * FEN_PER_YUAN - self.used_fen, 0) // FEN_PER_YUAN


@dataclass(frozen=True)
class _Year:
    """What limits are read from; ``affiliates`` maps units to groups that count as one."""

    law: Law
    applications: Applications
    entitlements: Entitlements
    ledger: Table
    affiliates: dict[str, str]

    @cached_property
    def _entitled(self) -> list[int]:
        return list(self.entitlements.entitled.tolist())

    def could_exceed(self, spent: _Spent, members: list[int]) -> bool:
        """Say whether these applications could together have more than what is left."""
        return sum([self._entitled[i] for i in members]) > spent.left


@dataclass(frozen=True, slots=True)
class SharedLimit:
    """One limit that several applications of this year share.

    Parameters
    ----------
    over
        ``"unit"`` or ``"project"``: what ``key`` is (a unit code, or applicant and project number
        joined by a space).
    clauses
        The clauses that count.
    members
        int64: the entitled applications it covers, rising.
    at_most
        Yuan left: the limit less what earlier awards used, rounded down, never below 0.
    limit, used
        Yuan: the whole limit, and what of it the ledger used (rounded up).
    """

    over: Literal["unit", "project"]
    key: str
    clauses: tuple[str, ...]
    members: IntArray
    at_most: int
    limit: int
    used: int
    citation: Citation


def unit_limit_left(
    law: Law, applications: Applications, entitlements: Entitlements, ledger: Table
) -> tuple[SharedLimit, ...]:
    """Return every limit of the measures and the call that could bind, in the policy's order.

    These are the policy's unit limits (over the period of each, less the ledger) and the ceilings
    that run over a unit, a payee or a project instead of one application. The scenario's own
    annual limits are not among them.
    """
    year = _Year(law, applications, entitlements, ledger, group_of(law, applications))
    of_limits = (row for limit in law.policy.unit_limits for row in _of_limit(year, limit))
    of_ceilings = (row for clause in law.policy.clauses for row in _of_ceiling(year, clause))
    return tuple(chain(of_limits, of_ceilings))


def annual_limit_left(
    law: Law,
    applications: Applications,
    entitlements: Entitlements,
    ledger: Table,
    own: tuple[int, tuple[str, ...]],
) -> tuple[SharedLimit, ...]:
    """Return a scenario's own annual limit for each unit where it could bind.

    ``own`` is the limit in yuan and the clauses that count (empty: all). Earlier batches of the
    year are taken off.
    """
    year = _Year(law, applications, entitlements, ledger, group_of(law, applications))
    amount, names = own
    clauses = tuple(c for c in law.policy.clauses if not names or c.id in names)
    return tuple(_over_units(year, clauses, (amount, "annual"), Citation("scenario")))


def _of_limit(year: _Year, limit: UnitLimit) -> Iterator[SharedLimit]:
    law = year.law
    amount = limit.amount.on(law.day) if limit.amount is not None else None
    if amount is None and limit.parameter:
        value = option(law, limit.parameter, None)
        amount = None if value is None else int(str(value))
    if amount is None:
        return
    also = [c for c, flag in limit.also.items() if law.value(flag) is True]
    names = (*(limit.clauses or [c.id for c in law.policy.clauses]), *also)
    clauses = tuple(c for c in law.policy.clauses if c.id in names)
    yield from _over_units(year, clauses, (amount, law.pick(limit.period)), limit.citation)


def _over_units(
    year: _Year, clauses: tuple[Clause, ...], limit: tuple[int, str], citation: Citation
) -> Iterator[SharedLimit]:
    """Give each unit ``limit``: yuan over a period, over all its awards under ``clauses``."""
    amount, period = limit
    used = _used(year, clauses, period, year.affiliates)
    for unit, members in _by_unit(year, clauses).items():
        spent = _Spent(amount, used.get(unit, 0))
        if year.could_exceed(spent, members):
            yield _row(("unit", unit), clauses, members, spent, citation)


def _of_ceiling(year: _Year, clause: Clause) -> Iterator[SharedLimit]:
    scope = year.law.pick(clause.ceiling_scope)
    amount = clause.ceiling.on(year.law.day)
    if scope == "project_year":
        past = project_used(year.law, year.ledger, clause)
        for (unit, project), members in _by_project(year, clause).items():
            spent = _Spent(amount, past.get((unit, project), 0))
            key: _Key = ("project", f"{unit} {project}")
            if year.could_exceed(spent, members):
                yield _row(key, (clause,), members, spent, clause.citation)
    elif scope == "payee_ever":
        paid = paid_ever(year.ledger, clause)
        for payee, members in _by_payee(year, clause).items():
            spent = _Spent(amount, paid.get(payee, 0))
            if year.could_exceed(spent, members):
                yield _row(("unit", payee), (clause,), members, spent, clause.citation)
    elif scope in PERIOD:
        yield from _over_units(year, (clause,), (amount, PERIOD[scope]), clause.citation)


def _row(
    key: _Key, clauses: tuple[Clause, ...], members: list[int], spent: _Spent, citation: Citation
) -> SharedLimit:
    return SharedLimit(
        over=key[0],
        key=key[1],
        clauses=tuple(c.id for c in clauses),
        members=np.array(members, dtype=np.int64),
        at_most=spent.left,
        limit=spent.limit,
        used=-(-spent.used_fen // FEN_PER_YUAN),
        citation=citation,
    )


def _used(
    year: _Year, clauses: tuple[Clause, ...], scope: str, affiliates: dict[str, str]
) -> dict[str, int]:
    """Return unit -> fen that earlier awards of these clauses used."""
    used: dict[str, int] = {}
    for clause in clauses:
        for unit, fen in used_by(year.law, year.ledger, clause, scope, affiliates).items():
            used[unit] = used.get(unit, 0) + fen
    return used


def _by_unit(year: _Year, clauses: tuple[Clause, ...]) -> dict[str, list[int]]:
    """Return unit -> entitled applications of these clauses; first units first."""
    members: dict[str, list[int]] = {}
    unit, also = year.entitlements.limit_unit, year.entitlements.also_unit
    for i in _entitled(year, clauses):
        members.setdefault(str(unit[i]), []).append(i)
        if also is not None and also[i]:
            members.setdefault(str(also[i]), []).append(i)
    return members


def _by_payee(year: _Year, clause: Clause) -> dict[str, list[int]]:
    """Return payee -> entitled applications of a clause."""
    members: dict[str, list[int]] = {}
    for i in _entitled(year, (clause,)):
        members.setdefault(str(year.entitlements.payee_usci[i]), []).append(i)
    return members


def _by_project(year: _Year, clause: Clause) -> dict[tuple[str, str], list[int]]:
    """Return (applicant, project) -> entitled applications of a clause that name a project."""
    members: dict[tuple[str, str], list[int]] = {}
    usci, project = year.applications["usci"], year.applications["project_no"]
    for i in _entitled(year, (clause,)):
        if project[i]:
            members.setdefault((str(usci[i]), str(project[i])), []).append(i)
    return members


def _entitled(year: _Year, clauses: tuple[Clause, ...]) -> list[int]:
    wanted = [i for i, clause in enumerate(year.law.policy.clauses) if clause in clauses]
    found = (year.entitlements.status == ENTITLED) & np.isin(year.entitlements.clause, wanted)
    rows: list[int] = np.flatnonzero(found).tolist()
    return rows
