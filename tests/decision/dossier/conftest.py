"""One approved decision with an adjusted amount and an item put off, exported once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimizer.decision.course.computed import amounts_of
from optimizer.decision.dossier.export import export
from optimizer.decision.service import Decisions
from optimizer.decision.store import open_store
from optimizer.decision.types import Person, Role
from tests.support.completed_year import CONFIRMED, complete

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LI, WANG = (Person(name, frozenset({Role.OFFICER})) for name in ("li", "wang"))
ZHAO = Person("zhao", frozenset({Role.REVIEWER}))
QIAN = Person("qian", frozenset({Role.LEADER}))
MINUTES: dict[str, Any] = {"session": "第1次", "date": "2026-11-01", "minutes_no": "纪〔2026〕1号"}


@pytest.fixture(scope="session")
def approved_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store in which a decision was approved, beside another one."""
    place = tmp_path_factory.mktemp("dossier")
    year = complete(place / "2026")
    with open_store(place / "store", now=NOW) as store:
        door = Decisions(store)
        for key in ("d1", "other"):
            door.draft(
                LI, NOW, key, year=year, scenario="baseline", overrides={}, confirmed=CONFIRMED
            )
        door.act(ZHAO, NOW, "d1", "review")
        door.act(LI, NOW, "d1", "submit")
        door.act(WANG, NOW, "d1", "record", attachment=b"scan", attachment_name="1.pdf", **MINUTES)
        before = amounts_of(door.outcome(LI, NOW, "d1"))
        put_off, lowered = sorted(before, key=lambda number: (before[number], number))[-2:]
        change = {"application_no": lowered, "to": before[lowered] - 10_000, "reason": "built"}
        door.act(WANG, NOW, "d1", "adjust", changes=[change], rest="again")
        door.act(WANG, NOW, "d1", "defer", application_no=put_off, comment="visit")
        adjusted = door.plan(ZHAO, NOW, "d1").adjusted
        assert adjusted is not None
        plan = door.act(ZHAO, NOW, "d1", "confirm", fingerprint=adjusted.fingerprint)
        while (meeting := plan.meeting) is not None:
            if meeting.optional:
                plan = door.act(WANG, NOW, "d1", "skip", comment="not concerned")
            else:
                door.act(WANG, NOW, "d1", "record", **MINUTES)
                plan = door.act(ZHAO, NOW, "d1", "confirm")
        door.act(QIAN, NOW, "d1", "approve", comment="agreed")
    return place / "store"


@pytest.fixture(scope="session")
def dossier(approved_store: Path) -> bytes:
    with open_store(approved_store, now=NOW) as store, store.read() as work:
        return export(work, "d1")
