"""The sheets beside the allocation table: what is not supported, and totals by article."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.documents.cited import cite, reason_text
from optimizer.documents.context import Context
from optimizer.documents.pen import A4, Book, Pen
from optimizer.formats.outcome import ProjectOutcome
from optimizer.wording import say

REFUSED = {
    "serial": 6, "number": 13, "unit": 26, "usci": 21, "project": 26, "clause": 20, "requested": 11,
    "conclusion": 12, "why": 60, "basis": 22,
}  # fmt: skip
TOTALS = {
    "article": 24, "applied": 10, "requested": 13, "supportable": 10, "ceiling": 13, "pool": 13,
    "chosen": 10, "suggested": 13, "share": 10,
}  # fmt: skip
AT = {key: column for column, key in enumerate(TOTALS)}


def opened(book: Book, context: Context, name: str, columns: dict[str, int]) -> tuple[Pen, int]:
    """Add a sheet with title, badges and headings; return it and its first free row."""
    lang = context.lang
    pen = book.sheet(say(f"documents.sheet.{name}", lang), lang)
    wide = len(columns)
    pen.wide(0, wide, say(f"documents.sheet.{name}", lang), "title")
    pen.wide(1, wide, "  ".join(context.badges()), "badges")
    pen.wide(2, wide, context.source(), "line")
    pen.wide(3, wide, say("documents.money_unit", lang), "right")
    pen.texts(4, [say(f"documents.column.{key}", lang) for key in columns], "head")
    pen.page(A4, 4, wide, list(columns.values()), say("documents.footer", lang))
    return pen, 5


def refused_sheet(book: Book, context: Context) -> None:
    """Write the applications that are not supported, each with every reason and its article."""
    pen, row = opened(book, context, "refused", REFUSED)
    lang = context.lang
    projects = [p for p in context.outcome.projects if p.status in {"refused", "incomplete"}]
    for serial, project in enumerate(projects, start=1):
        clause = context.year.policy.clause(project.clause)
        pen.count(row, 0, serial)
        who = (project.application_no, project.unit_name, project.usci, project.project_name)
        pen.texts(row, (*who, context.clause_title(clause)), first=1)
        pen.yuan(row, 6, project.requested)
        pen.text(row, 7, say(f"documents.status.{project.status}", lang))
        pen.text(row, 8, "\n".join(reason_text(reason, lang) for reason in project.reasons))
        basis = dict.fromkeys(cite(reason.citation, lang) for reason in project.reasons)
        pen.text(row, 9, "\n".join(basis))
        row += 1
    pen.sheet.autofilter(4, 0, max(4, row - 1), len(REFUSED) - 1)


def totals_sheet(book: Book, context: Context) -> None:
    """Write what each article asks for, may get, is limited to and is suggested."""
    pen, row = opened(book, context, "totals", TOTALS)
    first = row
    projects = context.outcome.projects
    for article in context.articles():
        mine = [p for p in projects if p.article == article]
        pen.text(row, 0, context.article_title(article))
        _article_row(pen, row, mine, context.outcome.totals["suggested"] or 0)
        pen.yuan(row, AT["pool"], _pool(context, article))
        row += 1
    pen.texts(row, [""] * len(TOTALS), "total")
    pen.text(row, 0, say("documents.all", context.lang), "total")
    for key, number in _counts(projects).items():
        pen.count(row, AT[key], number, "total")
    for key, amount in _amounts(projects).items():
        pen.subtotal(row, AT[key], first, amount)
    row += 2
    totals = context.outcome.totals
    for key in ("budget", "available", "suggested", "unspent"):
        pen.text(row, 0, say(f"documents.budget.{key}", context.lang))
        pen.yuan(row, 1, totals[key])
        row += 1


def _counts(projects: Sequence[ProjectOutcome]) -> dict[str, int]:
    """Return the columns that count applications."""
    return {
        "applied": len(projects),
        "supportable": sum(p.status in {"full", "partial", "none"} for p in projects),
        "chosen": sum(bool(p.suggested) for p in projects),
    }


def _amounts(projects: Sequence[ProjectOutcome]) -> dict[str, int]:
    """Return the columns that add up yuan."""
    return {
        "requested": sum(p.requested or 0 for p in projects),
        "ceiling": sum(p.entitled or 0 for p in projects),
        "suggested": sum(p.suggested or 0 for p in projects),
    }


def _article_row(pen: Pen, row: int, projects: Sequence[ProjectOutcome], whole: int) -> None:
    for key, number in _counts(projects).items():
        pen.count(row, AT[key], number, "cell")
    for key, amount in _amounts(projects).items():
        pen.yuan(row, AT[key], amount)
    pen.share(row, AT["share"], _amounts(projects)["suggested"], whole)


def _pool(context: Context, article: str) -> int | None:
    """Return the article's pool in the scenario, if it has one."""
    for pool in context.outcome.scenario.get("pool", ()):
        if pool["over"] == "article" and pool["key"] == article:
            limit: int | None = pool["at_most"]
            return limit
    return None
