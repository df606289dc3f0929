"""The allocation table: one row a project that may be supported, by article, with subtotals."""

from __future__ import annotations

from optimizer.documents.amount_line import why_line
from optimizer.documents.capital import capital_yuan
from optimizer.documents.cited import reason_text
from optimizer.documents.context import Context
from optimizer.documents.pen import A3, Book, Pen
from optimizer.formats.outcome import ProjectOutcome
from optimizer.wording import say

#: The columns used in practice, by the code of their heading, with their widths.
COLUMNS = {
    "serial": 6,
    "unit": 32,
    "usci": 21,
    "project": 26,
    "clause": 26,
    "base": 11,
    "verified_base": 11,
    "requested": 11,
    "verified": 11,
    "merit": 9,
    "rank": 6,
    "ceiling": 11,
    "suggested": 13,
    "mode": 13,
    "payee": 32,
    "remark": 72,
}
PLACE = {key: column for column, key in enumerate(COLUMNS)}
#: Columns of money that are added up, by the attribute of a project.
SUMMED = {
    "requested": "requested",
    "verified": "verified",
    "ceiling": "entitled",
    "suggested": "suggested",
}
HEAD = 4


def allocation_sheet(book: Book, context: Context) -> None:
    """Write the allocation table."""
    lang = context.lang
    pen = book.sheet(say("documents.sheet.allocation", lang), lang)
    wide = len(COLUMNS)
    pen.wide(0, wide, context.title(), "title")
    pen.wide(1, wide, "  ".join(context.badges()), "badges")
    pen.wide(2, wide, context.source(), "line")
    pen.wide(3, wide, say("documents.money_unit", lang), "right")
    pen.texts(HEAD, [say(f"documents.column.{key}", lang) for key in COLUMNS], "head")
    pen.page(A3, HEAD, wide, list(COLUMNS.values()), say("documents.footer", lang))
    row = HEAD + 1
    shown: list[ProjectOutcome] = []
    for article in context.articles():
        if projects := context.of_article(article):
            row = _article(pen, row, article, projects, len(shown), context)
            shown += projects
    _sums(pen, row, HEAD + 1, say("documents.total", lang, count=len(shown)), shown)
    given = context.outcome.totals["suggested"]
    if given is not None:
        words = say("documents.in_capitals", lang, words=capital_yuan(given))
        pen.wide(row + 1, wide, words, "total")


def _article(
    pen: Pen,
    row: int,
    article: str,
    projects: list[ProjectOutcome],
    before: int,
    context: Context,
) -> int:
    """Write one article with its subtotal; return the row after it."""
    title = context.article_title(article)
    pen.wide(row, len(COLUMNS), title, "group")
    for offset, project in enumerate(projects, start=1):
        _project(pen, row + offset, before + offset, project, context)
    last = row + len(projects) + 1
    label = say("documents.subtotal", context.lang, title=title, count=len(projects))
    _sums(pen, last, row + 1, label, projects)
    return last + 1


def _project(pen: Pen, row: int, serial: int, project: ProjectOutcome, context: Context) -> None:
    clause = context.year.policy.clause(project.clause)
    base, verified_base = context.bases_of(project)
    pen.count(row, PLACE["serial"], serial)
    pen.text(row, PLACE["unit"], project.unit_name)
    pen.text(row, PLACE["usci"], project.usci)
    pen.text(row, PLACE["project"], project.project_name)
    pen.text(row, PLACE["clause"], context.clause_title(clause))
    pen.fen(row, PLACE["base"], base)
    pen.fen(row, PLACE["verified_base"], verified_base)
    for key, attribute in SUMMED.items():
        pen.yuan(row, PLACE[key], getattr(project, attribute))
    pen.score(row, PLACE["merit"], project.merit)
    pen.count(row, PLACE["rank"], project.rank)
    pen.text(row, PLACE["mode"], say(f"documents.mode.{clause.mode}", context.lang))
    pen.text(row, PLACE["payee"], project.payee_name)
    pen.text(row, PLACE["remark"], remark(project, context))


def remark(project: ProjectOutcome, context: Context) -> str:
    """Return how the amount came about, the reasons, and what is still open, in words."""
    lang = context.lang
    words = [why_line(project, lang), *(reason_text(mark, lang) for mark in project.marks)]
    return say("documents.between", lang).join(words)


def _sums(pen: Pen, row: int, first: int, label: str, projects: list[ProjectOutcome]) -> None:
    for column in range(len(COLUMNS)):
        pen.text(row, column, "", "total")
    pen.text(row, PLACE["unit"], label, "total")
    for key, attribute in SUMMED.items():
        amounts = [getattr(p, attribute) for p in projects]
        known = [amount for amount in amounts if amount is not None]
        none = not known and bool(projects)
        pen.subtotal(row, PLACE[key], first, None if none else sum(known))
