"""What a session remembers, and the outcome that belongs to it. Nothing is computed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from app_pages import service
from app_pages.plans import Plans
from app_pages.service import Controls, Kind, Run, Trouble
from optimizer.errors import Problem
from optimizer.formats.outcome import Outcome
from optimizer.intake.scenario import Scenario
from optimizer.intake.tables import Applications, Table
from optimizer.intake.year import Year
from optimizer.wording import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that a person uploaded and accepted: it stands for the year's own from then on."""

    name: str
    digest: str
    content: Applications | Table
    files: Mapping[str, bytes] = field(default_factory=dict)  # as uploaded


@dataclass(frozen=True, slots=True)
class Valid:
    """The last outcome that held, and when it was made."""

    outcome: Outcome
    scenario: Scenario
    controls: Controls
    at: datetime


@dataclass(frozen=True, slots=True)
class Situation:
    """What a page draws.

    ``shown`` is the outcome of ``run`` where it holds, else the former one (``out_of_date``).
    """

    name: str
    year: Year
    base: Scenario
    controls: Controls
    run: Run
    shown: Valid
    reference: Outcome | None

    @property
    def out_of_date(self) -> bool:
        """Whether what is shown is a former result."""
        return self.run.trouble != "none"


class NothingToShowError(Exception):
    """No outcome can be shown at all; carries why."""

    def __init__(self, trouble: Trouble, problems: tuple[Problem, ...]) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.problems = problems


def start() -> None:
    """Fill a new session; the address may choose the language (``?lang=en``)."""
    asked = st.query_params.get("lang", "")
    st.session_state.setdefault("language", asked if asked in LANGUAGES else LANGUAGES[0])
    st.session_state.setdefault("unit", 0)
    st.session_state.setdefault("controls", {})
    st.session_state.setdefault("accepted", {})
    st.session_state.setdefault("valid", {})
    st.session_state.setdefault("edition", 0)


def language() -> Language:
    """Return the session's language."""
    return cast("Language", st.session_state.get("language", LANGUAGES[0]))


def now() -> datetime:
    """Return the time of day where the reader sits."""
    try:
        zone = ZoneInfo(st.context.timezone or "Asia/Shanghai")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("Asia/Shanghai")
    return datetime.now(zone)


@st.cache_resource(max_entries=4, show_spinner=False)
def _year(name: str, stamp: str) -> Year:
    del stamp  # part of the key: a changed file is read again
    return service.load(name)


@st.cache_resource(show_spinner=False)
def plans() -> Plans:
    """Return the runs that all sessions and pages share."""
    return Plans()


def _run(data: str, read: Year, base: Scenario, held: Controls) -> Run:
    key = (data, base.name, held)
    found = plans().get(key)
    if found is None:
        found = service.run(read, base, held)
        plans().put(key, found)
    return found


def accepted(name: str) -> Mapping[Kind, Accepted]:
    """Return the files that this session accepted for a year."""
    return cast("Mapping[Kind, Accepted]", st.session_state["accepted"].get(name, {}))


def accept(name: str, kind: Kind, upload: Accepted | None) -> None:
    """Let an uploaded file stand for the year's own (``None``: the year's own again)."""
    files = dict(accepted(name))
    files.pop(kind, None)
    if upload is not None:
        files[kind] = upload
    st.session_state["accepted"][name] = files


def year_names() -> tuple[str, ...]:
    """Return the years that can be chosen."""
    return service.years()


def year_name() -> str:
    """Return the year chosen, by default the newest."""
    names = year_names()
    if not names:
        raise NothingToShowError("none", ())
    chosen = st.session_state.get("year", "")
    return chosen if chosen in names else names[0]


def bundled_year(name: str) -> Year:
    """Return a year as its folder has it."""
    return _year(name, service.stamp(name))


def year(name: str) -> Year:
    """Return a year with the files that this session accepted."""
    files: dict[str, Any] = {kind: upload.content for kind, upload in accepted(name).items()}
    return replace(bundled_year(name), **files) if files else bundled_year(name)


def scenario_name(read: Year) -> str:
    """Return the scenario chosen, by default the first root."""
    names = scenario_names(read)
    chosen = st.session_state.get("scenario", "")
    return chosen if chosen in names else names[0]


def scenario_names(read: Year) -> list[str]:
    """Return the scenarios, those without a parent first, then by name."""
    return sorted(read.scenarios, key=lambda n: (len(read.scenarios[n].chain), n))


def controls(name: str, scenario: str) -> Controls:
    """Return what was moved on the page for a scenario."""
    return cast("Controls", st.session_state["controls"].get((name, scenario), Controls()))


def move(name: str, scenario: str, changed: Controls) -> None:
    """Remember what was moved."""
    st.session_state["controls"][name, scenario] = changed


def renew_widgets() -> None:
    """Make the next run draw its inputs anew, from the state and not from the browser."""
    st.session_state["edition"] += 1


def _inputs(name: str, files: Mapping[Kind, Accepted]) -> str:
    """Return the key of a year's data: its files, and those accepted in their place."""
    own = "|".join(f"{kind}:{upload.digest}" for kind, upload in sorted(files.items()))
    return f"{name}|{service.stamp(name)}|{own}"


def inputs(name: str = "") -> str:
    """Return the key of the data in use for a year, by default the one chosen."""
    name = name or year_name()
    return _inputs(name, accepted(name))


def _fallback(name: str) -> Valid | None:
    """Return the bundled year's own plan: better than an empty page."""
    own = bundled_year(name)
    root = own.scenarios[scenario_names(own)[0]]
    found = _run(_inputs(name, {}), own, root, Controls())
    if found.trouble != "none" or found.outcome is None:
        return None
    return Valid(found.outcome, root, Controls(), now())


def situation() -> Situation:
    """Return what the pages draw for the chosen year, scenario and controls.

    Raises
    ------
    NothingToShowError
        If neither this plan nor any former one holds.
    """
    name = year_name()
    read = year(name)
    data, chosen = _inputs(name, accepted(name)), scenario_name(read)
    base, held = read.scenarios[chosen], controls(name, chosen)
    result = _run(data, read, base, held)
    root = read.scenarios[base.chain[0]]
    reference = _run(data, read, root, Controls())
    if result.trouble == "none" and result.outcome is not None:
        former = st.session_state["valid"].get(name)
        if former is None or former.outcome is not result.outcome:
            former = Valid(result.outcome, base, held, now())
            st.session_state["valid"][name] = former
        shown = former
    else:
        shown = st.session_state["valid"].get(name) or _fallback(name)
        if shown is None:
            raise NothingToShowError(result.trouble, result.problems)
    differs = reference.outcome if reference.trouble == "none" else None
    return Situation(name, read, base, held, result, shown, differs)
