"""Drafts of scenario files: what a person typed and has not saved yet; a page switch keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import streamlit as st

from optimizer.errors import DataError
from optimizer.intake.scenario_file import read_document, write_document
from optimizer.intake.scenario_store import ScenarioStore, Stored

#: Year and scenario.
Where = tuple[str, str]
_DRAFTS = "scenario_drafts"
_EDITIONS = "scenario_editions"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it was read, and its text now."""

    read: Stored
    text: str

    @property
    def is_changed(self) -> bool:
        """Whether something is not saved."""
        return self.text != self.read.text


def _drafts() -> dict[Where, Draft]:
    return cast("dict[Where, Draft]", st.session_state.setdefault(_DRAFTS, {}))


def unsaved(year: str) -> frozenset[str]:
    """Return the scenarios of a year that have something unsaved."""
    return frozenset(n for (of, n), draft in _drafts().items() if of == year and draft.is_changed)


def draft(where: Where, files: ScenarioStore) -> Draft:
    """Return what is being edited: the file as it is, unless something was typed."""
    held = _drafts().get(where)
    if held is None or not held.is_changed:
        held = _fresh(where, files, held)
    return held


def _fresh(where: Where, files: ScenarioStore, held: Draft | None) -> Draft:
    read = files.read(where[1])
    if held is None or held.read != read:
        held = Draft(read, read.text)
        put(where, held)
        renew(where)
    return held


def put(where: Where, held: Draft) -> None:
    """Keep a draft."""
    _drafts()[where] = held


def forget(where: Where) -> None:
    """Drop what was typed."""
    _drafts().pop(where, None)
    renew(where)


def edition(where: Where) -> int:
    """Return a number for the keys of widgets; it rises when they must be drawn anew."""
    return int(st.session_state.setdefault(_EDITIONS, {}).get(where, 0))


def renew(where: Where) -> None:
    """Make the next run draw the inputs from the draft, not from the browser."""
    st.session_state.setdefault(_EDITIONS, {})[where] = edition(where) + 1


def document(where: Where) -> dict[str, Any]:
    """Return the plain values of a draft; nothing where its text is no TOML."""
    held = _drafts().get(where)
    try:
        return {} if held is None else read_document(held.text.encode(), f"{where[1]}.toml")
    except DataError:
        return {}


def change(where: Where, path: tuple[str, ...], value: object) -> None:
    """Set one key of a draft; ``None`` takes it away, and tables that hold nothing then."""
    held = _drafts()[where]
    values = _with(document(where), path, value)
    if values != document(where):
        put(where, replace(held, text=write_document(values)))


def _with(table: Mapping[str, Any], path: tuple[str, ...], value: object) -> dict[str, Any]:
    head, *rest = path
    inner = table.get(head)
    if rest:
        value = _with(inner if isinstance(inner, dict) else {}, tuple(rest), value) or None
    found = {**table, head: value}
    if value is None:
        del found[head]
    return found


def value_at(table: Mapping[str, Any], path: tuple[str, ...]) -> Any:  # noqa: ANN401  # as in the file
    """Return the value of a key path, ``None`` where there is none."""
    here: Any = table
    for key in path:
        here = here.get(key) if isinstance(here, dict) else None
    return here
