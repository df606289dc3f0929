"""Which sheet of a workbook holds which table; example and guidance are not read as data."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.errors import Place, Problem
from optimizer.intake.columns import Sheet
from optimizer.intake.headings import nearest
from optimizer.intake.process import RawSheet
from optimizer.intake.vocabulary import NOT_DATA, fold


def choose_sheets(
    sheets: Sequence[RawSheet], definitions: Sequence[Sheet], source: str
) -> tuple[dict[str, RawSheet], list[Problem]]:
    """Return key -> sheet, and every fault: unknown, doubled, or the first table missing.

    A workbook with one filled sheet only may name it as it likes: it holds the first table.
    """
    names = {fold(name): d for d in definitions for name in (d.zh, d.en, d.key)}
    filled = [s for s in sheets if fold(s.name) not in NOT_DATA and any(s.columns)]
    named = [s for s in sheets if fold(s.name) in names and s not in filled]
    if len(filled) == 1 and not named and fold(filled[0].name) not in names:
        return {definitions[0].key: filled[0]}, []
    chosen: dict[str, RawSheet] = {}
    problems: list[Problem] = []
    for sheet in filled + named:
        definition = names.get(fold(sheet.name))
        place = Place(source, sheet.name)
        if definition is None:
            near = names.get(nearest(fold(sheet.name), list(names)))
            params = {"nearest": (near or definitions[0]).zh}
            problems.append(Problem("intake.sheet.unknown", place, sheet.name, params))
        elif definition.key in chosen:
            problems.append(Problem("intake.sheet.doubled", place, sheet.name))
        else:
            chosen[definition.key] = sheet
    if definitions[0].key not in chosen:
        params = {"sheet": definitions[0].zh}
        problems.append(Problem("intake.sheet.missing", Place(source), "", params))
    return chosen, problems
