"""Which column of a file is which column of ``columns.py``; money headings carry their unit."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.errors import Param
from optimizer.intake.columns import Column
from optimizer.intake.vocabulary import MONEY_UNITS, fold

_UNIT = re.compile(r"(?P<name>.*)\((?P<unit>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a file as read: where, as written, which column, and the fen of its unit."""

    index: int
    text: str
    column: Column
    fen: int = 0


@dataclass(frozen=True, slots=True)
class HeadingFault:
    """One heading that is wrong; ``index`` is -1 for a column that is missing."""

    index: int
    code: str
    text: str
    params: Mapping[str, Param]


def names_of(columns: Sequence[Column]) -> dict[str, Column]:
    """Return folded heading, Chinese and English, without unit -> column."""
    return {fold(name): column for column in columns for name in (column.zh, column.en)}


def split_unit(text: str) -> tuple[str, str]:
    """Return folded name and unit of a heading, the unit empty where there is none."""
    folded = fold(text)
    match = _UNIT.fullmatch(folded)
    return (match["name"], match["unit"]) if match else (folded, "")


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the known word nearest to ``word``, or nothing when none is near."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return found[0] if found else ""


def known_in(texts: Sequence[str], names: Mapping[str, Column]) -> int:
    """Return how many of the texts are headings known here, with or without a unit."""
    return sum(fold(t) in names or split_unit(t)[0] in names for t in texts if t)


def match_headings(
    texts: Sequence[str], columns: Sequence[Column], *, zh: bool = True
) -> tuple[list[Heading], list[HeadingFault]]:
    """Match the headings of a sheet to its columns.

    Parameters
    ----------
    texts
        The heading row as written; an empty text is a column without a heading.
    columns
        What the sheet may have.
    zh
        Whether missing and nearest names are given in Chinese.

    Returns
    -------
    list of Heading, list of HeadingFault
        What was found, and every fault: unknown, doubled, missing, money without a known unit.
    """
    names = names_of(columns)
    found: dict[str, Heading] = {}
    faults: list[HeadingFault] = []
    for index, text in enumerate(texts):
        if not text:
            continue
        heading = _match(index, text, names, faults)
        if heading is None:
            continue
        first = found.setdefault(heading.column.key, heading)
        if first is not heading:
            faults.append(
                HeadingFault(index, "intake.heading.doubled", text, {"first": first.index})
            )
    broken = {f.params["column"] for f in faults if "column" in f.params}
    faults += [
        HeadingFault(-1, "intake.heading.missing", "", {"heading": c.zh if zh else c.en})
        for c in columns
        if c.required and c.key not in found and c.key not in broken
    ]
    return list(found.values()), faults


def _match(
    index: int, text: str, names: Mapping[str, Column], faults: list[HeadingFault]
) -> Heading | None:
    name, unit = split_unit(text)
    column = names.get(fold(text)) or names.get(name)
    if column is None or (unit and column.kind != "money" and fold(text) not in names):
        near = nearest(name, list(names))
        known = names[near].zh if near else ""
        code = "intake.heading.unknown_near" if known else "intake.heading.unknown"
        faults.append(HeadingFault(index, code, text, {"nearest": known} if known else {}))
        return None
    if column.kind != "money":
        return Heading(index, text, column)
    if unit not in MONEY_UNITS:
        code = "intake.heading.unit_unknown" if unit else "intake.heading.no_unit"
        params = {"unit": unit, "heading": column.zh, "column": column.key}
        faults.append(HeadingFault(index, code, text, params))
        return None
    return Heading(index, text, column, MONEY_UNITS[unit])
