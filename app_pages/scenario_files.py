"""The scenario files of a year: what each differs in, and the draft of one, key by key."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components import frame
from app_pages.components import scenario_drafts as drafts
from app_pages.components.problems import ROW_HEIGHT, problem_table, table_height
from app_pages.components.scenario_acts import acts, choose, keeping
from app_pages.components.scenario_fields import Editing
from app_pages.components.scenario_form import PREFIXES, SECTIONS, form
from app_pages.components.words import escaped, t, title
from app_pages.services import scenarios
from app_pages.services.scenarios import Reading
from optimizer.documents.scenario_text import call_lines, parent_lines
from optimizer.intake.scenario import scenario_document
from optimizer.intake.scenario_store import ScenarioStore
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year

TEXT = "text"


@frame.guarded
def page() -> None:
    """Read the files, draw them, and the draft of the one chosen."""
    frame.context_bar("scenario_files")
    name = state.year_name()
    year = state.bundled_year(name)
    files = scenarios.store(name, year)
    chosen = state.scenario_name(year)  # the one that the context bar has is edited
    trials = sum(bool(is_what_if(s, year.call, year.policy)) for s in year.scenarios.values())
    frame.headline(
        t("scenario_files.headline", count=len(year.scenarios), trials=trials),
        t("scenario_files.beneath"),
    )
    after = [*year.scenarios[chosen].chain[-2:-1], *state.scenario_names(year)]
    acts(files, (name, chosen), next(one for one in after if one != chosen or len(after) == 1))
    left, right = st.columns([58, 42], gap="medium")
    with left:
        _table(year, name)
    with right:
        _chain(year, chosen)
    _editor(files, year, (name, chosen))


def _table(year: Year, name: str) -> None:
    """Draw every scenario: its question, parent, differences, and whether it is a what-if."""
    language = state.language()
    names = state.scenario_names(year)
    waiting = drafts.unsaved(name)
    shown = [year.scenarios[one] for one in names]
    states = {True: t("scenario_files.what_if"), False: t("scenario_files.may")}
    table = pd.DataFrame(
        {
            "title": [title(one.title, language) for one in shown],
            "name": names,
            "parent": [one.chain[-2] if len(one.chain) > 1 else "" for one in shown],
            "differs": [_joined(parent_lines(year, one, language)) for one in shown],
            "state": [states[bool(is_what_if(one, year.call, year.policy))] for one in shown],
            "draft": [t("scenario_files.unsaved") if one in waiting else "" for one in names],
        }
    )
    column = st.column_config
    keys = ("title", "state", "differs", "name", "parent", "draft")
    widths = (250, 100, 260, 120, 90, 80)
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), 13),
        column_order=keys,
        key=(key := f"scenario_files_{name}_{language}"),
        on_select=lambda: _selected(key, names),
        selection_mode="single-row",
        alt=t("scenario_files.table_alt", count=len(table)),
        column_config={
            key: column.TextColumn(
                t(f"scenario_files.column.{key}"), width=width, pinned=key == "title"
            )
            for key, width in zip(keys, widths, strict=True)
        },
    )


def _selected(key: str, names: list[str]) -> None:
    """Choose the scenario of the row that was clicked."""
    for row in st.session_state[key]["selection"]["rows"]:
        choose(names[row])


def _joined(lines: tuple[str, ...]) -> str:
    return t("scenario_files.joined", lines=lines) if lines else ""


def _chain(year: Year, chosen: str) -> None:
    """Draw where the chosen scenario comes from, and what it differs in."""
    language = state.language()
    scenario = year.scenarios[chosen]
    with st.container(border=True):
        st.subheader(escaped(title(scenario.title, language)), anchor=False)
        if len(scenario.chain) > 1:
            titles = [title(year.scenarios[one].title, language) for one in scenario.chain[:-1]]
            st.caption(t("scenario_files.chain"))
            st.text(" → ".join(titles))
        lines = parent_lines(year, scenario, language)
        st.caption(t(f"scenario_files.differs.{'some' if lines else 'none'}", count=len(lines)))
        for line in lines:
            st.text(f"· {line}")
        froze = call_lines(year, scenario, language)
        if froze:
            st.badge(t("scenario_files.trial"), color="red")
            st.caption(t("scenario_files.from_call"))
            for line in froze:
                st.text(f"· {line}")
        else:
            st.caption(t("scenario_files.as_called"))


def _editor(files: ScenarioStore, year: Year, where: drafts.Where) -> None:
    """Draw the draft: its state, the section chosen, what is wrong with it."""
    held = drafts.draft(where, files)
    if not scenarios.may_write():
        st.subheader(t("scenario_files.shown", name=escaped(where[1])), anchor=False)
        st.code(held.read.text, language="toml")
        return
    reading = scenarios.read(files, where[1], held.text)
    st.subheader(t("scenario_files.edit", name=escaped(where[1])), anchor=False)
    keeping(files, where, held, reading)
    section = st.segmented_control(
        t("scenario_files.section"),
        [*SECTIONS, TEXT],
        default=SECTIONS[0],
        required=True,
        format_func={
            one: t(f"scenario_files.section.{one}") for one in (*SECTIONS, TEXT)
        }.__getitem__,
        key=f"scenario_section_{state.language()}",
        label_visibility="collapsed",
    )
    if section == TEXT or reading.document is None:
        _text(where, held)
        if reading.problems:
            problem_table(reading.problems, key="scenario_text")
        return
    form(_editing(year, where, reading), year.under(_law(year, reading)), str(section))
    _elsewhere(reading, where, str(section))


def _law(year: Year, reading: Reading) -> str:
    """Return the version of the measures that the draft is under, where it is one of the year's."""
    named = reading.scenario.policy_file if reading.scenario is not None else ""
    return named if named in year.other_laws else ""


def _editing(year: Year, where: drafts.Where, reading: Reading) -> Editing:
    values = dict(reading.document or {})
    if isinstance(values.get("policy"), str):
        values["policy"] = {"file": values["policy"]}
    own = year.scenarios[where[1]]
    named = values.get("differs_from")
    parent = year.scenarios.get(named) if isinstance(named, str) else None
    return Editing(where, values, scenario_document(parent or own), reading.problems)


def _text(where: drafts.Where, held: drafts.Draft) -> None:
    key = f"scenario_text_{'_'.join(where)}_{drafts.edition(where)}"
    st.text_area(
        t("scenario_files.text"),
        value=held.text,
        height=420,
        key=key,
        on_change=_text_typed,
        args=(where, held, key),
    )
    st.caption(t("scenario_files.text_help"))


def _text_typed(where: drafts.Where, held: drafts.Draft, key: str) -> None:
    drafts.put(where, replace(held, text=st.session_state[key]))


def _elsewhere(reading: Reading, where: drafts.Where, section: str) -> None:
    """Draw what is wrong in other sections, and in other files because of this one."""
    mine = f"{where[1]}.toml"
    here = PREFIXES[section]
    others = [
        problem
        for problem in reading.problems
        if problem.place.source != mine or not problem.place.field.startswith(here)
    ]
    if others:
        st.caption(t("scenario_files.elsewhere", count=len(others)))
        problem_table(others, key="scenario_others")


page()
