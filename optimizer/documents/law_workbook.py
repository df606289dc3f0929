"""A change of the text as an Excel workbook: tables for a report on a revision of the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from optimizer.documents.law_text import (
    backtest_headline,
    binding_text,
    change_text,
    headline,
    liability_text,
    limits_text,
    unknown_texts,
)
from optimizer.documents.pen import A3, A4, Book, Pen
from optimizer.insight.law.cost import Cost, Line
from optimizer.intake.year import Year
from optimizer.wording import Language, say, yuan

HEAD = 4
_WIDE = 8
#: Columns of a line that come twice, before and after; those that are money.
_MONEY = ("ceiling", "entitled", "over", "suggested")
_PAIRS = ("ceiling", "applications", "entitled", "at", "bound", "over", "suggested", "funded")


def law_workbook(found: Cost, year: Year, lang: Language, *, follow: bool = False) -> bytes:
    """Return a change of the text as an ``.xlsx`` file.

    Parameters
    ----------
    found
        The change and what it brings.
    year
        The year that it was tried on.
    lang
        ``"zh"`` writes money in 万元, ``"en"`` in CNY.
    follow
        Whether who asked for a ceiling was taken to ask for the new one (``changed``).

    Returns
    -------
    bytes
        Sheets: by article, by clause, applications that change, the ledger, notes. The same
        change gives the same bytes.
    """
    book = Book(say("law.book.title", lang, year=year.call.year), year.call.year)
    _lines_sheet(book, found, year, lang, "articles", found.articles)
    _lines_sheet(book, found, year, lang, "clauses", found.lines)
    _projects_sheet(book, found, year, lang)
    _ledger_sheet(book, found, year, lang)
    _notes_sheet(book, found, year, lang, follow=follow)
    return book.close()


def _lines_sheet(
    book: Book, found: Cost, year: Year, lang: Language, name: str, lines: Sequence[Line]
) -> None:
    """Write ceilings, demand, entitlements and awards, each before and after, with sums."""
    columns: dict[str, float] = {say(f"law.column.{name}", lang): 34}
    for key in _PAIRS:
        shown = "liability" if key == "ceiling" and name == "articles" else key
        for when in ("was", "will"):
            columns[say(f"law.column.{shown}.{when}", lang)] = 13
    pen = _opened(book, found, year, name, columns, lang)
    row = HEAD + 1
    for line in lines:
        pen.text(row, 0, line_name(line, found, lang))
        for i, key in enumerate(_PAIRS):
            for k, value in enumerate(getattr(line, key)):
                (pen.yuan if key in _MONEY else pen.count)(row, 1 + 2 * i + k, value)
        row += 1
    pen.text(row, 0, say("law.whole", lang), "total")
    for i, key in enumerate(_PAIRS):
        for k in (0, 1):
            values = [getattr(line, key)[k] for line in lines]
            known = None if None in values else sum(values)
            if key in _MONEY:
                pen.subtotal(row, 1 + 2 * i + k, HEAD + 1, known)
            else:
                pen.count(row, 1 + 2 * i + k, known, "total")


def line_name(line: Line, found: Cost, lang: Language) -> str:
    """Return an article or a clause with its title."""
    policy = found.policies[0]
    title = policy.clause(line.clause).title if line.clause else policy.article_titles[line.article]
    key = line.clause or line.article
    return say("law.named", lang, key=key, title=title.zh if lang == "zh" else title.en)


def _projects_sheet(book: Book, found: Cost, year: Year, lang: Language) -> None:
    """Write every application whose entitled amount or award changes."""
    keyed = {"no": 14, "unit": 32, "clause": 8, "entitled.was": 14, "entitled.will": 14}
    keyed |= {"suggested.was": 14, "suggested.will": 14, "change": 14}
    columns = {say(f"law.column.{key}", lang): width for key, width in keyed.items()}
    pen = _opened(book, found, year, "projects", columns, lang)
    row = HEAD + 1
    before = {p.application_no: p for p in found.before.projects}
    for after in found.after.projects:
        first = before[after.application_no]
        entitled = (first.entitled or 0, after.entitled or 0)
        given = (first.suggested, after.suggested)
        if entitled[0] == entitled[1] and given[0] == given[1]:
            continue
        pen.texts(row, (after.application_no, after.unit_name, after.clause))
        for column, amount in enumerate((*entitled, *given), 3):
            pen.yuan(row, column, amount)
        known = None not in given
        pen.yuan(row, 7, (given[1] or 0) - (given[0] or 0) if known else None)
        row += 1
    pen.sheet.autofilter(HEAD, 0, max(HEAD, row - 1), len(columns) - 1)


def _ledger_sheet(book: Book, found: Cost, year: Year, lang: Language) -> None:
    """Write the ledger's awards, each at most, and what is not known of it."""
    keyed = {"year": 8, "no": 14, "unit": 32, "clause": 8, "awarded": 14}
    keyed |= {"at_most.was": 14, "at_most.will": 14, "fate": 18, "unknown": 50}
    columns = {say(f"law.column.{key}", lang): width for key, width in keyed.items()}
    pen = _opened(book, found, year, "ledger", columns, lang)
    for row, (was, will) in enumerate(zip(*found.tried, strict=True), HEAD + 1):
        pen.text(row, 0, str(will.year), "middle")
        pen.texts(row, (will.application_no, will.unit_name, will.clause), first=1)
        for column, fen in enumerate((will.awarded, was.at_most, will.at_most), 4):
            pen.fen(row, column, fen)
        pen.text(row, 7, say(f"law.fate.{will.fate}", lang))
        unknown = tuple(say(f"law.unknown.{code}", lang) for code in will.unknown)
        pen.text(row, 8, say("law.listed", lang, words=unknown))
    last = max(HEAD, HEAD + len(found.tried[1]))
    pen.sheet.autofilter(HEAD, 0, last, len(columns) - 1)


