"""Inputs of a scenario's draft: text, choices and rows; the file's own complaints under each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components import scenario_cells as cells
from app_pages.components import scenario_drafts as drafts
from app_pages.components.problems import ROW_HEIGHT, advice
from app_pages.components.scenario_drafts import Where
from app_pages.components.words import escaped, t
from optimizer.errors import Problem

Path = tuple[str, ...]
MOST_ROWS = 12
INHERITED, OWN, OFF = "inherited", "own", "off"


@dataclass(frozen=True, slots=True)
class Editing:
    """A draft on the screen: whose, its values, its parent's (resolved), what is wrong with it."""

    where: Where
    values: Mapping[str, Any]
    parent: Mapping[str, Any]
    problems: Sequence[Problem]

    def at(self, path: Path) -> Any:  # noqa: ANN401  # as in the file
        """Return the draft's own value of a key, ``None`` where it has none."""
        return drafts.value_at(self.values, path)

    def key(self, path: Path, what: str = "") -> str:
        """Return the key of the widget for a key of the file."""
        edition = drafts.edition(self.where)
        return f"scenario_{'_'.join((*self.where, *path, what))}_{edition}"


def complaints(now: Editing, *prefixes: str) -> None:
    """Draw what the reader of the file says about keys that begin so."""
    for problem in now.problems:
        place = problem.place
        if place.source != f"{now.where[1]}.toml" or not place.field.startswith(prefixes):
            continue
        text = t(
            "scenario_files.problem",
            field=place.field,
            advice=advice(problem, state.language()),
            line=place.row,
        )
        st.caption(f":red[{escaped(text)}]")


def text(now: Editing, path: Path, inherited: str = "", *, width: Any = "stretch") -> None:  # noqa: ANN401  # as Streamlit
    """Draw a text input; empty is what the parent has, which stands there faintly."""
    name = ".".join(path)
    with st.container(width=width, gap="xsmall"):
        st.text_input(
            t(f"scenario_files.key.{name}"),
            value=cells.cell(now.at(path)),
            placeholder=inherited or t("scenario_files.inherits"),
            key=(key := now.key(path)),
            on_change=_typed,
            args=(now.where, path, key),
        )
        complaints(now, name)


def _typed(where: Where, path: Path, key: str) -> None:
    drafts.change(where, path, str(st.session_state[key]).strip() or None)


def choice(now: Editing, path: Path, options: Sequence[str], label: Callable[[str], str]) -> None:
    """Draw a choice of one word; the first option is what the parent has."""
    name = ".".join(path)
    own = now.at(path)
    known = ["", *options] if own in (None, *options) else ["", *options, str(own)]
    shown = {one: label(one) if one in options else escaped(one) for one in known}
    shown[""] = t("scenario_files.inherits")
    st.selectbox(
        t(f"scenario_files.key.{name}"),
        known,
        index=known.index(own or ""),
        format_func=shown.__getitem__,
        key=(key := now.key(path)),
        on_change=_typed,
        args=(now.where, path, key),
    )
    complaints(now, name)


def several(now: Editing, path: Path, options: Sequence[str], label: Callable[[str], str]) -> None:
    """Draw a list of words in the order chosen; empty is what the parent has."""
    name = ".".join(path)
    own = now.at(path)
    held = [str(one) for one in own] if isinstance(own, list) else []
    known = [*options, *(one for one in held if one not in options)]
    st.multiselect(
        t(f"scenario_files.key.{name}"),
        known,
        default=held,
        format_func={one: label(one) if one in options else one for one in known}.__getitem__,
        placeholder=t("scenario_files.inherits"),
        key=(key := now.key(path)),
        on_change=_chosen,
        args=(now.where, path, key),
    )
    complaints(now, name)


def _chosen(where: Where, path: Path, key: str) -> None:
    drafts.change(where, path, list(st.session_state[key]) or None)


def mode(now: Editing, path: Path, otherwise: object, *, off: bool = False) -> str:
    """Draw whether a key is the parent's, the scenario's own, or taken away; return which.

    ``otherwise`` is what it holds first where it becomes the scenario's own.
    """
    own = now.at(path)
    options = [INHERITED, OWN, *([OFF] if off else [])]
    held = INHERITED if own is None else OFF if own is False else OWN
    st.segmented_control(
        t(f"scenario_files.key.{'.'.join(path)}"),
        options,
        default=held,
        required=True,
        format_func={one: t(f"scenario_files.mode.{one}") for one in options}.__getitem__,
        key=(key := now.key(path, "mode")),
        on_change=_moded,
        args=(now.where, path, key, otherwise),
    )
    return held


def _moded(where: Where, path: Path, key: str, otherwise: object) -> None:
    values = {INHERITED: None, OWN: otherwise, OFF: False}
    drafts.change(where, path, values[st.session_state[key]])
    drafts.renew(where)


def rows(
    now: Editing,
    path: Path,
    columns: Mapping[str, Any],
    held: Sequence[Mapping[str, Any]],
    written: Callable[[list[dict[str, Any]]], object],
    *,
    fixed: bool = False,
) -> None:
    """Draw an editor of rows; ``written`` makes of them what the file holds.

    What is handed to the editor stays the same while it is edited: the browser sends only what
    differs from it.
    """
    key, frozen = now.key(path, "rows"), now.key(path, "frozen")
    if frozen not in st.session_state or key not in st.session_state:
        st.session_state[frozen] = [dict(row) for row in held]
    shown = st.session_state[frozen]
    st.data_editor(
        pd.DataFrame(shown, columns=list(shown[0] if shown else columns)),
        key=key,
        num_rows="fixed" if fixed else "dynamic",
        hide_index=True,
        row_height=ROW_HEIGHT,
        placeholder="—",
        column_order=tuple(columns),
        column_config=dict(columns),
        disabled=tuple(name for name in columns if name.startswith("shown_")),
        on_change=_rows_typed,
        args=(now.where, path, key, frozen, written),
        alt=t(f"scenario_files.key.{'.'.join(path)}"),
    )
    complaints(now, ".".join(path))


def _rows_typed(
    where: Where, path: Path, key: str, frozen: str, written: Callable[..., object]
) -> None:
    edits = st.session_state[key]
    found = [dict(row) for row in st.session_state[frozen]]
    for row, cells_typed in edits["edited_rows"].items():
        found[int(row)].update(cells_typed)
    gone = set(edits["deleted_rows"])
    found = [row for number, row in enumerate(found) if number not in gone]
    drafts.change(where, path, written(found + [dict(row) for row in edits["added_rows"]]))
