"""The record as a flat table, one row an event; and search."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.formats.canonical import canonical_json

#: Columns in their order; :mod:`optimizer.documents.record_dictionary` says what each holds.
COLUMNS = (
    "seq", "at", "who", "sign_in", "action", "plan", "before", "after", "fingerprint", "details",
    "previous", "hash",
)  # fmt: skip
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Search:
    """Which events are wanted; an empty part asks nothing.

    ``since`` and ``until`` are ISO days (UTC), both included.
    """

    who: str = ""
    plan: str = ""
    action: str = ""
    since: str = ""
    until: str = ""

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Say whether an event is asked for."""
        day = str(event["at"])[:10]
        same = all(
            not wanted or event[key] == wanted
            for key, wanted in (("who", self.who), ("plan", self.plan), ("action", self.action))
        )
        return (
            same and (not self.since or day >= self.since) and (not self.until or day <= self.until)
        )


def found(events: Iterable[Mapping[str, Any]], search: Search) -> Iterator[Mapping[str, Any]]:
    """Yield the events that a search asks for, in their order."""
    return (event for event in events if search.wants(event))


def as_csv(events: Iterable[Mapping[str, Any]]) -> bytes:
    """Return events as CSV (UTF-8 with a byte order mark, CRLF), safe to open in a spreadsheet."""
    return table([COLUMNS, *([_cell(event, key) for key in COLUMNS] for event in events)])


def table(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(event: Mapping[str, Any], key: str) -> str:
    value = event[key]
    text = (
        value if isinstance(value, str) else str(value) if isinstance(value, int) else _json(value)
    )
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(value: Any) -> str:  # noqa: ANN401  # any JSON value
    return canonical_json(value).decode().rstrip("\n")
