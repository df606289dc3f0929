"""A scenario file as plain values and back: what an editor changes, and how it is written.

The values are those of the file itself, not of the resolved scenario: only what differs from the
parent stands in them, spelled as the file spells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.errors import DataError
from optimizer.policy.toml_file import Findings, join, parse

#: Keys in the order in which a file is written: plain ones, tables, lists of tables.
PLAIN = ("format", "differs_from", "title", "method", "objective", "stages")
TABLES = ("budget", "policy", "weights", "rules")
LISTS = ("pool", "unit_limit", "lock", "custom_limit", "future_limit")
WIDTH = 96
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_FIRST_PRINTABLE = 0x20
_DELETE = 0x7F

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key of a file with another value: key path, and both values as written (empty: none)."""

    key: str
    before: str
    after: str


def read_document(raw: bytes, source: str) -> dict[str, Any]:
    """Return what a scenario file holds, as plain values.

    Raises
    ------
    DataError
        If it is no TOML.
    """
    findings = Findings(source)
    document = parse(raw, findings)
    if findings.problems:
        raise DataError(findings.problems)
    return dict(document)


def write_document(document: Document) -> str:
    """Write plain values as a scenario file: the same values give the same text.

    Reading the text gives the same values again. Empty tables are left out; an empty list stays,
    as it takes the parent's away. Comments are not among the values.
    """
    known = (*PLAIN, *TABLES, *LISTS)
    keys = [*(key for key in known if key in document), *sorted(document.keys() - set(known))]
    simple, blocks = [], []
    for key in keys:
        value = document[key]
        if isinstance(value, dict) and key not in PLAIN:
            if value:
                blocks.append(_table(f"[{join('', key)}]", value))
        elif isinstance(value, list) and value and key not in PLAIN and _all_tables(value):
            blocks += [_table(f"[[{join('', key)}]]", one) for one in value]
        else:
            simple.append(_line(key, value))
    return "\n".join(["".join(simple), *blocks])


def changes(before: Document, after: Document) -> tuple[KeyChange, ...]:
    """Return the keys whose values differ between two readings of a file, by key path.

    Tables are compared key by key, lists as a whole.
    """
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    return tuple(
        KeyChange(key, old.get(key, ""), new.get(key, ""))
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    )


def _leaves(values: Document, path: str) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        here = join(path, key)
        if isinstance(value, dict) and value:
            yield from _leaves(value, here)
        else:
            yield here, _value(value)


def _all_tables(values: list[Any]) -> bool:
    return all(isinstance(one, dict) for one in values)


def _table(head: str, values: Document) -> str:
    return f"{head}\n" + "".join(_line(key, value) for key, value in values.items())


def _line(key: str, value: object) -> str:
    text = f"{join('', key)} = {_value(value)}"
    if len(text) > WIDTH and isinstance(value, list):
        items = "".join(f"  {_value(one)},\n" for one in value)
        text = f"{join('', key)} = [\n{items}]"
    return f"{text}\n"


def _value(value: object) -> str:
    """Write one value; tables inside others stand on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{"".join(_character(one) for one in value)}"'
    if isinstance(value, dict):
        inner = ", ".join(f"{join('', key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return str(value)  # whole numbers and dates, and a float as it was read (refused when read)


def _character(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    if ord(one) < _FIRST_PRINTABLE or ord(one) == _DELETE:
        return f"\\u{ord(one):04X}"
    return one
