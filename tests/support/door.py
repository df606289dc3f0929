"""The people of a walk, and steps that many tests of the door begin with."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimizer.decision.course.plan import Plan
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError
from tests.support.completed_year import CONFIRMED

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LI, WANG = (Person(name, frozenset({Role.OFFICER})) for name in ("li", "wang"))
ZHAO = Person("zhao", frozenset({Role.REVIEWER}))
ZHOU, WU = (Person(name, frozenset({Role.LEADER})) for name in ("zhou", "wu"))
AUDITOR = Person("sun", frozenset({Role.AUDITOR}))
ADMINISTRATOR = Person("root", frozenset({Role.ADMINISTRATOR}))
ROOT = Path(__file__).resolve().parents[2]
MINUTES: dict[str, Any] = {"session": "第1次", "date": "2026-11-01", "minutes_no": "纪〔2026〕1号"}


def drafted(door: Decisions, folder: Path, who: Person = LI, key: str = "d1") -> Plan:
    return door.draft(
        who, NOW, key, year=folder, scenario="baseline", overrides={}, confirmed=CONFIRMED
    )


def submitted(door: Decisions, folder: Path, key: str = "d1") -> Plan:
    drafted(door, folder, key=key)
    door.act(ZHAO, NOW, key, "review")
    return door.act(LI, NOW, key, "submit")


def held(door: Decisions, key: str = "d1") -> Plan:
    """Record and confirm the meetings that are left; the optional one is left out."""
    plan = door.plan(LI, NOW, key)
    while (meeting := plan.meeting) is not None:
        if meeting.optional:
            plan = door.act(WANG, NOW, key, "skip", comment="not concerned")
        else:
            door.act(WANG, NOW, key, "record", **MINUTES)
            plan = door.act(ZHAO, NOW, key, "confirm")
    return plan


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


def events(store: Store) -> list[dict[str, Any]]:
    with store.read() as work:
        return list(work.events())


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.problems[0].code.removeprefix("course.")
