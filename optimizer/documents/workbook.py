"""The allocation table and the list of problems as Excel workbooks."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.documents.allocation_sheet import allocation_sheet
from optimizer.documents.context import context
from optimizer.documents.exceptions_sheet import exceptions_sheet
from optimizer.documents.notes_sheet import notes_sheet
from optimizer.documents.other_sheets import refused_sheet, totals_sheet
from optimizer.documents.pen import A4, Book
from optimizer.errors import Problem
from optimizer.formats.outcome import Outcome
from optimizer.intake.year import Year
from optimizer.wording import Language, say

#: The list of problems belongs to no year; its file still needs a fixed day.
_NO_YEAR = 2026
PROBLEMS = {"level": 8, "sheet": 26, "row": 8, "letter": 8, "field": 26, "value": 30, "remedy": 70}


def allocation_workbook(outcome: Outcome, year: Year, lang: Language) -> bytes:
    """Return the allocation table of an outcome as an ``.xlsx`` file.

    Parameters
    ----------
    outcome
        The plan; an infeasible one gives a table without amounts.
    year
        The year that it was made from: declared bases, titles and the call's settings.
    lang
        ``"zh"`` writes money in 万元, ``"en"`` in CNY.

    Returns
    -------
    bytes
        Five sheets: allocation, not supported, totals by article, rank exceptions, notes. The same
        outcome gives the same bytes; sums are formulas that carry their values.
    """
    gathered = context(outcome, year, lang)
    book = Book(gathered.title(), year.call.year)
    allocation_sheet(book, gathered)
    refused_sheet(book, gathered)
    totals_sheet(book, gathered)
    exceptions_sheet(book, gathered)
    notes_sheet(book, gathered)
    return book.close()


def problems_workbook(problems: Iterable[Problem], lang: Language) -> bytes:
    """Return a list of problems as an ``.xlsx`` file: where each is, and how to mend it."""
    title = say("documents.sheet.problems", lang)
    book = Book(title, _NO_YEAR)
    pen = book.sheet(title, lang)
    pen.texts(0, [say(f"documents.column.{key}", lang) for key in PROBLEMS], "head")
    for row, problem in enumerate(problems, start=1):
        place = problem.place
        pen.text(row, 0, say(f"documents.level.{problem.level}", lang), "middle")
        pen.text(row, 1, " · ".join(part for part in (place.source, place.sheet) if part))
        pen.count(row, 2, place.row or None)
        pen.text(row, 3, place.column, "middle")
        pen.text(row, 4, place.field)
        pen.text(row, 5, problem.value)
        params = {"value": problem.value, **problem.params}
        pen.text(row, 6, say(problem.code, lang, **params))
    pen.page(A4, 0, len(PROBLEMS), list(PROBLEMS.values()), say("documents.footer", lang))
    return book.close()
