"""Which sheet of a workbook holds which table; example and guidance are not read as data."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.errors import Param, Place, Problem
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
        place = Place(source, filled[0].name)
        params: dict[str, Param] = {"sheet": definitions[0].zh}
        notice = Problem("intake.sheet.only", place, filled[0].name, params, "notice")
        return {definitions[0].key: filled[0]}, [notice]
    chosen: dict[str, RawSheet] = {}
    problems: list[Problem] = []
    for sheet in filled + named:
        definition = names.get(fold(sheet.name))
        place = Place(source, sheet.name)
        if definition is None:
            near = names.get(nearest(fold(sheet.name), list(names)))
            name = (near or definitions[0]).zh
            problems.append(Problem("intake.sheet.unknown", place, sheet.name, {"nearest": name}))
        elif definition.key in chosen:
            problems.append(Problem("intake.sheet.doubled", place, sheet.name))
        else:
            chosen[definition.key] = sheet
    if definitions[0].key not in chosen:
        name = definitions[0].zh
        problems.append(Problem("intake.sheet.missing", Place(source), "", {"sheet": name}))
    return chosen, problems
