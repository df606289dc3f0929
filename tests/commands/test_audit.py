"""The record by command: whole or broken where, and as a table."""

import csv
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.decision.people import accounts
from optimizer.decision.people.passwords import Cost
from optimizer.decision.record.export import COLUMNS, Search, as_csv, found
from optimizer.decision.record.record import record
from optimizer.decision.store import open_store
from optimizer.decision.types import Person, Role

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LI = Person("li", frozenset({Role.OFFICER}))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a store with three events."""
    monkeypatch.setenv("FUND_STORE", str(tmp_path / "store"))
    with open_store(tmp_path / "store", now=NOW) as store, store.write() as work:
        for number, action in enumerate(("draft", "review", "draft")):
            record(work, now=NOW, who=LI, action=action, details={"comment": "=1+1", "n": number})
    return tmp_path / "store"


def test_a_whole_record_is_said_to_be_whole(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.is_dir()
    assert main(["audit", "verify", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verified"]
    assert said["head"]["seq"] == 3
    head = f"3:{said['head']['hash']}"
    assert main(["audit", "verify", "--head", head]) == 0
    assert main(["audit", "verify", "--head", head.replace("3:", "4:", 1)]) == 5
    assert main(["audit", "verify", "--head", "x"]) == 2


def test_an_event_altered_in_the_database_is_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(place / "decisions.sqlite3") as database:
        database.execute("DROP TRIGGER fund_events_no_update")
        database.execute("UPDATE fund_events SET event = replace(event, 'review', 'approve')")
    assert main(["audit", "verify"]) == 5
    assert "第 2 条" in capsys.readouterr().out


def test_the_table_holds_every_event_with_its_dictionary_and_no_formula(
    place: Path, tmp_path: Path
) -> None:
    assert place.is_dir()
    assert main(["audit", "export", "--out", str(tmp_path / "a.csv"), "--action", "draft"]) == 0
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["seq"] for row in rows] == ["1", "3"]
    with (tmp_path / "a.dictionary.csv").open(encoding="utf-8-sig", newline="") as stream:
        meanings = list(csv.DictReader(stream))
    assert [row["column"] for row in meanings] == list(COLUMNS)
    assert all(row["zh"] and row["en"] for row in meanings)
    hostile = as_csv([dict.fromkeys(COLUMNS, "@x") | {"seq": 1}])
    assert b"'@x" in hostile


def test_events_are_found_by_day() -> None:
    events = [{"at": f"2026-11-0{day}T00:00:00+00:00", "who": "li"} for day in (1, 2, 3)]
    days = [e["at"][:10] for e in found(events, Search(since="2026-11-02", until="2026-11-02"))]
    assert days == ["2026-11-02"]


def test_a_named_person_needs_the_right(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(place, now=NOW) as store:
        accounts.first(store, "root", "Kaisheng-7788", now=NOW, salt=b"s" * 16, cost=Cost(2, 1, 1))
    monkeypatch.setenv("FUND_PASSWORD", "Kaisheng-7788")
    assert main(["audit", "verify", "--as", "root"]) == 7
    said = capsys.readouterr().err
    assert "action." not in said
    with open_store(place, now=NOW) as store, store.read() as work:
        assert [e["action"] for e in work.events()][-1] == "refused"
