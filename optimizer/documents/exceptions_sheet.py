"""The sheet of rank exceptions: more merit, a lower share of the ceiling, and why."""

from __future__ import annotations

from optimizer.documents.context import Context
from optimizer.documents.other_sheets import opened
from optimizer.documents.pen import Book, Pen
from optimizer.formats.outcome import ProjectOutcome
from optimizer.wording import say

COLUMNS = {
    "serial": 6, "number": 13, "unit": 28, "clause": 24, "merit": 9, "suggested": 12,
    "fulfilled": 9, "witness": 13, "witness_unit": 28, "witness_merit": 9, "witness_share": 9,
    "ahead": 9, "cause": 44,
}  # fmt: skip
PLACE = {key: column for column, key in enumerate(COLUMNS)}


def exceptions_sheet(book: Book, context: Context) -> None:
    """Write every project that stands behind one with less merit, with the cause.

    One such project is named beside it, ``ahead`` counts them all. A plan without exceptions says
    so in one line, so that nobody looks for a sheet that is missing.
    """
    pen, row = opened(book, context, "exceptions", COLUMNS)
    lang, found = context.lang, context.outcome.exceptions
    if not found:
        planned = context.outcome.solution.awards is not None
        words = say(f"documents.exceptions.{'none' if planned else 'no_plan'}", lang)
        pen.wide(row, len(COLUMNS), words, "line")
        return
    projects = {p.application_no: p for p in context.outcome.projects}
    for serial, one in enumerate(found, start=1):
        project, witness = projects[one.application_no], projects[one.witness]
        pen.count(row, PLACE["serial"], serial)
        pen.text(row, PLACE["number"], project.application_no)
        pen.text(row, PLACE["unit"], project.unit_name)
        clause = context.year.policy.clause(project.clause)
        pen.text(row, PLACE["clause"], context.clause_title(clause))
        pen.score(row, PLACE["merit"], project.merit)
        pen.yuan(row, PLACE["suggested"], project.suggested)
        _share(pen, row, "fulfilled", project)
        pen.text(row, PLACE["witness"], witness.application_no)
        pen.text(row, PLACE["witness_unit"], witness.unit_name)
        pen.score(row, PLACE["witness_merit"], witness.merit)
        _share(pen, row, "witness_share", witness)
        pen.count(row, PLACE["ahead"], one.count)
        pen.text(row, PLACE["cause"], say(f"exception.{one.cause}", lang))
        row += 1


def _share(pen: Pen, row: int, column: str, project: ProjectOutcome) -> None:
    pen.share(row, PLACE[column], project.suggested or 0, project.entitled or 0)
