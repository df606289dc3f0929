"""Applications with their lists, out of one workbook or of CSV files beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from optimizer.errors import DataError, Param, Place, Problem
from optimizer.intake.columns import APPLICATIONS, LISTS, TRANCHES, Sheet
from optimizer.intake.keys import (
    canonical_order,
    folded,
    parents_of,
    report_doubled,
    sorted_by_number,
)
from optimizer.intake.process import RawSheet, read_file
from optimizer.intake.sheets import SheetReading, read_sheet
from optimizer.intake.tables import Applications
from optimizer.intake.tranches import report_tranches
from optimizer.intake.vocabulary import fold
from optimizer.intake.which_sheet import choose_sheets
from optimizer.policy.types import Policy

Problems = tuple[Problem, ...]


def read_applications(
    path: Path, policy: Policy, year: int | None = None
) -> tuple[Applications | None, Problems]:
    """Read the year's applications and their lists.

    Parameters
    ----------
    path
        A workbook with a sheet 申报表 and a sheet for each list, or ``applications.csv`` with files
        such as ``applications.agreements.csv`` beside it.
    policy
        Whose clauses may stand there, and which columns these need.
    year
        Of the call: nothing is paid before it. ``None`` where it is not known.

    Returns
    -------
    Applications or None
        Sorted by application number; ``None`` if any problem is an error.
    tuple of Problem
        All errors and notices, by sheet, row and column.
    """
    definitions = (APPLICATIONS, *LISTS)
    try:
        sheets = _files(path) if path.suffix.lower() == ".csv" else read_file(path)
    except DataError as error:
        return None, error.problems
    chosen, problems = choose_sheets(sheets, definitions, path.name)
    if APPLICATIONS.key not in chosen:
        return None, tuple(problems)
    clauses = clause_words(policy)
    readings = {key: read_sheet(_by_key(key), raw, clauses) for key, raw in chosen.items()}
    main = readings[APPLICATIONS.key]
    report_doubled(main, ("application_no",), "intake.no.doubled")
    _report_needs(main, readings, policy)
    order = sorted_by_number(main.columns["application_no"])
    numbers = main.columns["application_no"][order]
    index = {key: i for i, key in enumerate(folded(numbers))}
    lists = {}
    for definition in LISTS:
        reading = readings.get(definition.key) or _absent(definition, path.name)
        parent = parents_of(reading, numbers, index)
        if definition is TRANCHES:
            report_tranches(reading, parent, main.columns["requested"][order], year)
        order_of_list = canonical_order(
            [parent, *(reading.columns[c.key] for c in definition.columns)]
        )
        lists[definition.key] = reading.table(order_of_list, parent[order_of_list])
    problems += [p for reading in readings.values() for p in reading.in_order()]
    if any(p.level == "error" for p in problems):
        return None, tuple(problems)
    present = frozenset(main.headings) | {
        f"{key}.{column}" for key, r in readings.items() if r is not main for column in r.headings
    }
    return Applications(main.table(order), lists, present), tuple(problems)


def clause_words(policy: Policy) -> Mapping[str, str]:
    """Return every way to write a clause, folded -> its id."""
    words: dict[str, str] = {}
    for clause in policy.clauses:
        titles = (clause.title.zh, clause.title.en)
        ways = (clause.id, f"第{clause.id}条", *(f"{clause.id} {title}" for title in titles))
        words.update({fold(way): clause.id for way in ways})
    return words


def _by_key(key: str) -> Sheet:
    return next(s for s in (APPLICATIONS, *LISTS) if s.key == key)


def _files(path: Path) -> tuple[RawSheet, ...]:
    """Return the CSV file and the lists beside it, each under its sheet's name."""
    found: list[RawSheet] = []
    problems: list[Problem] = []
    for definition in (APPLICATIONS, *LISTS):
        main = definition is APPLICATIONS
        file = path if main else path.with_name(f"{path.stem}.{definition.key}.csv")
        if not main and not file.exists():
            continue
        try:
            found += [sheet.named(definition.zh) for sheet in read_file(file)]
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return tuple(found)


def _absent(definition: Sheet, source: str) -> SheetReading:
    return read_sheet(definition.without_required(), RawSheet(definition.zh, 0, [], source), {})


def _report_needs(main: SheetReading, readings: Mapping[str, SheetReading], policy: Policy) -> None:
    """Report the columns that a clause of the file needs and the file does not have."""
    missing: dict[str, list[str]] = {}
    here = set(main.columns["clause"])
    for clause in policy.clauses:
        if clause.id not in here:
            continue
        for need in clause.needs:
            sheet, _, column = need.rpartition(".")
            if not sheet and need in {s.key for s in LISTS}:
                there = need in readings
            else:
                reading = readings.get(sheet or APPLICATIONS.key)
                there = reading is not None and column in reading.headings
            if not there:
                missing.setdefault(need, []).append(clause.id)
    for need, clauses in missing.items():
        params: Mapping[str, Param] = {"heading": _heading(need), "clauses": tuple(clauses)}
        sheet = need.partition(".")[0]
        name = _by_key(sheet).zh if sheet in {s.key for s in LISTS} else main.raw.name
        main.problems.append(
            Problem("intake.heading.needed", Place(main.raw.source, name), "", params)
        )


def _heading(need: str) -> str:
    sheet, _, column = need.rpartition(".")
    if not sheet and need in {s.key for s in LISTS}:
        return _by_key(need).zh
    definition = _by_key(sheet or APPLICATIONS.key)
    return next((c.zh for c in definition.columns if c.key == column), need)
