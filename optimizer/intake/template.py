"""The workbooks to fill in: applications with their lists, scores, ledger.

Each has guidance, units in the headings, drop-downs, locked headings, and one filled example on a
sheet that is not read as data. The same year and policy give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from optimizer.intake.columns import APPLICATIONS, LEDGER, LISTS, Column, Sheet
from optimizer.intake.example import example_row
from optimizer.intake.guidance import CLAUSE_TITLES, GUIDE_TITLES, REQUIRED, note
from optimizer.intake.layout import Book, Language, header_of, words_of
from optimizer.intake.scores import scores_sheet
from optimizer.intake.vocabulary import EXAMPLE_SHEET, GUIDE_SHEET
from optimizer.policy.types import Clause, Policy, Text

_NAMES = {
    "zh": (EXAMPLE_SHEET, GUIDE_SHEET),
    "en": ("Example", "Guidance"),
}
_WIDTHS = (14, 30, 10, 46, 40, 24)


def write_template(path: Path, policy: Policy, year: int, lang: Language = "zh") -> None:
    """Write the import workbook of applications and their lists.

    Parameters
    ----------
    path
        Where to; an existing file is replaced.
    policy
        Whose clauses the drop-down offers and the guidance names.
    year
        Year of the call, for the example.
    lang
        Language of headings and guidance.
    """
    _write(path, (APPLICATIONS, *LISTS), policy, year, lang)


def write_scores_template(path: Path, policy: Policy, year: int, lang: Language = "zh") -> None:
    """Write the workbook for the experts' scores, one column a criterion of the policy."""
    _write(path, (scores_sheet(policy),), policy, year, lang)


def write_ledger_template(path: Path, policy: Policy, year: int, lang: Language = "zh") -> None:
    """Write the workbook for the ledger of earlier awards."""
    _write(path, (LEDGER,), policy, year, lang)


def _write(
    path: Path, definitions: Sequence[Sheet], policy: Policy, year: int, lang: Language
) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    clauses = tuple(clause.id for clause in policy.clauses)
    with xlsxwriter.Workbook(path, options) as workbook:
        # The writer would put the time of day into the file.
        workbook.set_properties({"created": datetime(year, 1, 1)})  # noqa: DTZ001  # a day, no moment
        book = Book(workbook, lang)
        for definition in definitions:
            book.data_sheet(definition, clauses)
        _examples(book, definitions, year, clauses[0] if clauses else "")
        _guide(book, definitions, policy)


def _examples(book: Book, definitions: Sequence[Sheet], year: int, clause: str) -> None:
    """Write one filled row of every sheet, each below its own headings."""
    sheet = book.workbook.add_worksheet(_NAMES[book.lang][0])
    sheet.set_column(0, max(len(d.columns) for d in definitions), 18)
    row = 0
    for definition in definitions:
        sheet.write_string(row, 0, definition.zh if book.lang == "zh" else definition.en)
        book.headings(sheet, definition.columns, row + 1)
        for index, value in enumerate(example_row(definition.columns, year, clause)):
            sheet.write(row + 2, index, value, book.body(definition.columns[index]))
        row += 4


def _guide(book: Book, definitions: Sequence[Sheet], policy: Policy) -> None:
    sheet = book.workbook.add_worksheet(_NAMES[book.lang][1])
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width, book.wrapped)
    for index, title in enumerate(_said(GUIDE_TITLES, book.lang).split("、")):
        sheet.write_string(0, index, title, book.heading)
    sheet.freeze_panes(1, 0)
    row = 1
    clauses = tuple(clause.id for clause in policy.clauses)
    for definition in definitions:
        for column in definition.columns:
            cells = (
                definition.zh if book.lang == "zh" else definition.en,
                header_of(column, book.lang),
                _said(REQUIRED, book.lang) if column.required else "",
                _said(note(column), book.lang),
                "、".join(words_of(column, clauses) or column.choices),
                "、".join(clauses_using(policy, definition, column)),
            )
            for index, cell in enumerate(cells):
                sheet.write_string(row, index, cell, book.wrapped)
            row += 1
    row += 1
    for index, title in enumerate(_said(CLAUSE_TITLES, book.lang).split("、")):
        sheet.write_string(row, index, title, book.heading)
    for clause in policy.clauses:
        row += 1
        sheet.write_string(row, 0, clause.id)
        sheet.write_string(row, 1, _said(clause.title, book.lang))


def _said(text: Text, lang: Language) -> str:
    return text.zh if lang == "zh" else text.en


def clauses_using(policy: Policy, definition: Sheet, column: Column) -> tuple[str, ...]:
    """Return the clauses that read a column: without it a file cannot carry them, or a test does.

    Columns that every clause reads (articles 3 and 4, the flags) name no clause.
    """
    names = {column.key} if definition is APPLICATIONS else {f"{definition.key}.{column.key}"}
    if definition is not APPLICATIONS and column.required:
        names.add(definition.key)
    return tuple(clause.id for clause in policy.clauses if names & _read_by(clause))


def _read_by(clause: Clause) -> set[str]:
    read = {clause.window, *clause.needs, *(condition.field for condition in clause.conditions)}
    return read | {name for name in (clause.base, clause.cost) if isinstance(name, str)}
