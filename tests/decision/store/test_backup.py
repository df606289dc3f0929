"""Backups: whole while others write, from either database into either, and never half restored."""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest

from optimizer.decision.store import Store, Work, open_store
from optimizer.decision.store.backup import backup, keep_before, restore
from optimizer.errors import StoreError
from tests.support.store import event


def fill(store: Store, count: int) -> None:
    for _ in range(count):
        with store.write() as work:
            write_one(work)


def write_one(work: Work) -> None:
    n = work.head()[0] + 1
    digest = work.put_content(f"{n}".encode() * 1000)
    work.insert("plan", f"{n}", {"content": digest, "zh": "经办"})
    work.append(event(work, plan=f"{n}"))


def check_whole(store: Store) -> int:
    """Return how many steps are kept; each must be whole."""
    with store.read() as work:
        numbers = [e["plan"] for e in work.events()]
        plans = dict(work.all("plan"))
        assert sorted(numbers) == sorted(plans)
        for plan, kept in plans.items():
            assert work.content(kept.document["content"]) == plan.encode() * 1000
        assert work.head()[0] == len(numbers)
        return len(numbers)


def refusal(where: str | Path, file: Path, now: datetime) -> str:
    with pytest.raises(StoreError) as refused:
        restore(where, file, now=now)
    return refused.value.problems[0].code


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_is_restored_into_either_database(
    store: Store, to: str, tmp_path: Path, now: datetime, request: pytest.FixtureRequest
) -> None:
    fill(store, 60)
    with store.write() as work:
        work.insert("session", "signed-in", {})
    done = backup(store, tmp_path / "backup.sqlite3")
    fresh = tmp_path / "new" if to == "sqlite" else request.getfixturevalue("server").database()
    restored = restore(fresh, tmp_path / "backup.sqlite3", now=now)
    assert (restored.events, restored.head) == (done.events, done.head) == (60, done.head)
    with open_store(fresh, now=now) as again:
        assert check_whole(again) == 60
        fill(again, 1)  # and it goes on
        with again.read() as work:
            assert not work.all("session"), "nobody is signed in by a restore"


def test_a_backup_while_others_write_is_one_moment(
    store: Store, tmp_path: Path, now: datetime
) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            fill(store, 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [tmp_path / f"{i}.sqlite3" for i in range(5)]
        taken = [backup(store, file).events for file in files]
    finally:
        stop.set()
        writer.join()
    assert taken == sorted(taken)
    for file, events in zip(files, taken, strict=True):
        restore(tmp_path / file.stem, file, now=now)
        with open_store(tmp_path / file.stem, now=now) as again:
            assert check_whole(again) == events


def test_what_is_there_is_replaced_only_on_purpose_and_kept(
    store: Store, where: str, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.decision.store.places.DEFAULT", tmp_path / "default")
    fill(store, 3)
    backup(store, tmp_path / "three.sqlite3")
    fill(store, 2)
    store.close()
    assert refusal(where, tmp_path / "three.sqlite3", now) == "store.not_empty"
    done = restore(where, tmp_path / "three.sqlite3", now=now, force=True)
    with open_store(where, now=now) as again:
        assert check_whole(again) == 3
    assert done.kept_before is not None
    restore(tmp_path / "five", done.kept_before, now=now)
    with open_store(tmp_path / "five", now=now) as before:
        assert check_whole(before) == 5


def test_backups_of_one_second_do_not_overwrite_each_other(
    store: Store, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.decision.store.places.DEFAULT", tmp_path)
    first = keep_before(store, now)
    assert keep_before(store, now) != first
    with pytest.raises(StoreError) as taken:
        backup(store, first)
    assert taken.value.problems[0].code == "store.taken"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fund_documents SET document = replace(document, '经', '绩') WHERE key = '2'",
        "DELETE FROM fund_contents WHERE rowid = 1",
        "UPDATE fund_head SET seq = 2",
        "DROP TABLE backup_seal",
        "DELETE FROM backup_seal",
        "UPDATE fund_documents SET revision = '1x'",
    ],
)
def test_a_backup_that_was_changed_is_refused(
    tmp_path: Path, now: datetime, statement: str
) -> None:
    file = tmp_path / "backup.sqlite3"
    with open_store(tmp_path / "data", now=now) as store:
        fill(store, 3)
        backup(store, file)
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert refusal(tmp_path / "new", file, now) == "store.damaged"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"", b"not a database " * 1000, b"SQLite format 3\0" * 500])
def test_what_is_no_backup_is_refused(tmp_path: Path, now: datetime, content: bytes) -> None:
    file = tmp_path / "backup.sqlite3"
    file.write_bytes(content)
    assert refusal(tmp_path / "new", file, now) == "store.damaged"
    assert refusal(tmp_path / "new", tmp_path / "none", now) == "store.no_backup"
