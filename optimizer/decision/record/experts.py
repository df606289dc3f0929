"""Names behind the pseudonyms of experts: kept apart, and each opening is an event.

Scores name experts by codes alone. Who a code is stands in the store only, never in a dossier, an
export or an event.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from optimizer.decision.course.refused import refusal
from optimizer.decision.course.text import cleaned
from optimizer.decision.record.record import record
from optimizer.decision.types import Person
from optimizer.errors import DataError, Place, Problem

if TYPE_CHECKING:
    from optimizer.decision.store import Work

#: Longest code and name, in characters.
_MOST = 100
_HEADS = (("code", "name"), ("专家代码", "姓名"))


def read_names(data: bytes, source: str) -> dict[str, str]:
    """Return code -> name out of a CSV file with the headings code,name (or 专家代码,姓名).

    Raises
    ------
    DataError
        With every row that is not right.
    """
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise DataError([Problem("record.experts_file", Place(source), source)]) from None
    if not rows or tuple(cell.strip() for cell in rows[0]) not in _HEADS:
        raise DataError([Problem("record.experts_file", Place(source), source)])
    names: dict[str, str] = {}
    problems = []
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        right = len(cells) == 2 and all(0 < len(cell) <= _MOST for cell in cells)  # noqa: PLR2004
        if not right or cells[0] in names:
            place = Place(source, row=number)
            problems.append(Problem("record.experts_row", place, ",".join(row)[:80]))
            continue
        names[cells[0]] = cells[1]
    if problems:
        raise DataError(problems)
    return names


def load(work: Work, who: Person, now: datetime, names: Mapping[str, str]) -> None:
    """Keep names by their codes; the event says how many, and none of them."""
    for code, name in sorted(names.items()):
        document = {"name": cleaned("name", name, needed=True, most=_MOST)}
        kept = work.get("expert", code)
        if kept is None:
            work.insert("expert", code, document)
        else:
            work.replace("expert", code, kept.revision, document)
    record(work, now=now, who=who, action="load_experts", details={"count": len(names)})


def opened(work: Work, who: Person, now: datetime, code: str, reason: str) -> str:
    """Return the name behind a code; the opening is an event, with its reason and without the name.

    Raises
    ------
    RefusedError
        Without a reason, or if there is no such code.
    """
    why = cleaned("reason", reason, needed=True)
    kept = work.get("expert", code)
    if kept is None:
        raise refusal("no_expert", "", code)
    record(work, now=now, who=who, action="open_expert", details={"code": code, "reason": why})
    return str(kept.document["name"])
