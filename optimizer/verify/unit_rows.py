"""Limits that several applications of one unit, payee or project share, as the auditor writes them.

A limit that its members could not reach, whatever the plan, is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray, Row
from optimizer.money import FEN_PER_YUAN
from optimizer.verify.exact import Integers, by_target
from optimizer.verify.law import Opinion
from optimizer.verify.scopes import already, kept_by, taken


@dataclass(frozen=True, slots=True)
class _Shares:
    """Applications by the limit that they share: one entry an application and holder.

    ``unit`` is the holder, ``used`` the fen that are used of its limit already; ``project`` is
    given where one project of the unit is the holder.
    """

    members: IntArray
    unit: IntArray
    used: Integers
    project: IntArray | None = None


def over_units(
    opinion: Opinion,
    clauses: tuple[str, ...] | None,
    amount: int,
    period: str,
    chosen: IntArray,
) -> Iterator[Row]:
    """Yield what a limit of ``amount`` yuan leaves to each unit, over some clauses or all."""
    desk, ledger, term = opinion.desk, opinion.desk.book.ledger, opinion.term
    if period == "policy_term":
        counts = (ledger.year >= term.first.year) & (ledger.year <= term.last.year)
    else:
        counts = ledger.year == term.year
    if clauses is not None:
        places = [k for k, sheet in enumerate(desk.sheets) if sheet.clause.id in clauses]
        chosen = chosen[np.isin(desk.clause[chosen], places)]
        counts &= np.isin(ledger.clause, places)
    members, unit = _by_unit(opinion, chosen)
    shares = _Shares(members, unit, kept_by(desk, unit, counts))
    yield from _rows(opinion, shares, amount, clauses)


def ceilings(opinion: Opinion, chosen: IntArray) -> Iterator[Row]:
    """Yield the ceilings that run over several awards of one unit, payee or project."""
    desk, standings = opinion.desk, opinion.standings
    places = sorted(
        range(len(desk.sheets)),
        key=lambda k: (desk.sheets[k].ceiling_scope, desk.sheets[k].clause.id),
    )
    for k in places:
        scope, clause = desk.sheets[k].ceiling_scope, (desk.sheets[k].clause.id,)
        mine = chosen[desk.clause[chosen] == k]
        if scope in {"unit_year", "unit_term"}:
            members, unit = _by_unit(opinion, mine)
            shares = _Shares(members, unit, taken(desk, k, unit))
        elif scope == "payee_ever":
            shares = _Shares(mine, desk.payee[mine], already(desk, standings, k, mine))
        elif scope == "project_year":
            mine = mine[desk.project[mine] > 0]
            used = already(desk, standings, k, mine)
            shares = _Shares(mine, desk.usci[mine], used, desk.project[mine])
        else:
            continue
        yield from _rows(opinion, shares, desk.sheets[k].ceiling, clause)


def _by_unit(opinion: Opinion, chosen: IntArray) -> tuple[IntArray, IntArray]:
    """Return applications with the units that limits count; some count for two."""
    unit, also = opinion.standings.limit_unit[chosen], opinion.standings.also_unit[chosen]
    members, unit = np.concatenate([chosen, chosen]), np.concatenate([unit, also])
    order = np.argsort(members, kind="stable")
    order = order[unit[order] > 0]
    return members[order], unit[order]


def _rows(
    opinion: Opinion, shares: _Shares, amount: int, clauses: tuple[str, ...] | None
) -> Iterator[Row]:
    """Yield the limit of each holder, by name, if its members may get more than is left of it."""
    book, members = opinion.desk.book, shares.members
    project = np.zeros_like(members) if shares.project is None else shares.project
    key = shares.unit * len(book.papers.numbers) + project
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    asked = by_target(opinion.standings.entitled[members], place, len(first))
    left = np.maximum(amount * FEN_PER_YUAN - shares.used, 0) // FEN_PER_YUAN
    # A row by the unit's label says the same as one by numbers where all its members have it.
    by_number = np.full(len(first), shares.project is not None)
    by_number[place[opinion.standings.limit_unit[members] != shares.unit]] = True
    order, start = np.argsort(place, kind="stable"), np.bincount(place, minlength=len(first))
    start = np.concatenate([[0], np.cumsum(start)])
    binding = np.flatnonzero(asked > left[first])
    units = book.units.texts(shares.unit[first[binding]]).tolist()
    projects = book.papers.texts(project[first[binding]]).tolist()
    over = "" if clauses is None else f" clause {','.join(clauses)}"
    by_clause = {} if clauses is None else {"clause": clauses}
    for unit, number, g in sorted(zip(units, projects, binding.tolist(), strict=True)):
        name = f"project {unit} {number}{over}" if number else f"unit {unit}{over}"
        most = int(left[first[g]])
        if by_number[g]:
            mine = members[order[start[g] : start[g + 1]]]
            ids = tuple(book.columns["application_no"][mine].tolist())
            yield Row(name, {"id": ids}, at_most=most)
        else:
            yield Row(name, {"unit": (unit,), **by_clause}, at_most=most)