def _notes_sheet(book: Book, found: Cost, year: Year, lang: Language, *, follow: bool) -> None:
    """Write the changes one by one, and what the figures can and cannot say."""
    pen = _opened(book, found, year, "notes", {say("law.column.note", lang): 120}, lang)
    money = partial(yuan, lang=lang)
    notes = [change_text(one, money, lang) for one in found.changes]
    notes += [liability_text(found, money, lang), binding_text(found.lines, lang)]
    notes += [*limits_text(found, lang, follow=follow), backtest_headline(found, money, lang)]
    notes += unknown_texts(found, lang)
    for policy, outcome in zip(found.policies, (found.before, found.after), strict=True):
        notes.append(
            say("law.note.version", lang, version=policy.version, fingerprint=outcome.fingerprint)
        )
    for row, note in enumerate(notes, HEAD + 1):
        pen.text(row, 0, note)


def _opened(
    book: Book, found: Cost, year: Year, name: str, columns: Mapping[str, float], lang: Language
) -> Pen:
    """Add a sheet with title, badges, the answer and headings."""
    pen = book.sheet(say(f"law.sheet.{name}", lang), lang)
    wide = len(columns)
    badges = {
        "documents.badge.draft": year.policy.status == "draft",
        "documents.badge.mock": year.call.mock,
        "documents.badge.exercise": year.call.exercise,
    }
    shown = [say(code, lang) for code, holds in badges.items() if holds]
    pen.page(
        A3 if wide > _WIDE else A4,
        HEAD,
        wide,
        list(columns.values()),
        say("documents.footer", lang),
    )
    pen.wide(0, wide, say("law.book.title", lang, year=year.call.year), "title")
    pen.wide(1, wide, "  ".join([say("law.book.badge", lang), *shown]), "badges")
    pen.wide(2, wide, headline(found, partial(yuan, lang=lang), lang), "line")
    pen.wide(3, wide, say("documents.money_unit", lang), "right")
    pen.texts(HEAD, list(columns), "head")
    return pen
