"""Money in time: what each year pays, where some awards are paid in tranches 分期."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from optimizer.entitlement.history import net_awards
from optimizer.formats.problem import IntArray, ObjectArray, Row
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.tables import MISSING, Applications, Table
from optimizer.intake.tranches import payments, tranches
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law


@dataclass(frozen=True, slots=True)
class Years:
    """What the years ask of a problem: the sum that may be promised, and a row for each limit.

    Without tranches of an entitled project there are no rows, and ``budget`` is what is available.
    """

    budget: int
    rows: tuple[Row, ...] = ()
    numbers: Mapping[str, ObjectArray] = field(default_factory=dict)


def committed(ledger: Table, year: int) -> int:
    """Return what the ledger already charges to a budget year, in whole yuan, rounded up.

    Earlier years and earlier batches count alike: awarded less returned, in the row's ``due_year``
    or else in its own.
    """
    due = np.where(ledger["due_year"] == MISSING, ledger["year"], ledger["due_year"])
    fen: int = sum(net_awards(ledger)[due == year].tolist())
    return -(-fen // FEN_PER_YUAN)


def available(law: Law, scenario: Scenario, ledger: Table) -> int:
    """Return the yuan that may be paid in the call's year: total less reserve and commitments."""
    return scenario.total - scenario.reserve - committed(ledger, law.call.year)


def years(
    law: Law,
    scenario: Scenario,
    applications: Applications,
    ledger: Table,
    chosen: IntArray,
    most: IntArray,
) -> Years:
    """Return the limits of the years over the projects.

    Parameters
    ----------
    chosen
        int64[projects]: their applications.
    most
        int64[projects], yuan: the most that each can get on its grid.

    Returns
    -------
    Years
        A number column ``year_2027`` holds what falls in that year of each project's most; a row
        ``year 2027`` limits it. The call's own year is limited by what is available, later ones by
        the scenario's ``future_limit`` less what the ledger charges to them. What may be promised
        in all is the sum of these, where a later year has no limit with all that falls in it.
    """
    now = law.call.year
    plan = tranches(applications)
    shares = {at: plan[i] for at, i in enumerate(chosen.tolist()) if i in plan} if plan else {}
    later = sorted({year for one in shares.values() for year in one} - {now})
    budget = available(law, scenario, ledger)
    if not later:
        return Years(budget)
    limits = {
        one.year: max(one.at_most - committed(ledger, one.year), 0)
        for one in scenario.future_limits
    }
    # Who is not paid in parts is paid at once: all of it now, nothing later.
    columns = {
        year: _falls_in(year, shares, most, most if year == now else np.zeros_like(most))
        for year in (now, *later)
    }
    rows = [_row(now, budget)]
    for year in later:
        if year in limits:
            rows.append(_row(year, limits[year]))
        budget += limits.get(year, sum(part for part in columns[year].tolist() if part))
    kept = {row.number for row in rows}
    numbers = {name: columns[year] for year in columns if (name := _column(year)) in kept}
    return Years(budget, tuple(rows), numbers)


def _column(year: int) -> str:
    return f"year_{year}"


def _row(year: int, at_most: int) -> Row:
    return Row(f"year {year}", number=_column(year), at_most=at_most)


def _falls_in(
    year: int, shares: Mapping[int, dict[int, Fraction]], most: IntArray, at_once: IntArray
) -> ObjectArray:
    """Return what of each project's most falls in a year, rounded up; ``None`` for nothing.

    ``shares`` are those of the projects paid in parts, ``at_once`` holds for all others.
    """
    column = at_once.astype(object)
    for at, one in shares.items():
        part = one.get(year, Fraction(0))
        column[at] = -(-part.numerator * int(most[at]) // part.denominator)
    column[column == 0] = None
    return column


def due(
    law: Law, applications: Applications, chosen: IntArray, awards: IntArray
) -> Mapping[int, int]:
    """Return year -> yuan of these awards paid in it; years in which anything may be due, rising.

    ``chosen`` are the applications of the projects, ``awards`` their yuan.
    """
    plan = tranches(applications)
    now = law.call.year
    paid = {now: 0}
    if not plan:
        return {now: sum(awards.tolist())}
    for i, award in zip(chosen.tolist(), awards.tolist(), strict=True):
        if i not in plan:
            paid[now] += award
            continue
        for year, part in payments(award, plan[i]).items():
            paid[year] = paid.get(year, 0) + part
    return dict(sorted(paid.items()))
