"""A comparison as plain text for a terminal: the answer first, then what stands behind it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from optimizer import wording
from optimizer.documents.compare_document import status
from optimizer.documents.compare_rows import Money, change, label, rows, written
from optimizer.documents.compare_words import (
    alone_text,
    difference_text,
    effect_text,
    headline,
    interaction_text,
    movement_text,
    title,
)
from optimizer.documents.limit_text import limit_words
from optimizer.insight.compare.attribution import Attribution
from optimizer.insight.compare.comparison import Candidate, Comparison
from optimizer.insight.compare.costs import Cost
from optimizer.insight.compare.measures import Measures
from optimizer.wording import Language, say


def comparison_text(
    comparison: Comparison,
    attributions: Sequence[Attribution],
    costs: Sequence[Cost] | None,
    lang: Language,
) -> str:
    """Return a comparison as ``compare`` prints it."""
    lines = [
        headline(
            comparison, lang, _money(lang), lambda one: say("compare.named", lang, name=one.name)
        ),
        "",
    ]
    lines += [
        say(
            "compare.scenario", lang, name=one.name, title=title(one, lang), status=state(one, lang)
        )
        for one in comparison.candidates
    ]
    lines += ["", *_table(comparison, lang)]
    if not comparison.totals_only:
        lines += ["", *_differences(comparison, lang)]
        lines += _movements(comparison, lang)
        lines += _safe(comparison, lang)
        lines += [line for one in attributions for line in attribution_lines(one, comparison, lang)]
    if costs is not None:
        lines += [say("compare.prices", lang), *(_cost(one, comparison, lang) for one in costs)]
    return "\n".join(lines)


def _money(lang: Language) -> Money:
    return lambda amount: wording.yuan(amount, lang)


def state(one: Candidate, lang: Language) -> str:
    """Return what is known of a scenario's plan, and that a what-if is one, in words."""
    words = say(f"compare.status.{status(one)}", lang)
    return say("compare.what_if", lang, state=words) if one.what_if() else words


def _table(comparison: Comparison, lang: Language) -> Iterator[str]:
    """Yield the measures, a column a scenario; differences from the reference in brackets."""
    money = _money(lang)
    first = comparison.measures[0]
    lines = [[say("compare.measure", lang), *(one.name for one in comparison.candidates)]]
    for row in rows(totals_only=comparison.totals_only):
        cells = [label(row, lang)]
        for figures in comparison.measures:
            text = "—" if figures is None else written(row, figures, lang, money)
            moved = (
                "" if figures is None or first is None else change(row, first, figures, lang, money)
            )
            cells.append(
                say("compare.with_change", lang, value=text, change=moved) if moved else text
            )
        lines.append(cells)
    if not comparison.totals_only:
        lines += _parts(comparison, lang)
    yield from aligned(lines)


def _parts(comparison: Comparison, lang: Language) -> Iterator[list[str]]:
    """Yield the money by article and by size of unit."""
    for code, of in (("article", "by_article"), ("size", "by_size")):
        plans: list[Measures] = [m for m in comparison.measures if m is not None]
        keys = dict.fromkeys(key for figures in plans for key in getattr(figures, of))
        for key in keys:
            name = (
                say("compare.article", lang, key=key)
                if code == "article"
                else say(f"compare.size.{key}", lang)
            )
            amounts = [
                "—"
                if m is None
                else wording.yuan(getattr(m, of)[key].money if key in getattr(m, of) else 0, lang)
                for m in comparison.measures
            ]
            if any(amount not in ("—", wording.yuan(0, lang)) for amount in amounts):
                yield [name, *amounts]


def aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield lines of cells with their columns under each other; a Chinese character is two wide."""
    widths = [max(_wide(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = (
            text + " " * (width - _wide(text)) for text, width in zip(line, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _differences(comparison: Comparison, lang: Language) -> Iterator[str]:
    yield say("compare.differences", lang, name=comparison.reference.name)
    for one, found in zip(comparison.candidates[1:], comparison.differences[1:], strict=True):
        words = tuple(difference_text(d, one.year, lang) for d in found)
        code = "some" if words else "none"
        yield "  " + say(f"compare.differences.{code}", lang, name=one.name, words=words)


def _movements(comparison: Comparison, lang: Language) -> Iterator[str]:
    for one, moved in zip(comparison.candidates[1:], comparison.movements[1:], strict=True):
        if moved is not None:
            yield movement_text(one.name, moved, lang, _money(lang))


def _safe(comparison: Comparison, lang: Language) -> Iterator[str]:
    found = comparison.safety
    if found is not None:
        counts = {key: len(getattr(found, key)) for key in ("safe", "varying", "some", "none")}
        yield say("compare.safety", lang, **counts)


def attribution_lines(one: Attribution, comparison: Comparison, lang: Language) -> Iterator[str]:
    """Yield what each difference does in its place and alone, and what is left over."""
    year, money = comparison.reference.year, _money(lang)
    yield say("compare.attribution", lang, name=one.name, text=effect_text(one.whole, lang, money))
    for number, step in enumerate(one.steps, 1):
        words = difference_text(step.difference, year, lang)
        effect = effect_text(step.effect, lang, money)
        yield "  " + say("compare.step", lang, number=number, words=words, effect=effect)
        if len(one.steps) > 1:
            alone = alone_text(step.alone, lang, money)
            yield "     " + say("compare.alone", lang, effect=alone)
    if len(one.steps) > 1:
        yield "  " + say(
            "compare.interaction", lang, effect=interaction_text(one.interaction, lang, money)
        )
    if not one.exact:
        yield "  " + say("compare.not_exact", lang)


def cost_name(cost: Cost, comparison: Comparison, lang: Language) -> str:
    """Return what is priced, in words."""
    price = cost.price
    if price.kind == "rule":
        return say(f"compare.rule.{price.name}", lang)
    if price.kind == "lock":
        return say("compare.lock", lang, no=price.name)
    outcome = next(c.outcome for c in comparison.candidates if c.name == cost.name)
    return price.name if outcome is None else limit_words(price.name, outcome.problem, lang)


def cost_share(cost: Cost) -> str:
    """Return what a thing costs, in per cent of the plan's merit."""
    return f"{100 * cost.price.merit / cost.merit:.2f}" if cost.merit else "0.00"


def _cost(cost: Cost, comparison: Comparison, lang: Language) -> str:
    what = cost_name(cost, comparison, lang)
    if cost.price.unavailable is not None:
        return "  " + say("compare.price.unavailable", lang, name=cost.name, what=what)
    return "  " + say("compare.price", lang, name=cost.name, what=what, share=cost_share(cost))
