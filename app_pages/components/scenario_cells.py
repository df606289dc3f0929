"""A scenario file's lists and tables as rows of text cells, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from optimizer.policy.types import Parameter

Row = Mapping[str, Any]
_NUMBER = re.compile(r"-?\d{1,15}")
_APART = re.compile(r"[,，、;；\s]+")
_PAIR = re.compile(r"\s*[;；]\s*")

#: Columns of each list, in the order in which they stand.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "stages": ("clauses", "share"),
    "pool": ("over", "key", "at_least", "at_most"),
    "unit_limit": ("at_most", "over"),
    "lock": ("application_no", "to", "reason"),
    "custom_limit": (
        "name", "where", "number", "at_least", "at_most", "at_least_share", "at_most_share",
    ),
    "future_limit": ("year", "at_most"),
    "rules.score_tiers": ("from", "share"),
    "rules.diminishing": ("to", "weight"),
}  # fmt: skip
#: Cells that hold several words.
_LISTS = frozenset({"clauses"})
_NUMBERS = frozenset({"year", "weight"})


def words(text: str) -> list[str]:
    """Return the words of a cell, apart by commas, semicolons or spaces."""
    return [word for word in _APART.split(text.strip()) if word]


def cell(value: Any) -> str:  # noqa: ANN401  # any value of a file
    """Write a value of a file as the text of a cell."""
    if isinstance(value, list):
        return ", ".join(cell(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key} = {cell(one)}" for key, one in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def members(text: str) -> dict[str, Any]:
    """Return members from a cell such as ``unit_size = 小, 微; article = 9``."""
    found: dict[str, Any] = {}
    for pair in filter(None, _PAIR.split(text.strip())):
        key, _, value = pair.partition("=")
        found[key.strip()] = words(value)
    return found


def rows(key: str, values: object) -> list[dict[str, str]]:
    """Return a list of a file as rows of text cells."""
    found: list[dict[str, str]] = []
    for one in values if isinstance(values, list) else []:
        table = one if isinstance(one, dict) else {"clauses": one}
        found.append({name: cell(table.get(name)) for name in COLUMNS[key]})
    return found


def values(key: str, typed: Sequence[Row]) -> list[Any]:
    """Return rows of text cells as the list that a file has; empty rows are left out."""
    found = []
    for row in typed:
        table: dict[str, Any] = {}
        for name in COLUMNS[key]:
            text = str(row.get(name) or "").strip()
            if text:
                table[name] = _value(key, name, text, row)
        if table:
            is_plain = key == "stages" and table.keys() <= {"clauses"}
            found.append(table["clauses"] if is_plain else table)
    return found


def _value(key: str, name: str, text: str, row: Row) -> Any:  # noqa: ANN401  # any value of a file
    if name == "where":
        return members(text)
    if name in _LISTS or (key == "unit_limit" and name == "over"):
        return words(text)
    counted = key == "custom_limit" and name in ("at_least", "at_most") and row.get("number")
    if (name in _NUMBERS or counted) and _NUMBER.fullmatch(text):
        return int(text)
    return text


# --- parameters ---

SETTING = ("name", "value", "source", "reason", "citation")


def setting_rows(policy: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return ``[policy]`` as rows, one a parameter."""
    return [
        {
            "name": name,
            **(
                {key: cell(raw.get(key)) for key in SETTING[1:]}
                if isinstance(raw, dict)
                else {"value": cell(raw), "source": "", "reason": "", "citation": ""}
            ),
        }
        for name, raw in _leaves(policy, "")
        if name not in ("file", "version")
    ]


def _leaves(table: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, raw in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(raw, dict) and raw and "value" not in raw:
            found += _leaves(raw, name)
        else:
            found.append((name, raw))
    return found


def settings(typed: Sequence[Row], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return rows of parameters as ``[policy]`` has them: under the clause, ``"9.3".ratio``."""
    found: dict[str, Any] = {}
    for row in typed:
        name = str(row.get("name") or "").strip()
        if not name:
            continue
        kind = parameters[name].kind if name in parameters else ""
        texts = {key: str(row.get(key) or "").strip() for key in SETTING[1:]}
        more = {key: text for key, text in texts.items() if text and key != "value"}
        value = {"value": _typed(kind, texts["value"]), **more}
        clause, _, part = name.rpartition(".")
        inner = found.setdefault(clause, {}) if clause else found
        inner[part] = value
    return found


def _typed(kind: str, text: str) -> Any:  # noqa: ANN401  # a value of any kind
    readers: Mapping[str, Callable[[str], Any]] = {
        "integer": int,
        "flag": lambda word: {"true": True, "是": True, "false": False, "否": False}[word.lower()],
        "date": date.fromisoformat,
    }
    try:
        return readers[kind](text) if kind in readers else text
    except (ValueError, KeyError):
        return text  # the reader of the file says what is wrong with it
