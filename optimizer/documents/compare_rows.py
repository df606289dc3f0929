"""The measures of a comparison as rows that terminal, workbook and page share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optimizer.insight.compare.measures import Measures
from optimizer.wording import Language, say

Kind = Literal["money", "count", "merit", "share"]
#: How an amount of yuan is written: a page has a unit of its own.
Money = Callable[[int], str]
#: Merit is in hundredths of a point times yuan; shown in points times 万元.
PER_POINT_WAN = 1_000_000
#: Merit below it is written with decimals.
_SMALL_MERIT = 100
_PER_CENT = 100
#: Percentage points below it are written with two decimals.
_SMALL_POINTS = 0.1


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure: the end of its sentences' code, its kind, and how it is read."""

    code: str
    kind: Kind
    of: Callable[[Measures], int | Fraction]
    is_total: bool = False  # may stand beside that of another year


def _small_share(figures: Measures) -> Fraction:
    return Fraction(figures.small.money, figures.suggested) if figures.suggested else Fraction(0)


ROWS: tuple[MeasureRow, ...] = (
    MeasureRow("budget", "money", lambda m: m.budget, is_total=True),
    MeasureRow("available", "money", lambda m: m.available, is_total=True),
    MeasureRow("suggested", "money", lambda m: m.suggested, is_total=True),
    MeasureRow("unspent", "money", lambda m: m.unspent, is_total=True),
    MeasureRow("projects", "count", lambda m: m.projects, is_total=True),
    MeasureRow("units", "count", lambda m: m.units, is_total=True),
    MeasureRow("small_money", "money", lambda m: m.small.money),
    MeasureRow("small_share", "share", _small_share),
    MeasureRow("small_projects", "count", lambda m: m.small.projects),
    MeasureRow("merit", "merit", lambda m: m.merit),
    MeasureRow("partial", "count", lambda m: m.partial),
    MeasureRow("exceptions", "count", lambda m: m.exceptions),
)


def rows(*, totals_only: bool) -> tuple[MeasureRow, ...]:
    """Return the measures that may be set side by side."""
    return tuple(row for row in ROWS if row.is_total or not totals_only)


def label(row: MeasureRow, lang: Language) -> str:
    """Return the name of a measure."""
    return say(f"compare.measure.{row.code}", lang)


def written(row: MeasureRow, figures: Measures, lang: Language, money: Money) -> str:
    """Write the value of a measure."""
    return _written(row.kind, row.of(figures), lang, money)


def change(row: MeasureRow, before: Measures, after: Measures, lang: Language, money: Money) -> str:
    """Write what differs from the reference with its sign, nothing where nothing does."""
    difference = Fraction(row.of(after)) - Fraction(row.of(before))
    return signed(row.kind, difference, lang, money) if difference else ""


def signed(kind: Kind, difference: int | Fraction, lang: Language, money: Money) -> str:
    """Write a difference with its sign; one of shares is in percentage points."""
    size = abs(Fraction(difference))
    if kind == "share":
        points = float(size * _PER_CENT)
        decimals = 1 if points >= _SMALL_POINTS else 2
        text = say("compare.points", lang, points=f"{points:.{decimals}f}")
    else:
        text = _written(kind, size, lang, money)
    return f"{'−' if difference < 0 else '+' if difference else ''}{text}"


def _written(kind: Kind, value: int | Fraction, lang: Language, money: Money) -> str:
    if kind == "money":
        return money(int(value))
    if kind == "share":
        return say("compare.per_cent", lang, share=f"{float(value * _PER_CENT):.1f}")
    if kind == "merit":
        shown = float(Fraction(value) / PER_POINT_WAN)
        return f"{shown:,.2f}" if abs(shown) < _SMALL_MERIT else f"{shown:,.0f}"
    return f"{int(value):,d}"
