"""A frontier as an Excel workbook: its points, the breaks of its line, and what must be said."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from optimizer.documents.frontier_text import (
    axis_text,
    came_text,
    headline,
    merit_points,
    notes,
    slope_points,
    value_text,
)
from optimizer.documents.pen import A4, Book, Pen
from optimizer.formats.outcome import Outcome
from optimizer.insight.frontier.explore import Frontier
from optimizer.intake.year import Year
from optimizer.wording import Language, say, yuan

HEAD = 3
_WIDTHS: Mapping[str, float] = {
    "value": 18, "merit": 18, "suggested": 16, "projects": 10, "units": 10, "proof": 24,
    "slope": 22, "came": 90, "note": 120,
}  # fmt: skip
_POINTS = ("value", "merit", "suggested", "projects", "units", "proof")
_BREAKS = ("value", "merit", "slope", "suggested", "projects", "units", "came")


def frontier_workbook(found: Frontier, outcome: Outcome, year: Year, lang: Language) -> bytes:
    """Return a frontier as an ``.xlsx`` file.

    Parameters
    ----------
    found
        What was found along the axis.
    outcome
        The current plan, whose fingerprint the notes carry.
    year
        Its year.
    lang
        ``"zh"`` writes money in 万元, ``"en"`` in CNY.

    Returns
    -------
    bytes
        Sheets: points, breaks (where there is a line), notes. The same frontier gives the same
        bytes.
    """
    axis = axis_text(found.axis, lang)
    book = Book(say("frontier.book.title", lang, year=year.call.year, axis=axis), year.call.year)
    pen = _opened(book, found, "points", _POINTS, lang)
    for row, one in enumerate(found.points, HEAD + 1):
        _value(pen, row, found, one.value)
        known = one.awards is not None
        pen.text(row, 1, merit_points(one.merit) if known else "", "middle")
        pen.yuan(row, 2, one.suggested if known else None)
        pen.count(row, 3, one.projects if known else None)
        pen.count(row, 4, one.units if known else None)
        pen.text(row, 5, say(f"frontier.status.{one.status}", lang))
    if found.line.breaks:
        _breaks_sheet(book, found, lang)
    pen = _opened(book, found, "notes", ("note",), lang)
    said = [*notes(found, lang, partial(yuan, lang=lang)), say("frontier.what_if", lang)]
    said.append(say("frontier.book.fingerprint", lang, fingerprint=outcome.fingerprint))
    for row, note in enumerate(said, HEAD + 1):
        pen.text(row, 0, note)
    return book.close()


def _breaks_sheet(book: Book, found: Frontier, lang: Language) -> None:
    pen = _opened(book, found, "breaks", _BREAKS, lang)
    for row, one in enumerate(found.line.breaks, HEAD + 1):
        _value(pen, row, found, one.value)
        pen.text(row, 1, merit_points(one.merit), "middle")
        pen.text(row, 2, "" if one.slope is None else slope_points(one.slope), "middle")
        pen.yuan(row, 3, one.suggested)
        pen.count(row, 4, one.projects)
        pen.count(row, 5, one.units)
        pen.text(row, 6, came_text(one.came, lang, partial(yuan, lang=lang)) if one.came else "")


def _value(pen: Pen, row: int, found: Frontier, value: int) -> None:
    if found.axis.unit == "count":
        pen.text(row, 0, value_text(found.axis, value, pen.lang, str), "middle")
    else:
        pen.yuan(row, 0, value)


def _opened(
    book: Book, found: Frontier, name: str, columns: tuple[str, ...], lang: Language
) -> Pen:
    """Add a sheet with the answer, that it is a trial, and headings."""
    pen = book.sheet(say(f"frontier.book.{name}", lang), lang)
    widths = [_WIDTHS[key] for key in columns]
    pen.page(A4, HEAD, len(columns), widths, "&C&P / &N")
    wide = max(len(columns), 1)
    pen.wide(0, wide, axis_text(found.axis, lang), "title")
    pen.wide(1, wide, say("frontier.what_if", lang), "badges")
    pen.wide(2, wide, headline(found, lang, partial(yuan, lang=lang)), "line")
    pen.texts(HEAD, [say(f"frontier.book.column.{key}", lang) for key in columns], "head")
    return pen
