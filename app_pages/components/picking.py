"""Which scenarios are compared: picked in an order, named in the address, kept by the session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from app_pages import state
from app_pages.components.words import escaped, t, title
from optimizer.insight.compare.choose import MOST, default
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year

#: The address's parameter; scenarios in their order, separated by commas.
PARAMETER = "compare"
#: Scenarios by what they are asked for, each with its year's name.
Known = Mapping[str, tuple[str, Scenario]]


def in_order(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Return what is picked now, those picked before first, in the order of picking."""
    kept = [name for name in before if name in now]
    return kept + [name for name in now if name not in kept]


def year_asked() -> None:
    """Choose the year that a link names, once: afterwards the selector decides."""
    asked = st.query_params.get("year", "")
    if asked in state.year_names() and st.session_state.get("compare_link") != asked:
        st.session_state["compare_link"] = st.session_state["year"] = asked


def picked(name: str, known: Collection[str]) -> list[str]:
    """Return the scenarios to compare: of the address, else of the session, else the default."""
    kept: dict[str, list[str]] = st.session_state.setdefault("compare", {})
    if PARAMETER in st.query_params and st.query_params.get("year", name) == name:
        asked = [one.strip() for one in st.query_params[PARAMETER].split(",")]
        kept[name] = [one for one in asked if one]
    elif name not in kept:
        kept[name] = list(default([one for one in known if "/" not in one]))
    return kept[name]


def known_scenarios(name: str, year: Year) -> dict[str, tuple[str, Scenario]]:
    """Return what may be compared -> its year's name and itself; other years' as YEAR/NAME."""
    found = {key: (name, year.scenarios[key]) for key in state.scenario_names(year)}
    for other in state.year_names():
        if other != name:
            scenarios = state.year(other).scenarios
            found |= {f"{other}/{key}": (other, one) for key, one in scenarios.items()}
    return found


def labels(known: Known) -> dict[str, str]:
    """Return what each scenario is called; no two alike."""
    language = state.language()
    titles = {
        key: title(one.title, language)
        if "/" not in key
        else t("compare.of_year", year=of, title=title(one.title, language))
        for key, (of, one) in known.items()
    }
    counts = Counter(titles.values())
    return {key: one if counts[one] == 1 else f"{one} ({key})" for key, one in titles.items()}


def pills(name: str, names: Sequence[str], called: Mapping[str, str]) -> None:
    """Draw the scenarios as pills; those of other years are there once they are picked."""
    options = [key for key in called if "/" not in key or key in names]
    chosen = [key for key in dict.fromkeys(names) if key in called][:MOST]
    # One key while a person picks: another one would leave the old pills beside the new ones.
    edition = st.session_state.setdefault("compare_edition", 0)
    key = f"compare_pills_{name}_{state.language()}_{edition}"
    st.session_state.setdefault(key, chosen)
    st.pills(
        t("compare.pick"),
        options,
        selection_mode="multi",
        format_func=called.__getitem__,
        key=key,
        on_change=_pick,
        args=(name, key, tuple(chosen)),
    )
    if st.session_state.pop("compare_cut", False):
        st.warning(t("compare.cut"))
    if len(chosen) > 1:
        rest = tuple(escaped(called[one]) for one in chosen[1:])
        st.caption(t("compare.order", first=escaped(called[chosen[0]]), rest=rest))
    _other_years(name, names, called)


def _other_years(name: str, names: Sequence[str], called: Mapping[str, str]) -> None:
    """Draw the choice of another year's scenario, where there is another year."""
    options = [key for key in called if "/" in key and key not in names]
    if not options:
        return
    key = f"compare_other_{name}_{state.language()}_{'|'.join(names)}"
    st.selectbox(
        t("compare.other_year"),
        options,
        index=None,
        format_func=called.__getitem__,
        placeholder=t("compare.other_year"),
        label_visibility="collapsed",
        key=key,
        on_change=_add,
        args=(name, key, tuple(names)),
        width=420,
    )


def _pick(name: str, key: str, before: tuple[str, ...]) -> None:
    _remember(name, in_order(before, st.session_state[key] or []))


def _add(name: str, key: str, before: tuple[str, ...]) -> None:
    _remember(name, [*before, st.session_state[key]])
    _renew()


def _renew() -> None:
    """Let the pills be drawn anew, as what is compared says."""
    st.session_state["compare_edition"] += 1


def _remember(name: str, names: list[str]) -> None:
    if len(names) > MOST:
        st.session_state["compare_cut"] = True
        _renew()
    st.session_state.setdefault("compare", {})[name] = names[:MOST]
    st.query_params.update({"year": name, PARAMETER: ",".join(names[:MOST])})


def link(name: str, names: Sequence[str]) -> str:
    """Return the address that opens this comparison again."""
    parts = urlsplit(st.context.url or "")
    asked = {"year": name, PARAMETER: ",".join(names), "lang": state.language()}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(asked, safe=",/"), ""))
