"""Scores: one row an expert and application; recusal is missing, never 0."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from optimizer.errors import DataError, Problem
from optimizer.intake.columns import SCORES, Column, Sheet
from optimizer.intake.keys import canonical_order, folded, report_doubled
from optimizer.intake.process import read_file
from optimizer.intake.sheets import SheetReading, read_sheet
from optimizer.intake.tables import MISSING, Table
from optimizer.intake.which_sheet import choose_sheets
from optimizer.policy.types import Policy


def scores_sheet(policy: Policy) -> Sheet:
    """Return the sheet of scores with one column for each criterion of the policy."""
    criteria = tuple(
        Column(c.key, c.title.zh, c.title.en, "score", required=True) for c in policy.criteria
    )
    return replace(SCORES, columns=SCORES.columns + criteria)


def read_scores(path: Path, policy: Policy) -> tuple[Table | None, tuple[Problem, ...]]:
    """Read the experts' scores.

    Parameters
    ----------
    path
        A workbook with a sheet 评分表, or a CSV file.
    policy
        Whose criteria head the score columns, by their titles.

    Returns
    -------
    Table or None
        ``application_no``, ``panel``, ``expert``, ``recused`` and hundredths of a point for each
        criterion, sorted by application number and expert; ``None`` if any problem is an error.
    tuple of Problem
        All errors and notices.
    """
    definition = scores_sheet(policy)
    try:
        sheets = read_file(path)
    except DataError as error:
        return None, error.problems
    if path.suffix.lower() == ".csv":
        sheets = tuple(sheet.named(definition.zh) for sheet in sheets)
    chosen, problems = choose_sheets(sheets, (definition,), path.name)
    if definition.key not in chosen:
        return None, tuple(problems)
    reading = read_sheet(definition, chosen[definition.key], {}, may_be_empty=_criteria(policy))
    report_doubled(reading, ("application_no", "expert"), "intake.score.doubled")
    _report_recusals(reading, _criteria(policy))
    _report_two_panels(reading)
    problems += reading.in_order()
    if any(p.level == "error" for p in problems):
        return None, tuple(problems)
    order = canonical_order([reading.columns["application_no"], reading.columns["expert"]])
    return reading.table(order), tuple(problems)


def _criteria(policy: Policy) -> frozenset[str]:
    return frozenset(criterion.key for criterion in policy.criteria)


def _report_recusals(reading: SheetReading, criteria: frozenset[str]) -> None:
    """Report scores of a recused expert, who has none, and scores missing of any other."""
    recused = reading.columns["recused"] == 1
    for key in sorted(criteria & set(reading.headings), key=lambda k: reading.headings[k].index):
        given = reading.given(key)
        for row in np.flatnonzero(recused & given):
            value = int(reading.columns[key][row])
            shown = f"{value // 100}.{value % 100:02d}" if value != MISSING else ""
            reading.report("intake.score.recused", int(row), key, shown)
        for row in np.flatnonzero(~recused & ~given):
            reading.report("intake.score.missing", int(row), key)


def _report_two_panels(reading: SheetReading) -> None:
    """Report an application that stands in more than one panel."""
    panels = reading.columns["panel"]
    first: dict[str, int] = {}
    for row, number in enumerate(folded(reading.columns["application_no"])):
        earlier = first.setdefault(number, row)
        if number and panels[row] and panels[earlier] and panels[row] != panels[earlier]:
            params = {"first": int(reading.rows[earlier])}
            reading.report("intake.score.two_panels", row, "panel", panels[row], params)
