"""Money in time: what each year pays of an award, by its tranches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import IntArray, ObjectArray, Row
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN
from optimizer.verify.choices import objects
from optimizer.verify.exact import total
from optimizer.verify.law import Opinion

#: Year -> the part of an award that is paid in it, rising; the parts add up to 1.
Parts = Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class InTime:
    """What the years ask for: all that may be promised, a limit a year, and what they count."""

    budget: int
    rows: tuple[Row, ...] = ()
    numbers: Mapping[str, ObjectArray] = field(default_factory=dict)


def committed(opinion: Opinion, year: int) -> int:
    """Return the yuan (rounded up) that the ledger has already promised of a year's money."""
    ledger = opinion.desk.book.ledger
    fen = total(ledger.kept[ledger.due_year == year])
    return -(-fen // FEN_PER_YUAN)


def available(opinion: Opinion, scenario: Scenario) -> int:
    """Return total less reserve less what was committed of this year's money before, in yuan."""
    return max(scenario.total - scenario.reserve - committed(opinion, opinion.term.year), 0)


def parts_of(opinion: Opinion, i: int) -> Parts:
    """Return how an award of application ``i`` is paid: by its list, else all in the call's year.

    A list is by shares or by amounts; of amounts only the proportion counts.
    """
    weights: dict[int, int] = {}
    for row in opinion.desk.book.rows("tranches", i):
        amount, share = row["tranche_amount"], row["tranche_share"]
        weights[row["year"]] = int(share if amount == MISSING else amount)
    whole = sum(weights.values())
    if not whole:
        return {opinion.term.year: Fraction(1)}
    return {year: Fraction(weights[year], whole) for year in sorted(weights)}


def in_time(opinion: Opinion, scenario: Scenario, chosen: IntArray, most: IntArray) -> InTime:
    """Return the limits of the years over the applications ``chosen``, who get ``most`` at most."""
    now, budget = opinion.term.year, available(opinion, scenario)
    places = _in_parts(opinion, chosen)
    parts = {k: parts_of(opinion, int(chosen[k])) for k in places.tolist()}
    later = sorted({year for one in parts.values() for year in one} - {now})
    if not later:
        return InTime(budget)
    limits = {
        limit.year: max(limit.at_most - committed(opinion, limit.year), 0)
        for limit in scenario.future_limits
    }
    rows, numbers = [], {}
    for year, limit in ((now, budget), *((year, limits.get(year)) for year in later)):
        falls = most.tolist() if year == now else [0] * len(most)
        for k, one in parts.items():
            falls[k] = _rounded_up(one.get(year, Fraction()) * int(most[k]))
        if limit is not None:
            name = f"year_{year}"
            rows.append(Row(f"year {year}", number=name, at_most=limit))
            numbers[name] = objects([part or None for part in falls])
        if year != now:
            budget += sum(falls) if limit is None else limit
    return InTime(budget, tuple(rows), numbers)


def _in_parts(opinion: Opinion, chosen: IntArray) -> IntArray:
    """Return the places of those ``chosen`` whose award is not simply paid at once."""
    return np.flatnonzero(np.isin(chosen, opinion.desk.book.lists["tranches"].of))


def _rounded_up(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)


def paid_by_year(opinion: Opinion, chosen: IntArray, awards: IntArray) -> dict[int, int]:
    """Return what falls due in each year of awards, every year that may pay.

    Each part is rounded down, the last year of an application takes the rest.
    """
    in_parts = _in_parts(opinion, chosen)
    paid = {opinion.term.year: total(awards) - total(awards[in_parts])}
    for k in in_parts.tolist():
        parts, award = parts_of(opinion, int(chosen[k])), int(awards[k])
        rest = award
        for year in parts:
            part = int(parts[year] * award) if year != max(parts) else rest
            paid[year] = paid.get(year, 0) + part
            rest -= part
    return dict(sorted(paid.items()))
