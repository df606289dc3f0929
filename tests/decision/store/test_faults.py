"""What goes wrong around a store is said clearly, and nothing that was saved is lost."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from optimizer.decision.store import Store, open_store
from optimizer.decision.store.backup import backup, restore
from optimizer.decision.store.faults import told
from optimizer.errors import StoreError
from tests.support.postgres import Server
from tests.support.store import event

MEGABYTE = 2**20


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(StoreError) as error:
        yield
    assert [problem.code for problem in error.value.problems] == [code]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that another user may enter, with a store of one event in it."""
    path = Path(tempfile.mkdtemp(prefix="fund-store-"))
    path.chmod(0o777)
    yield path
    path.chmod(0o777)
    shutil.rmtree(path)


def one_event(folder: Path, now: datetime) -> Path:
    """Make a store of one event and return its file."""
    with open_store(folder, now=now) as store, store.write() as work:
        work.put_content(b"x" * 100_000)
        work.append(event(work))
    return folder / "decisions.sqlite3"


def events_of(folder: Path, now: datetime) -> int:
    with open_store(folder, now=now) as store, store.read() as work:
        return len(list(work.events()))


# --- The file ---


def cut_to_half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_to_nothing(file: Path) -> None:
    os.truncate(file, 0)


def other_bytes_at(start: int) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        with file.open("r+b") as stream:
            stream.seek(start)
            stream.write(b"\xa5" * 4096)

    return write


def cut_the_record(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("DROP TRIGGER fund_events_no_delete")
    connection.execute("DELETE FROM fund_events")
    connection.commit()
    connection.close()


def other_bytes_in_the_middle(file: Path) -> None:
    """Damage pages of a kept file, which nothing but the check of the whole looks at."""
    other_bytes_at(file.stat().st_size // 2 // 4096 * 4096)(file)


def drop_a_table(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("DROP TABLE fund_head")
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        cut_to_half,
        cut_to_nothing,
        other_bytes_at(0),
        other_bytes_at(4096),
        other_bytes_in_the_middle,
        cut_the_record,
        drop_a_table,
    ],
)
def test_a_damaged_file_is_found_at_start_and_a_backup_restored(
    tmp_path: Path, now: datetime, damage: Callable[[Path], None]
) -> None:
    file = one_event(tmp_path / "data", now)
    with open_store(tmp_path / "data", now=now) as store:
        backup(store, tmp_path / "backup.sqlite3")
    damage(file)
    damaged = file.read_bytes()
    with refused("store.corrupted"):
        open_store(tmp_path / "data", now=now)
    with refused("store.corrupted"):
        restore(tmp_path / "data", tmp_path / "backup.sqlite3", now=now)
    assert file.read_bytes() == damaged
    done = restore(tmp_path / "data", tmp_path / "backup.sqlite3", now=now, force=True)
    assert events_of(tmp_path / "data", now) == 1
    assert done.kept_before is not None
    assert done.kept_before.read_bytes() == damaged


def test_a_file_of_another_program_is_left_alone(tmp_path: Path, now: datetime) -> None:
    file = tmp_path / "decisions.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE theirs (n)")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with refused("store.not_ours"):
        open_store(tmp_path, now=now)
    connection = sqlite3.connect(file)
    tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert tables == [("theirs",)]
    assert len(before) == file.stat().st_size


# --- The folder and the disk ---


@contextmanager
def without_rights() -> Iterator[None]:
    """Give up the rights of root, which may write everywhere."""
    if os.getuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_cannot_be_written_is_said(folder: Path, now: datetime, there: bool) -> None:  # noqa: FBT001  a case
    if there:
        one_event(folder, now)
    folder.chmod(0o555)
    with without_rights(), refused("store.read_only"):
        open_store(folder, now=now)
    folder.chmod(0o777)
    assert events_of(folder, now) == there


def test_a_file_stands_where_a_folder_should(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "data").write_text("x")
    with refused("store.not_a_folder"):
        open_store(tmp_path / "data", now=now)


def test_a_full_store_says_so_and_goes_on_when_there_is_room(tmp_path: Path, now: datetime) -> None:
    one_event(tmp_path, now)
    with open_store(tmp_path, now=now) as store:
        with store.connected(writing=False) as connection:  # the pool keeps this connection
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with refused("store.disk"), store.write() as work:
            work.append(event(work))
            work.put_content(os.urandom(MEGABYTE))
        with store.connected(writing=False) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        with store.write() as work:
            assert work.head()[0] == 1
            work.append(event(work))
    assert events_of(tmp_path, now) == 2


def test_a_file_that_may_grow_no_further_loses_nothing(tmp_path: Path, now: datetime) -> None:
    one_event(tmp_path, now)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with open_store(tmp_path, now=now) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, limits[1]))
        try:
            with refused("store.disk"), store.write() as work:
                work.append(event(work))
                work.put_content(os.urandom(4 * MEGABYTE))
            with refused("store.disk"):
                fill_and_back_up(store, tmp_path / "backup.sqlite3")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert not (tmp_path / "backup.sqlite3").exists()
        assert not list(tmp_path.glob("tmp*"))
    assert events_of(tmp_path, now) >= 1


def fill_and_back_up(store: Store, file: Path) -> None:
    for _ in range(4):
        with store.write() as work:
            work.put_content(os.urandom(MEGABYTE // 3))
    backup(store, file)


# --- The place ---


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("mysql://u:secret@host/db", "store.unknown_place"),
        ("://", "store.unknown_place"),
        ("postgresql+psycopg://u:secret@/none?host=/nowhere", "store.unreachable"),
    ],
)
def test_a_place_that_is_none_is_said_without_its_password(
    where: str, code: str, now: datetime
) -> None:
    with pytest.raises(StoreError) as error:
        open_store(where, now=now)
    [problem] = error.value.problems
    assert problem.code == code
    assert "secret" not in repr(problem)


class SaidError(Exception):
    """What a driver raises: PostgreSQL's code stands in ``sqlstate``."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "store.disk"),
        ("58030", "store.disk"),
        ("57P01", "store.unreachable"),
        (None, "store.unreachable"),
        ("40001", "store.busy"),
        ("XX001", "store.corrupted"),
    ],
)
def test_what_postgresql_says_is_said_in_our_words(state: str | None, code: str) -> None:
    with refused(code), told("here"):
        raise sa.exc.OperationalError("", {}, SaidError(state))


def test_a_wrong_statement_stays_a_bug() -> None:
    with pytest.raises(sa.exc.ProgrammingError), told("here"):
        raise sa.exc.ProgrammingError("", {}, SaidError("42601"))


def test_an_account_that_may_only_read_the_database_says_so(server: Server, now: datetime) -> None:
    where = server.database()
    with open_store(where, now=now) as store, store.write() as work:
        work.append(event(work))
    address = f"host={server.folder} user=fund dbname={where.split('/')[3].split('?')[0]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with open_store(where.replace("fund@", "reader@"), now=now) as store:
        with refused("store.read_only"), store.write() as work:
            work.append(event(work))
        with store.read() as work:
            assert work.head()[0] == 1


def test_a_store_never_shows_its_password(server: Server, now: datetime) -> None:
    where = server.database().replace("fund@", "fund:secret@")
    with open_store(where, now=now) as store:
        assert "secret" not in store.place
        assert str(server.folder) not in store.place


def test_commands_that_need_no_store_do_not_load_it() -> None:
    code = (
        "import sys; from optimizer.cli import main; main(['policy', 'lint', '--json'])\n"
        "print([m for m in ('sqlalchemy', 'alembic', 'psycopg') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
