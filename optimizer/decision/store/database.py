"""Opening a store, and its two kinds of transaction."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from optimizer.decision.store import migrate
from optimizer.decision.store.engine import PATIENCE, begin_reading, begin_writing, engine_of
from optimizer.decision.store.faults import fault, files_told, told
from optimizer.decision.store.places import Place, at_file, place_of
from optimizer.decision.store.tables import EVENTS, HEAD
from optimizer.decision.store.work import Work

_AS_WHO_RUNS = os.access in os.supports_effective_ids


class Store:
    """An open store; :func:`open_store` makes it. May be used by many threads at once."""

    def __init__(self, place: Place) -> None:
        self._address = place
        self._engine = engine_of(place)
        self._turn = threading.Lock()

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return self._address.shown

    @property
    def file(self) -> Path | None:
        """The database file of SQLite; None on PostgreSQL."""
        return self._address.file

    @contextmanager
    def read(self) -> Iterator[Work]:
        """Read one consistent snapshot, whatever is written meanwhile."""
        with self.connected(writing=False) as connection:
            yield Work(connection, place=self.place, writing=False)

    @contextmanager
    def write(self) -> Iterator[Work]:
        """Write in one transaction: all of it is on the disk on leaving, or nothing after an error.

        Writers come one after another, within this process and among several. One thread must not
        open a second one inside the first.

        Raises
        ------
        StoreError
            If others write for longer than 30 s, or the disk or the server fails.
        """
        with self.connected(writing=True) as connection:
            if self.file is None:  # the row of the head is the turn
                connection.execute(sa.select(HEAD).with_for_update())
            yield Work(connection, place=self.place, writing=True)

    @contextmanager
    def connected(self, *, writing: bool) -> Iterator[sa.Connection]:
        """Open a transaction as the database has it; for this room's own use."""
        # Waiting threads of one process queue here: SQLite itself would let them poll.
        if writing and not self._turn.acquire(timeout=PATIENCE):
            raise fault("store.busy", self.place)
        try:
            with told(self.place), self._engine.connect() as connection:
                begin = begin_writing if writing else begin_reading
                with begin(connection):
                    yield connection
        finally:
            if writing:
                self._turn.release()

    def close(self) -> None:
        """Let go of all connections."""
        with told(self.place):
            self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(where: str | Path, *, now: datetime) -> Store:
    """Open a store, make it where there is none, and carry an older one forward.

    Parameters
    ----------
    where
        A folder, or a URL that begins with ``postgresql+psycopg://``.
    now
        The moment, with its zone; names the backup that is made before an older store is changed.

    Raises
    ------
    StoreError
        ``store.corrupted`` (restore a backup), ``store.newer``, ``store.not_ours``,
        ``store.read_only``, ``store.disk``, ``store.busy``, ``store.unreachable`` and others.
    """
    place = place_of(where)
    if place.file is not None:
        with files_told(place.shown):
            place.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not place.file.exists():
                _create(place.file)
            for path in (place.file.parent, place.file):
                if not os.access(path, os.W_OK, effective_ids=_AS_WHO_RUNS):
                    raise fault("store.read_only", str(path))
            if not place.file.stat().st_size:  # ours are never empty: it was cut
                raise fault("store.corrupted", place.shown)
    store = Store(place)
    try:
        _settle(store, now)
    except BaseException:
        store.close()
        raise
    return store


def _create(file: Path) -> None:
    """Make a store whole beside its name and give it the name at the end: never half a file."""
    handle, name = tempfile.mkstemp(prefix=".decisions-", suffix=".new", dir=file.parent)
    os.close(handle)
    new = Path(name)
    try:
        make(new)
        give_name(new, file)
    finally:
        for left in new.parent.glob(f"{new.name}*"):
            left.unlink(missing_ok=True)


def make(file: Path, version: str = "") -> None:
    """Make the tables in an empty SQLite file, and see it onto the disk."""
    store = Store(at_file(file))
    try:
        with store.connected(writing=True) as connection:
            migrate.bring_forward(connection, version)
    finally:
        store.close()


def give_name(new: Path, file: Path) -> bool:
    """Give a whole file its name; False where another process was first, whose file stays."""
    with new.open("rb") as stream:
        os.fsync(stream.fileno())
    try:
        os.link(new, file)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if file.exists():
            return False
        new.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True


def _settle(store: Store, now: datetime) -> None:
    """Check the store, and bring it to the present version."""
    with store.connected(writing=False) as connection:
        if store.file is not None:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if found != "ok":
                raise fault("store.corrupted", store.place)
        elif connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
            raise fault("store.encoding", store.place)
        version = migrate.version(connection)
    if not version and store.file is not None:
        raise fault("store.not_ours", store.place)
    if version and version not in migrate.KNOWN:
        raise fault("store.newer", store.place, version)
    if version != migrate.KNOWN[-1]:
        if version:
            from optimizer.decision.store.backup import keep_before  # noqa: PLC0415  a circle

            keep_before(store, now)
        with store.connected(writing=True) as connection:
            migrate.bring_forward(connection)
    with store.connected(writing=False) as connection:
        check_head(connection, store.place)


def check_head(connection: sa.Connection, place: str) -> None:
    """Refuse a store whose last event is not the one it says: its tail was cut, or damaged."""
    try:
        last = connection.scalar(sa.select(sa.func.max(EVENTS.c.seq))) or 0
        heads = connection.execute(sa.select(HEAD.c.seq)).scalars().all()
    except (sa.exc.OperationalError, sa.exc.ProgrammingError) as error:  # a table is gone
        raise fault("store.corrupted", place) from error
    if heads != [last]:
        raise fault("store.corrupted", place)
