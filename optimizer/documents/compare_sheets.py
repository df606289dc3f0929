"""The sheets of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

from optimizer.documents.cited import notice_text
from optimizer.documents.compare_rows import PER_POINT_WAN, MeasureRow, label, rows
from optimizer.documents.compare_text import cost_name, cost_share, state
from optimizer.documents.compare_words import (
    alone_text,
    difference_text,
    effect_text,
    headline,
    interaction_text,
    title,
)
from optimizer.documents.pen import A3, A4, Book, Pen
from optimizer.formats.outcome import ProjectOutcome
from optimizer.insight.compare.attribution import Attribution
from optimizer.insight.compare.comparison import Comparison
from optimizer.insight.compare.costs import Cost
from optimizer.insight.compare.measures import Measures, Part, paid_unit, sizes
from optimizer.insight.compare.movement import awards, unit_awards
from optimizer.wording import Language, say, yuan

HEAD = 4
_NOTHING = Part()


def measures_sheet(book: Book, comparison: Comparison, lang: Language) -> None:
    """Write the measures: a column a scenario, then the difference of each from the reference."""
    others = comparison.candidates[1:]
    columns = {say("compare.column.measure", lang): 30}
    columns |= dict.fromkeys(_scenarios(comparison, lang), 22)
    columns |= {say("compare.column.difference", lang, name=one.name): 22 for one in others}
    pen = _opened(book, comparison, "measures", columns, lang)
    first = comparison.measures[0]
    row = HEAD + 1
    for measure in rows(totals_only=comparison.totals_only):
        pen.text(row, 0, label(measure, lang))
        for i, figures in enumerate(comparison.measures):
            _value(pen, row, 1 + i, measure, None if figures is None else measure.of(figures))
            if i:
                known = figures is not None and first is not None
                moved = measure.of(figures) - measure.of(first) if known else None  # type: ignore[arg-type]  # known
                _value(pen, row, len(others) + 1 + i, measure, moved)
        row += 1


def _value(
    pen: Pen, row: int, column: int, measure: MeasureRow, value: int | Fraction | None
) -> None:
    if value is None:
        pen.text(row, column, "")
    elif measure.kind == "money":
        pen.yuan(row, column, int(value))
    elif measure.kind == "share":
        share = Fraction(value)
        pen.share(row, column, share.numerator, share.denominator)
    elif measure.kind == "merit":
        pen.score(row, column, int(value) // (PER_POINT_WAN // 100), "cell")
    else:
        pen.count(row, column, int(value), "cell")


def parts_sheet(book: Book, comparison: Comparison, lang: Language) -> None:
    """Write money by clause, then by size of unit, with sums."""
    columns = {say("compare.column.part", lang): 34}
    columns |= dict.fromkeys(_scenarios(comparison, lang), 20)
    pen = _opened(book, comparison, "parts", columns, lang)
    titles = {
        clause.id: f"{clause.id} {clause.title.zh if lang == 'zh' else clause.title.en}"
        for clause in comparison.reference.year.policy.clauses
    }
    row = HEAD + 1
    for of, names in (("by_clause", titles), ("by_size", {})):
        first = row
        for key in keys(comparison, of):
            pen.text(row, 0, names.get(key) or part_name(of, key, lang))
            for i, figures in enumerate(comparison.measures):
                pen.yuan(row, 1 + i, money_of(figures, of, key))
            row += 1
        pen.text(row, 0, say("compare.whole", lang), "total")
        for i, figures in enumerate(comparison.measures):
            pen.subtotal(row, 1 + i, first, None if figures is None else figures.suggested)
        row += 2


def part_name(of: str, key: str, lang: Language) -> str:
    """Return a clause or a size of unit in words."""
    return say(f"compare.size.{key}", lang) if of == "by_size" else key


def keys(comparison: Comparison, of: str) -> tuple[str, ...]:
    """Return the keys of ``by_article``, ``by_clause`` or ``by_size`` over all scenarios."""
    plans = [figures for figures in comparison.measures if figures is not None]
    return tuple(dict.fromkeys(key for figures in plans for key in getattr(figures, of)))


def money_of(figures: Measures | None, of: str, key: str) -> int | None:
    """Return the yuan of one part, ``None`` without a plan."""
    if figures is None:
        return None
    parts: Mapping[str, Part] = getattr(figures, of)
    return parts.get(key, _NOTHING).money


def moves_sheet(book: Book, comparison: Comparison, lang: Language) -> None:
    """Write the projects whose awards differ, an amount a scenario."""
    fixed = {"no": 14, "unit": 30, "project": 26, "clause": 8, "size": 12, "group": 22}
    columns = {say(f"compare.column.{key}", lang): width for key, width in fixed.items()}
    columns |= dict.fromkeys(_scenarios(comparison, lang), 16)
    pen = _opened(book, comparison, "projects", columns, lang)
    plans = _plans(comparison)
    row = HEAD + 1
    for number, group, project, size in differing(comparison):
        pen.texts(row, (number, project.unit_name, project.project_name, project.clause))
        pen.text(row, 4, say(f"compare.size.{size}", lang))
        pen.text(row, 5, say(f"compare.group.{group}", lang))
        for i, plan in enumerate(plans):
            pen.yuan(row, len(fixed) + i, None if plan is None else plan.get(number, 0))
        row += 1
    pen.sheet.autofilter(HEAD, 0, max(HEAD, row - 1), len(columns) - 1)


def differing(comparison: Comparison) -> list[tuple[str, str, ProjectOutcome, str]]:
    """Return (number, group, project, size) of projects whose awards differ, by number."""
    if comparison.safety is None:
        return []
    groups = comparison.safety.group_of()
    size: dict[str, str] = {}
    projects: dict[str, ProjectOutcome] = {}
    for one in comparison.candidates:
        if one.outcome is not None:
            size = {**sizes(one.outcome), **size}
            projects = {**{p.application_no: p for p in one.outcome.projects}, **projects}
    numbers = sorted((*comparison.safety.varying, *comparison.safety.some))
    return [(no, groups[no], projects[no], size.get(no, "unknown")) for no in numbers]


def units_sheet(book: Book, comparison: Comparison, lang: Language) -> None:
    """Write the paid units whose money differs, an amount a scenario."""
    columns = {say("compare.column.usci", lang): 22, say("compare.column.unit", lang): 34}
    columns |= dict.fromkeys(_scenarios(comparison, lang), 16)
    pen = _opened(book, comparison, "units", columns, lang)
    names: dict[str, str] = {}
    plans: list[Mapping[str, int] | None] = []
    for one, figures in zip(comparison.candidates, comparison.measures, strict=True):
        planned = one.outcome is not None and figures is not None
        plans.append(unit_awards(one.outcome) if planned else None)  # type: ignore[arg-type]  # planned
        for p in () if one.outcome is None else one.outcome.projects:
            names.setdefault(paid_unit(p), p.payee_name or p.unit_name)
    known = [plan for plan in plans if plan is not None]
    row = HEAD + 1
    for usci in sorted({usci for plan in known for usci in plan}):
        if len({plan.get(usci, 0) for plan in known}) > 1:
            pen.texts(row, (usci, names[usci]))
            for i, plan in enumerate(plans):
                pen.yuan(row, 2 + i, None if plan is None else plan.get(usci, 0))
            row += 1
    pen.sheet.autofilter(HEAD, 0, max(HEAD, row - 1), len(columns) - 1)


def attribution_sheet(
    book: Book, comparison: Comparison, attributions: Sequence[Attribution], lang: Language
) -> None:
    """Write what each difference changes in its place and alone, and the interaction."""
    keyed = {"name": 20, "step": 8, "difference_what": 46, "effect": 60, "alone": 60}
    columns = {say(f"compare.column.{key}", lang): width for key, width in keyed.items()}
    pen = _opened(book, comparison, "attribution", columns, lang)
    year, row, money = comparison.reference.year, HEAD + 1, partial(yuan, lang=lang)
    for one in attributions:
        for number, step in enumerate(one.steps, 1):
            pen.text(row, 0, one.name)
            pen.count(row, 1, number)
            pen.text(row, 2, difference_text(step.difference, year, lang))
            pen.text(row, 3, effect_text(step.effect, lang, money))
            pen.text(row, 4, alone_text(step.alone, lang, money))
            row += 1
        pen.texts(row, (one.name, "", say("compare.whole", lang)), "total")
        pen.text(row, 3, effect_text(one.whole, lang, money), "total")
        pen.text(row, 4, "", "total")
        row += 1
        if len(one.steps) > 1:
            pen.texts(row, (one.name, "", say("compare.interaction_label", lang), ""), "total")
            pen.text(row, 4, interaction_text(one.interaction, lang, money), "total")
            row += 1
    pen.wide(row, len(columns), say("compare.order", lang), "line")


def prices_sheet(book: Book, comparison: Comparison, costs: Sequence[Cost], lang: Language) -> None:
    """Write the price of each rule and limit, a column a scenario."""
    columns = {say("compare.column.what", lang): 46}
    columns |= {one.name: 20 for one in comparison.candidates}
    pen = _opened(book, comparison, "prices", columns, lang)
    place = {one.name: i for i, one in enumerate(comparison.candidates, 1)}
    lines: dict[str, int] = {}
    for cost in costs:
        what = cost_name(cost, comparison, lang)
        row = lines.setdefault(what, HEAD + 1 + len(lines))
        pen.text(row, 0, what)
        known = cost.price.unavailable is None
        pen.text(row, place[cost.name], f"{cost_share(cost)}%" if known else "—", "middle")


def notes_sheet(book: Book, comparison: Comparison, lang: Language) -> None:
    """Write which scenarios these are, how they were made, and what must be said of each."""
    keyed = {"name": 20, "title": 50, "status": 24, "fingerprint": 40, "note": 90}
    columns = {say(f"compare.column.{key}", lang): width for key, width in keyed.items()}
    pen = _opened(book, comparison, "notes", columns, lang)
    row = HEAD + 1
    for i, one in enumerate(comparison.candidates):
        found = comparison.differences[i] if comparison.differences else ()
        notes = [difference_text(d, one.year, lang) for d in found]
        if one.outcome is not None:
            outcome = one.outcome
            notes += [notice_text(n, outcome, one.year, lang) for n in outcome.notices]
        pen.texts(row, (one.name, title(one, lang), state(one, lang)))
        pen.text(row, 3, "" if one.outcome is None else one.outcome.fingerprint)
        pen.text(row, 4, "\n".join(notes))
        row += 1
    if not comparison.totals_only:
        pen.wide(row, len(columns), say("compare.merit_note", lang), "line")


def _opened(
    book: Book, comparison: Comparison, name: str, columns: Mapping[str, float], lang: Language
) -> Pen:
    """Add a sheet with title, badges, the answer and headings."""
    year = comparison.reference.year
    pen = book.sheet(say(f"compare.sheet.{name}", lang), lang)
    wide = len(columns)
    pen.wide(0, wide, say("compare.book.title", lang, year=year.call.year), "title")
    pen.wide(1, wide, "  ".join(_badges(comparison, lang)), "badges")
    answer = headline(
        comparison,
        lang,
        partial(yuan, lang=lang),
        lambda one: say("compare.named", lang, name=one.name),
    )
    pen.wide(2, wide, answer, "line")
    pen.wide(3, wide, say("documents.money_unit", lang), "right")
    pen.texts(HEAD, list(columns), "head")
    paper = A3 if wide > 7 else A4  # noqa: PLR2004  columns that fit on A4
    pen.page(paper, HEAD, wide, list(columns.values()), say("documents.footer", lang))
    return pen


def _badges(comparison: Comparison, lang: Language) -> list[str]:
    year = comparison.reference.year
    flags = {
        "documents.badge.result": True,
        "documents.badge.draft": year.policy.status == "draft",
        "documents.badge.mock": year.call.mock,
        "documents.badge.exercise": year.call.exercise,
    }
    return [say(code, lang) for code, holds in flags.items() if holds]


def _scenarios(comparison: Comparison, lang: Language) -> list[str]:
    names = [one.name for one in comparison.candidates]
    return [say("compare.column.reference", lang, name=names[0]), *names[1:]]


def _plans(comparison: Comparison) -> list[Mapping[str, int] | None]:
    pairs = zip(comparison.candidates, comparison.measures, strict=True)
    return [
        None if one.outcome is None or figures is None else awards(one.outcome)
        for one, figures in pairs
    ]
