"""Tranches 分期拨付: in which years an award is paid, and what is wrong with how a file says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.errors import Param
from optimizer.formats.problem import IntArray
from optimizer.intake.columns import TRANCHES
from optimizer.intake.display import display
from optimizer.intake.sheets import SheetReading
from optimizer.intake.tables import MISSING, Applications

_WHOLE = 100  # per cent
_SHARE, _AMOUNT = "tranche_share", "tranche_amount"


def tranches(applications: Applications) -> dict[int, dict[int, Fraction]]:
    """Return application (its index) -> year, rising -> the share of the award paid in it.

    Applications without rows are left out: they are paid in the call's year.
    """
    table = applications.lists[TRANCHES.key]
    if table.parent is None or not len(table):
        return {}
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    columns = (table[key].tolist() for key in ("year", _SHARE, _AMOUNT))
    for i, year, share, amount in zip(table.parent.tolist(), *columns, strict=True):
        parts[i][year] = share if amount == MISSING else amount
    return {
        i: {year: Fraction(of[year], sum(of.values())) for year in sorted(of)}
        for i, of in sorted(parts.items())
    }


def payments(award: int, shares: Mapping[int, Fraction]) -> dict[int, int]:
    """Return year -> yuan of an award paid in it: rounded down, the last year takes the rest."""
    years = sorted(shares)
    paid = {year: shares[year].numerator * award // shares[year].denominator for year in years}
    paid[years[-1]] += award - sum(paid.values())
    return paid


# --- what is wrong with a sheet ---------------------------------------------------------------


def report_tranches(
    reading: SheetReading, parent: IntArray, requested: IntArray, call_year: int | None
) -> None:
    """Report every fault of the sheet: what is missing, doubled or too early, and wrong sums.

    Parameters
    ----------
    parent
        int64[rows]: the application of each row, -1 for none.
    requested
        int64[applications], fen.
    call_year
        The first year in which anything can be paid, where it is known.
    """
    readable = _rows(reading, call_year)
    of: dict[int, list[int]] = defaultdict(list)
    for row, i in enumerate(parent.tolist()):
        if i >= 0:
            of[i].append(row)
    for i, rows in sorted(of.items()):
        _report_years(reading, rows)
        if all(readable[row] for row in rows):
            _report_sums(reading, rows, int(requested[i]))


def _rows(reading: SheetReading, call_year: int | None) -> list[bool]:
    """Report what is wrong with a row in itself; return which rows can be added up."""
    years = reading.columns["year"].tolist()
    stated = [
        (reading.given(key).tolist(), reading.columns[key].tolist()) for key in (_SHARE, _AMOUNT)
    ]
    readable = []
    for row, year in enumerate(years):
        if call_year is not None and year != MISSING and year < call_year:
            reading.report("intake.tranche.year", row, "year", year, {"first": call_year})
        given = [there[row] for there, _ in stated]
        values = [value[row] for _, value in stated if value[row] != MISSING]
        if all(given):
            reading.report("intake.tranche.both", row, _AMOUNT)
        elif not any(given):
            reading.report("intake.tranche.empty", row, _SHARE)
        elif values == [0]:
            reading.report("intake.tranche.zero", row, _SHARE if given[0] else _AMOUNT, 0)
        readable.append(sum(given) == 1 and len(values) == 1)
    return readable


def _report_years(reading: SheetReading, rows: Sequence[int]) -> None:
    first: dict[int, int] = {}
    for row in rows:
        year = int(reading.columns["year"][row])
        earlier = first.setdefault(year, row)
        if earlier != row and year != MISSING:
            params = {"first": int(reading.rows[earlier])}
            reading.report("intake.tranche.doubled", row, "year", year, params)


def _report_sums(reading: SheetReading, rows: Sequence[int], requested: int) -> None:
    """Report sums at the application's last row: shares are all of it, amounts what is asked."""
    shares = [int(reading.columns[_SHARE][row]) for row in rows]
    amounts = [int(reading.columns[_AMOUNT][row]) for row in rows]
    number = str(reading.columns["application_no"][rows[0]])
    params: dict[str, Param] = {"number": number}
    by_share = [share != MISSING for share in shares]
    if any(by_share) and not all(by_share):
        reading.report("intake.tranche.mixed", rows[-1], _SHARE, number)
    elif all(by_share) and sum(shares) != _WHOLE:
        params["whole"] = _WHOLE
        reading.report("intake.tranche.shares", rows[-1], _SHARE, sum(shares), params)
    elif not any(by_share) and requested != MISSING and sum(amounts) != requested:
        total = display(sum(amounts), "money")
        params["requested"] = display(requested, "money")
        reading.report("intake.tranche.amounts", rows[-1], _AMOUNT, total, params)
