"""What the page of scenario files asks: the store of a year's folder, and drafts read as law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app_pages import identity, service
from app_pages.service import Controls
from optimizer.decision import rights
from optimizer.errors import DataError, Problem
from optimizer.intake.scenario import Scenario
from optimizer.intake.scenario_file import read_document, write_document
from optimizer.intake.scenario_store import ScenarioStore, Stored
from optimizer.intake.year import Year


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft read as a file: its plain values, the scenario, and every problem of the text.

    ``document`` is ``None`` where the text is no TOML, ``scenario`` where it has problems.
    """

    document: dict[str, Any] | None
    scenario: Scenario | None
    problems: tuple[Problem, ...]


class OfficeStore(ScenarioStore):
    """The files of a year as somebody who is signed in may change them: readers may not."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Ask for the right before anything is changed."""
        if not may_write():
            raise DataError([Problem("pages.scenario_files.read_only")])
        with super()._alone():
            yield


def may_write() -> bool:
    """Say whether who looks may change scenario files: the desk and the analysts."""
    return rights.may(identity.person(), "compute")


def store(name: str, year: Year) -> ScenarioStore:
    """Return the scenario files of a bundled year's folder."""
    return OfficeStore(service.SCENARIOS / name, year.policy, year.call)


def read(files: ScenarioStore, name: str, text: str) -> Reading:
    """Read a draft in its folder, in place of the file of this name."""
    try:
        document = read_document(text.encode(), f"{name}.toml")
    except DataError as error:
        return Reading(None, None, error.problems)
    try:
        return Reading(document, files.check(name, text)[name], ())
    except DataError as error:
        # What other files make of a text with mistakes says nothing of them.
        own = tuple(one for one in error.problems if one.place.source == f"{name}.toml")
        return Reading(document, None, own or error.problems)


def begin(files: ScenarioStore, name: str, parent: str, title: Mapping[str, str]) -> Stored:
    """Write a new scenario that does not differ from its parent yet."""
    return files.create(name, write_document(_head(parent, title)))


def keep(
    files: ScenarioStore, name: str, parent: str, title: Mapping[str, str], moved: Controls
) -> Stored:
    """Write what was moved on the allocation page as a new scenario."""
    return files.create(name, write_document({**_head(parent, title), **moved_values(moved)}))


def _head(parent: str, title: Mapping[str, str]) -> dict[str, Any]:
    return {"format": "scenario/1", "differs_from": parent, "title": dict(title)}


def moved_values(moved: Controls) -> dict[str, Any]:
    """Return what was moved on the allocation page as a scenario file has it."""
    found: dict[str, Any] = {}
    budget = {"total": moved.total, "reserve": moved.reserve}
    if any(value is not None for value in budget.values()):
        found["budget"] = {
            key: service.money(value) for key, value in budget.items() if value is not None
        }
    if moved.unit_cap is not None:
        limit = {"at_most": service.money(moved.unit_cap)}
        found["unit_limit"] = [limit] if moved.unit_cap else []
    if moved.pools is not None:
        found["pool"] = [
            {
                "over": pool.over,
                "key": pool.key,
                **{
                    side: service.money(yuan)
                    for side, yuan in (("at_most", pool.at_most), ("at_least", pool.at_least))
                    if yuan is not None
                },
            }
            for pool in moved.pools
        ]
    return found
