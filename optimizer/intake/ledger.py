"""The ledger: what earlier years, and earlier batches of this one, awarded, paid and got back."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from optimizer.errors import DataError, Problem
from optimizer.intake.applications import clause_words
from optimizer.intake.columns import LEDGER
from optimizer.intake.display import display
from optimizer.intake.keys import canonical_order
from optimizer.intake.process import read_file
from optimizer.intake.sheets import SheetReading, read_sheet
from optimizer.intake.tables import Table
from optimizer.intake.which_sheet import choose_sheets
from optimizer.policy.types import Policy


def read_ledger(path: Path, policy: Policy) -> tuple[Table | None, tuple[Problem, ...]]:
    """Read the ledger of awards.

    Parameters
    ----------
    path
        A workbook with a sheet 历年台账, or a CSV file.
    policy
        Whose clauses may stand there.

    Returns
    -------
    Table or None
        Sorted by year and then by all else; ``None`` if any problem is an error.
    tuple of Problem
        All errors and notices.
    """
    try:
        sheets = read_file(path)
    except DataError as error:
        return None, error.problems
    if path.suffix.lower() == ".csv":
        sheets = tuple(sheet.named(LEDGER.zh) for sheet in sheets)
    chosen, problems = choose_sheets(sheets, (LEDGER,), path.name)
    if LEDGER.key not in chosen:
        return None, tuple(problems)
    reading = read_sheet(LEDGER, chosen[LEDGER.key], clause_words(policy))
    _report_returned(reading)
    problems += reading.in_order()
    if any(p.level == "error" for p in problems):
        return None, tuple(problems)
    order = canonical_order([reading.columns[column.key] for column in LEDGER.columns])
    return reading.table(order), tuple(problems)


def _report_returned(reading: SheetReading) -> None:
    """No more can come back than was awarded."""
    awarded, returned = reading.columns["awarded"], reading.columns["returned"]
    for row in np.flatnonzero((awarded >= 0) & (returned > awarded)).tolist():
        reading.report("intake.ledger.returned", row, "returned", display(returned[row], "money"))
