"""What is done with scenario files: made, copied, renamed, taken away; a draft saved or dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components import scenario_drafts as drafts
from app_pages.components.problems import ROW_HEIGHT, advice, table_height
from app_pages.components.scenario_drafts import Draft, Where
from app_pages.components.screen import is_dark
from app_pages.components.words import escaped, t
from app_pages.service import Controls
from app_pages.services import scenarios
from app_pages.services.scenarios import Reading
from app_pages.state import Situation
from optimizer.errors import DataError
from optimizer.intake.scenario_store import ScenarioStore, StaleError, Stored, stale_changes

#: Complaints that one message names.
_TOLD = 6
_SAID = "scenario_said"
_CLASH = "scenario_clash"
Titles = dict[str, str]


def acts(files: ScenarioStore, where: Where, after: str) -> None:
    """Draw the buttons over the list, and what came of the last one.

    ``after`` is the scenario that is chosen where this one is deleted.
    """
    name = where[1]
    if not scenarios.may_write():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(t("scenario_files.new")):
            _named("new", lambda new, titles: scenarios.begin(files, new, name, titles), where)
        with st.popover(t("scenario_files.copy")):
            _named("copy", lambda new, titles: files.copy(name, new, titles), where)
        with st.popover(t("scenario_files.rename")):
            _renamed(files, where)
        with st.popover(t("scenario_files.delete")):
            st.caption(t("scenario_files.delete_help", name=escaped(name)))
            st.button(
                t("scenario_files.delete_now"),
                key="scenario_delete",
                on_click=_delete,
                args=(files, where, after),
            )
        st.space("stretch")
    said()


def said() -> None:
    """Draw what came of the last action, once."""
    told = st.session_state.pop(_SAID, None)
    if told is not None:
        (st.success if told[0] else st.error)(told[1])


def _say(done: bool, text: str) -> None:  # noqa: FBT001  # which of two colours
    st.session_state[_SAID] = (done, text)


def _refused(error: DataError) -> None:
    language = state.language()
    lines = tuple(advice(one, language) for one in error.problems[:_TOLD])
    _say(False, escaped(t("scenario_files.joined", lines=lines)))  # noqa: FBT003


def _named(what: str, make: Callable[[str, Titles], Stored], where: Where) -> None:
    """Draw file name and titles of a scenario to be made, and the button that makes it."""
    keys = {part: f"scenario_{what}_{part}" for part in ("name", "zh", "en")}
    for part, key in keys.items():
        st.text_input(t(f"scenario_files.new_{part}"), key=key)
    if what == "new":
        st.caption(t("scenario_files.new_help", name=escaped(where[1])))
    st.button(
        t(f"scenario_files.{what}_now"),
        key=f"scenario_{what}_make",
        on_click=_make,
        args=(keys, make),
    )


def _make(keys: dict[str, str], make: Callable[[str, Titles], Stored]) -> None:
    typed = {part: str(st.session_state[key]).strip() for part, key in keys.items()}
    titles = {"zh": typed["zh"] or typed["name"], "en": typed["en"] or typed["zh"] or typed["name"]}
    try:
        made = make(typed["name"], titles)
    except DataError as error:
        _refused(error)
        return
    for key in keys.values():
        st.session_state[key] = ""
    choose(made.name)
    _say(True, t("scenario_files.made", name=escaped(made.name)))  # noqa: FBT003


def choose(name: str) -> None:
    """Choose a scenario, in the context bar too (from a callback, before the bar is drawn)."""
    st.session_state["scenario"] = name
    state.renew_widgets()


def _renamed(files: ScenarioStore, where: Where) -> None:
    st.text_input(t("scenario_files.new_name"), key="scenario_rename_name")
    st.caption(t("scenario_files.rename_help"))
    st.button(
        t("scenario_files.rename_now"),
        key="scenario_rename_make",
        on_click=_rename,
        args=(files, where),
    )


def _rename(files: ScenarioStore, where: Where) -> None:
    new = str(st.session_state["scenario_rename_name"]).strip()
    held = drafts.draft(where, files)
    try:
        made = files.rename(where[1], new, held.read.revision)
    except DataError as error:
        _refused(error)
        return
    drafts.forget(where)
    if held.is_changed:  # what was typed goes with the file
        drafts.put((where[0], made.name), replace(held, read=made))
    st.session_state["scenario_rename_name"] = ""
    choose(made.name)
    _say(True, t("scenario_files.renamed", name=escaped(made.name)))  # noqa: FBT003


def _delete(files: ScenarioStore, where: Where, after: str) -> None:
    try:
        files.delete(where[1], drafts.draft(where, files).read.revision)
    except DataError as error:
        _refused(error)
        return
    drafts.forget(where)
    choose(after)
    _say(True, t("scenario_files.deleted", name=escaped(where[1])))  # noqa: FBT003


# --- a draft ---


def keeping(files: ScenarioStore, where: Where, held: Draft, reading: Reading) -> None:
    """Draw whether the draft is saved, and its buttons; before all, what another changed."""
    _clash(files, where, held)
    with st.container(horizontal=True, vertical_alignment="center"):
        if reading.problems:
            st.badge(t("scenario_files.wrong", count=len(reading.problems)), color="red")
        elif held.is_changed:
            st.badge(t("scenario_files.unsaved"), color="orange")
        else:
            st.badge(t("scenario_files.saved"), color="gray")
        st.space("stretch")
        if held.is_changed:
            st.button(t("scenario_files.drop"), on_click=drafts.forget, args=(where,))
        if held.is_changed and not reading.problems and scenarios.may_write():
            st.button(
                t("scenario_files.save"),
                key="scenario_save",
                on_click=_save,
                args=(files, where, held, held.read.revision),
                type="secondary" if is_dark() else "primary",
            )


def _save(files: ScenarioStore, where: Where, held: Draft, revision: str) -> None:
    st.session_state.pop(_CLASH, None)
    try:
        saved = files.save(where[1], held.text, revision)
    except StaleError as error:
        st.session_state[_CLASH] = (where, error.now)
        if error.now is None:
            _refused(error)
        return
    except DataError as error:
        _refused(error)
        return
    drafts.put(where, Draft(saved, saved.text))
    _say(True, t("scenario_files.kept", name=escaped(where[1])))  # noqa: FBT003


def _clash(files: ScenarioStore, where: Where, held: Draft) -> None:
    """Tell the second of two editors what the first has changed, and let them choose."""
    of, now = st.session_state.get(_CLASH, (None, None))
    if of != where or now is None or not held.is_changed:
        return
    with st.container(border=True):
        st.warning(t("scenario_files.stale"))
        changed = stale_changes(held.read, now)
        table = pd.DataFrame(
            [(one.key, one.before, one.after) for one in changed],
            columns=["key", "before", "after"],
        )
        column = st.column_config
        st.dataframe(
            table,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(table), 8),
            placeholder="—",
            alt=t("scenario_files.stale"),
            column_config={
                key: column.TextColumn(t(f"scenario_files.column.{code}"))
                for key, code in (("key", "key"), ("before", "read"), ("after", "now"))
            },
        )
        with st.container(horizontal=True):
            st.button(t("scenario_files.theirs"), on_click=_theirs, args=(where,))
            st.button(
                t("scenario_files.mine"), on_click=_save, args=(files, where, held, now.revision)
            )


def _theirs(where: Where) -> None:
    st.session_state.pop(_CLASH, None)
    drafts.forget(where)


# --- from the allocation page ---


def keep_controls(now: Situation) -> None:
    """Draw the button that keeps what was moved on the allocation page as a new scenario."""
    said()
    if now.controls == Controls() or not scenarios.may_write():
        return
    files = scenarios.store(now.name, state.bundled_year(now.name))
    with st.popover(t("scenario_files.keep")):
        _named(
            "keep",
            lambda new, titles: scenarios.keep(files, new, now.base.name, titles, now.controls),
            (now.name, now.base.name),
        )
