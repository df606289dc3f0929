"""The form of a scenario's draft: every key of the file, by section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from app_pages import service, state
from app_pages.components import scenario_cells as cells
from app_pages.components.scenario_fields import (
    OWN,
    Editing,
    Path,
    choice,
    complaints,
    mode,
    rows,
    several,
    text,
)
from app_pages.components.words import escaped, t, title
from optimizer.intake.scenario_parts import METHODS, OBJECTIVES
from optimizer.intake.selectors import NUMBERS
from optimizer.intake.year import Year
from optimizer.policy.types import Policy

SECTIONS = ("basics", "budget", "weights", "parameters", "rules", "limits", "projects")
#: Keys of the file by section, for the count of complaints.
PREFIXES: Mapping[str, tuple[str, ...]] = {
    "basics": ("title", "differs_from", "method", "objective", "policy.file", "format"),
    "budget": ("budget", "stages"),
    "weights": ("weights",),
    "parameters": ("policy",),
    "rules": ("rules",),
    "limits": ("pool", "unit_limit", "future_limit"),
    "projects": ("lock", "custom_limit"),
}


def form(now: Editing, year: Year, section: str) -> None:
    """Draw one section; what is typed goes into the draft at once."""
    _SECTIONS[section](now, year)


def _basics(now: Editing, year: Year) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        text(now, ("title", "zh"))
        text(now, ("title", "en"))
        names = [one for one in state.scenario_names(year) if one != now.where[1]]
        titles = {one: title(year.scenarios[one].title, state.language()) for one in names}
        choice(now, ("differs_from",), names, titles.__getitem__)
    with right:
        choice(now, ("method",), METHODS, lambda one: t(f"scenario_files.method.{one}"))
        objectives = {one: t(f"scenario_files.objective.{one}") for one in OBJECTIVES}
        several(now, ("objective",), OBJECTIVES, objectives.__getitem__)
        text(now, ("policy", "file"), t("scenario_files.own_law"))
        st.caption(t("scenario_files.policy_help"))
    complaints(now, "format")


def _budget(now: Editing, year: Year) -> None:
    policy = year.policy
    budget = now.parent["budget"]
    with st.container(horizontal=True):
        for key in ("total", "reserve"):
            text(now, ("budget", key), service.money(budget[key]), width=300)
    st.caption(t("scenario_files.money_help"))
    first = [{"clauses": one["clauses"]} for one in now.parent["stages"]]
    _list(now, ("stages",), {"clauses": 480, "share": 120}, [one["clauses"] for one in first])
    st.caption(t("scenario_files.stages_help", clauses=tuple(c.id for c in policy.clauses)))


def _weights(now: Editing, year: Year) -> None:
    own = now.at(("weights",)) or {}
    before = now.parent["weights"] or dict(year.call.weights)
    held = [
        {
            "criterion": one.key,
            "shown_name": title(one.title, state.language()),
            "shown_before": before.get(one.key, 0),
            "weight": own.get(one.key),
        }
        for one in year.policy.criteria
    ]
    column = st.column_config
    columns = {
        "shown_name": column.TextColumn(t("scenario_files.column.criterion"), width=220),
        "shown_before": column.NumberColumn(t("scenario_files.column.before"), width=110),
        "weight": column.NumberColumn(
            t("scenario_files.column.weight"), min_value=0, max_value=100, step=1, width=110
        ),
    }
    rows(now, ("weights",), columns, held, _weights_written, fixed=True)
    total = sum(own.get(key, value) for key, value in before.items())
    wrong = total != 100  # noqa: PLR2004  # weights are per cents
    st.badge(t("scenario_files.weights_sum", total=total), color="orange" if wrong else "green")


def _weights_written(typed: list[dict[str, Any]]) -> object:
    found = {
        row["criterion"]: int(row["weight"])
        for row in typed
        if isinstance(row["weight"], int | float) and row["weight"] == row["weight"]  # no NaN
    }
    return found or None


def _parameters(now: Editing, year: Year) -> None:
    policy = year.policy
    names = sorted(policy.parameters)
    column = st.column_config
    columns = {
        "name": column.SelectboxColumn(
            t("scenario_files.column.parameter"), options=names, width=220
        ),
        **{
            key: column.TextColumn(t(f"scenario_files.column.{key}"), width=width)
            for key, width in (("value", 130), ("source", 130), ("reason", 280), ("citation", 160))
        },
    }
    held = cells.setting_rows(now.at(("policy",)) or {})
    written = partial(_settings_written, policy=policy, own=now.at(("policy",)) or {})
    rows(now, ("policy",), columns, held, written)
    st.caption(t("scenario_files.parameters_help"))
    asked = st.selectbox(
        t("scenario_files.look_up"),
        names,
        index=None,
        placeholder=t("scenario_files.look_up_none"),
        key=now.key(("policy",), "look_up"),
    )
    if asked:
        _about(policy, asked)


def _settings_written(
    typed: list[dict[str, Any]], policy: Policy, own: Mapping[str, Any]
) -> object:
    version = {key: own[key] for key in ("file", "version") if key in own}
    return {**version, **cells.settings(typed, policy.parameters)} or None


def _about(policy: Policy, name: str) -> None:
    """Say what a parameter decides, and which values it may have."""
    parameter = policy.parameters[name]
    language = state.language()
    allowed = parameter.allowed or tuple(
        str(one) for one in (parameter.low, parameter.high) if one is not None
    )
    st.caption(escaped(title(parameter.question, language)))
    st.caption(escaped(title(parameter.reason, language)))
    if allowed:
        st.caption(t("scenario_files.allowed", values=allowed))


def _rules(now: Editing, year: Year) -> None:
    before = now.parent["rules"]
    clauses = [one.id for one in year.policy.clauses]
    left, right = st.columns(2, gap="medium")
    with left:
        for key in ("pass_mark", "unscored_merit"):
            held = before[key]
            text(now, ("rules", key), "" if held is None else f"{held / 100:g}")
        _members(now, ("rules", "minimum_award"), {"ratio": "50%"})
        if isinstance(now.at(("rules", "minimum_award")), dict):
            for key in ("ratio", "amount"):
                text(now, ("rules", "minimum_award", key))
            several(now, ("rules", "minimum_award", "members", "clause"), clauses, str)
        mode(now, ("rules", "most_projects"), {"label": "unit", "count": 1}, off=True)
        complaints(now, "rules.most_projects")
        if isinstance(now.at(("rules", "most_projects")), dict):
            _most(now)
    with right:
        mode(now, ("rules", "indivisible"), otherwise=True, off=True)
        complaints(now, "rules.indivisible")
        if now.at(("rules", "indivisible")) not in (None, False):
            several(now, ("rules", "indivisible", "clause"), clauses, str)
        for key in ("equal", "monotone"):
            if mode(now, ("rules", key), []) == OWN:
                several(now, ("rules", key), clauses, str)
        tiers = {"rules.score_tiers": {"from": 110, "share": 110}}
        tiers |= {"rules.diminishing": {"to": 110, "weight": 110}}
        for name, widths in tiers.items():
            _list(now, tuple(name.split(".")), widths, [])


def _members(now: Editing, path: Path, otherwise: object) -> None:
    mode(now, path, otherwise, off=True)
    complaints(now, ".".join(path) + " ")


def _most(now: Editing) -> None:
    path = ("rules", "most_projects")
    held = [{key: cells.cell((now.at(path) or {}).get(key)) for key in ("label", "count")}]
    columns = {
        key: st.column_config.TextColumn(t(f"scenario_files.column.{key}"), width=130)
        for key in ("label", "count")
    }
    rows(now, path, columns, held, _most_written, fixed=True)


def _most_written(typed: list[dict[str, Any]]) -> object:
    count = str(typed[0]["count"] or "").strip()
    return {
        "label": str(typed[0]["label"] or ""),
        "count": int(count) if count.isdecimal() else count,
    }


def _limits(now: Editing, year: Year) -> None:
    del year
    _list(now, ("pool",), {"over": 110, "key": 90, "at_least": 130, "at_most": 130}, [])
    _list(now, ("unit_limit",), {"at_most": 130, "over": 300}, [])
    _list(now, ("future_limit",), {"year": 90, "at_most": 130}, [])
    st.caption(t("scenario_files.money_help"))


def _projects(now: Editing, year: Year) -> None:
    del year
    _list(now, ("lock",), {"application_no": 130, "to": 130, "reason": 320}, [])
    st.caption(t("scenario_files.lock_help"))
    widths = {"name": 120, "where": 240, "number": 120, "at_least": 100, "at_most": 100}
    widths |= {"at_least_share": 100, "at_most_share": 100}
    _list(now, ("custom_limit",), widths, [])
    st.caption(t("scenario_files.where_help"))


def _list(now: Editing, path: Path, widths: Mapping[str, int], first: list[Any]) -> None:
    """Draw a list: the parent's, or rows of the scenario's own (none: no such limit)."""
    name = ".".join(path)
    if mode(now, path, first) != OWN:
        complaints(now, name)
        return
    column = st.column_config
    columns: dict[str, Any] = {
        key: column.TextColumn(t(f"scenario_files.column.{key}"), width=width)
        for key, width in widths.items()
    }
    options = {"over": ["article", "clause"]} if name == "pool" else {}
    options |= {"number": list(NUMBERS)} if name == "custom_limit" else {}
    for key, known in options.items():
        columns[key] = column.SelectboxColumn(
            t(f"scenario_files.column.{key}"), options=known, width=widths[key]
        )
    rows(now, path, columns, cells.rows(name, now.at(path)), partial(cells.values, name))


_SECTIONS: Mapping[str, Callable[[Editing, Year], None]] = {
    "basics": _basics,
    "budget": _budget,
    "weights": _weights,
    "parameters": _parameters,
    "rules": _rules,
    "limits": _limits,
    "projects": _projects,
}
