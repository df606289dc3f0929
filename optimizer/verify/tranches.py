"""Money in time: what each year pays of an award, by its tranches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.formats.problem import ObjectArray, Row
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN
from optimizer.verify.choices import objects
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
    fen = sum(entry.kept for entry in opinion.desk.book.ledger if entry.due_year == year)
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


def in_time(opinion: Opinion, scenario: Scenario, chosen: list[int], most: list[int]) -> InTime:
    """Return the limits of the years over the applications ``chosen``, who get ``most`` at most."""
    now, budget = opinion.term.year, available(opinion, scenario)
    parts = {i: parts_of(opinion, i) for i in _in_parts(opinion, chosen)}
    later = sorted({year for one in parts.values() for year in one} - {now})
    if not later:
        return InTime(budget)
    limits = {
        limit.year: max(limit.at_most - committed(opinion, limit.year), 0)
        for limit in scenario.future_limits
    }
    rows, numbers = [], {}
    for year, limit in ((now, budget), *((year, limits.get(year)) for year in later)):
        falls = list(most) if year == now else [0] * len(most)
        for k, i in enumerate(chosen):
            if i in parts:
                falls[k] = _rounded_up(parts[i].get(year, Fraction()) * most[k])
        if limit is not None:
            name = f"year_{year}"
            rows.append(Row(f"year {year}", number=name, at_most=limit))
            numbers[name] = objects([part or None for part in falls])
        if year != now:
            budget += sum(falls) if limit is None else limit
    return InTime(budget, tuple(rows), numbers)


def _in_parts(opinion: Opinion, chosen: Iterable[int]) -> list[int]:
    """Return those of the applications ``chosen`` whose award is not simply paid at once."""
    listed = opinion.desk.book.lists["tranches"]
    return [i for i in chosen if i in listed]


def _rounded_up(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)


def paid_by_year(opinion: Opinion, awards: Mapping[int, int]) -> dict[int, int]:
    """Return what falls due in each year of awards (application -> yuan), every year that may pay.

    Each part is rounded down, the last year of an application takes the rest.
    """
    in_parts = {i: awards[i] for i in _in_parts(opinion, awards)}
    paid = {opinion.term.year: sum(awards.values()) - sum(in_parts.values())}
    for i, award in in_parts.items():
        parts = parts_of(opinion, i)
        rest = award
        for year in parts:
            part = int(parts[year] * award) if year != max(parts) else rest
            paid[year] = paid.get(year, 0) + part
            rest -= part
    return dict(sorted(paid.items()))
