"""A comparison of scenarios as an Excel workbook."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.documents.compare_sheets import (
    attribution_sheet,
    measures_sheet,
    moves_sheet,
    notes_sheet,
    parts_sheet,
    prices_sheet,
    units_sheet,
)
from optimizer.documents.pen import Book
from optimizer.insight.compare.attribution import Attribution
from optimizer.insight.compare.comparison import Comparison
from optimizer.insight.compare.costs import Cost
from optimizer.wording import Language, say


def comparison_workbook(
    comparison: Comparison,
    attributions: Sequence[Attribution],
    costs: Sequence[Cost] | None,
    lang: Language,
) -> bytes:
    """Return a comparison as an ``.xlsx`` file.

    Parameters
    ----------
    comparison
        Scenarios side by side; one without a plan has empty cells and says why.
    attributions, costs
        What was worked out of them; a sheet each where there is anything.
    lang
        ``"zh"`` writes money in 万元, ``"en"`` in CNY.

    Returns
    -------
    bytes
        Sheets: measures, by clause and size, projects and units that differ, effects of the
        differences, prices, notes. The same comparison gives the same bytes.
    """
    year = comparison.reference.year.call.year
    book = Book(say("compare.book.title", lang, year=year), year)
    measures_sheet(book, comparison, lang)
    if not comparison.totals_only:
        parts_sheet(book, comparison, lang)
        moves_sheet(book, comparison, lang)
        units_sheet(book, comparison, lang)
        if attributions:
            attribution_sheet(book, comparison, attributions, lang)
        if costs:
            prices_sheet(book, comparison, costs, lang)
    notes_sheet(book, comparison, lang)
    return book.close()
