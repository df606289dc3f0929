"""An older store is carried forward after a backup; a newer one is refused."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from optimizer.decision.store import migrate, open_store
from optimizer.decision.store.backup import backup, restore
from optimizer.errors import StoreError
from tests.support.store import event

STEP = '''
"""A step of tomorrow."""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("fund_events", sa.Column("tomorrow", sa.Text, server_default="new"))
    {then}
'''


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with one step more than the program has today."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in migrate.FOLDER.rglob("*.py"):
        (folder / path.relative_to(migrate.FOLDER)).write_bytes(path.read_bytes())
    today = migrate.KNOWN[-1]
    (folder / "versions" / "m9999.py").write_text(STEP.format(before=today, then=""))
    monkeypatch.setattr("optimizer.decision.store.places.DEFAULT", tmp_path / "default")
    return folder


def test_the_versions_known_are_those_of_the_steps() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    steps = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(step.revision for step in steps)[::-1] == migrate.KNOWN


def test_an_older_store_is_carried_forward_and_a_newer_one_refused(
    where: str, tomorrow: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(where, now=now) as store, store.write() as work:
        work.append(event(work))
    with monkeypatch.context() as later:
        later.setattr(migrate, "FOLDER", tomorrow)
        later.setattr(migrate, "KNOWN", (*migrate.KNOWN, "9999"))
        with open_store(where, now=now) as store:
            with store.read() as work:
                assert work.head()[0] == 1
            with store.connected(writing=False) as connection:
                row = connection.exec_driver_sql("SELECT tomorrow FROM fund_events").scalar()
            assert row == "new"
    with pytest.raises(StoreError) as refused:
        open_store(where, now=now)
    assert refused.value.problems[0].code == "store.newer"
    [kept] = list(tmp_path.rglob("before-*.sqlite3"))
    restore(tmp_path / "old", kept, now=now)  # today's program reads what was kept
    with open_store(tmp_path / "old", now=now) as old, old.read() as work:
        assert work.head()[0] == 1


def test_an_older_backup_is_carried_forward_when_restored(
    where: str, tomorrow: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path / "old", now=now) as store:
        with store.write() as work:
            work.append(event(work))
        backup(store, tmp_path / "old.sqlite3")
    monkeypatch.setattr(migrate, "FOLDER", tomorrow)
    monkeypatch.setattr(migrate, "KNOWN", (*migrate.KNOWN, "9999"))
    restore(where, tmp_path / "old.sqlite3", now=now)
    with open_store(where, now=now) as store, store.connected(writing=False) as connection:
        row = connection.exec_driver_sql("SELECT tomorrow FROM fund_events").scalar()
    assert row == "new"


def test_a_step_that_fails_leaves_the_store_as_it_was(
    where: str, tomorrow: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(where, now=now) as store, store.write() as work:
        work.append(event(work))
    text = STEP.format(before=migrate.KNOWN[-1], then="raise KeyError")
    (tomorrow / "versions" / "m9999.py").write_text(text)
    with monkeypatch.context() as later:
        later.setattr(migrate, "FOLDER", tomorrow)
        later.setattr(migrate, "KNOWN", (*migrate.KNOWN, "9999"))
        with pytest.raises(KeyError):
            open_store(where, now=now)
    with open_store(where, now=now) as store, store.write() as work:
        assert work.head()[0] == 1
        work.append(event(work))


def test_several_programs_that_start_at_once_make_one_store(where: str, now: datetime) -> None:
    heads: list[int] = []

    def start() -> None:
        with open_store(where, now=now) as store, store.write() as work:
            work.append(event(work))
            heads.append(work.head()[0])

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heads) == [1, 2, 3, 4]
