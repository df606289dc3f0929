"""What each column of the exported record holds, in both languages."""

from __future__ import annotations

from optimizer.decision.record.export import COLUMNS, table
from optimizer.wording import LANGUAGES, say


def dictionary() -> bytes:
    """Return the data dictionary of the record as CSV."""
    rows = [[key, *(say(f"record.column.{key}", lang) for lang in LANGUAGES)] for key in COLUMNS]
    return table([["column", *LANGUAGES], *rows])
