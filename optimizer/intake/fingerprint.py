"""Fingerprints: SHA-256 over inputs in canonical form, so that equal inputs have equal prints.

Canonical means: rows sorted, values normalised, nothing of the file that carried them.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.canonical import fingerprint
from optimizer.intake.tables import Applications, Table
from optimizer.intake.year import Year


def plain(value: object) -> Any:  # noqa: ANN401  # JSON-ready data of any shape
    """Return any frozen value of this program as JSON-ready data."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if isinstance(value, (frozenset, set)):
        return sorted(plain(v) for v in value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def digest(value: object) -> str:
    """Return ``sha256:...`` over the canonical JSON of any frozen value of this program."""
    return fingerprint(plain(value))


def table_digest(table: Table, keys: tuple[str, ...] = ()) -> str:
    """Return ``sha256:...`` over a table's values, rows sorted by ``keys`` and then by the rest.

    File row numbers do not count; columns are taken by key.
    """
    names = sorted(table.columns)
    order = _row_order(table, (*keys, *(n for n in names if n not in keys)))
    running = hashlib.sha256()
    for name in names:
        column = table.columns[name][order]
        running.update(name.encode() + b"\x1e")
        if column.dtype == object:
            text = "\x1f".join(
                "\x1d".join(v) if isinstance(v, tuple) else str(v) for v in column.tolist()
            )
            running.update(text.encode())
        else:
            little = column.view(np.int64) if column.dtype.kind == "M" else column
            running.update(little.astype(little.dtype.newbyteorder("<")).tobytes())
        running.update(b"\x1e")
    return "sha256:" + running.hexdigest()


def _row_order(table: Table, names: tuple[str, ...]) -> NDArray[np.intp]:
    """Return the order of rows by ``names``, the first name first."""
    ranks: list[NDArray[Any]] = [np.zeros(len(table), dtype=np.int64)]
    for name in names:
        column = table.columns[name]
        if column.dtype == object:
            texts = np.array(["\x1d".join(v) if isinstance(v, tuple) else v for v in column])
            ranks.append(np.unique(texts, return_inverse=True)[1])
        elif column.dtype.kind == "M":
            ranks.append(column.view(np.int64))
        else:
            ranks.append(column)
    return np.lexsort(tuple(reversed(ranks)))


def _applications_digest(applications: Applications) -> str:
    parts = {"applications": table_digest(applications.table, ("application_no",))}
    for key, table in applications.lists.items():
        if len(table):
            parts[key] = table_digest(table, ("application_no",))
    return digest(parts)


def input_digests(year: Year, scenario: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each input in canonical form, by the input's name."""
    return {
        "applications": _applications_digest(year.applications),
        "call": digest(year.call),
        "ledger": table_digest(year.ledger),
        "policy": digest(year.policy),
        "scenario": digest(scenario),
        "scores": table_digest(year.scores, ("application_no", "expert")),
    }
