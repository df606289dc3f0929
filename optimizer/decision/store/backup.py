"""Backup and restore of a store.

A backup is one SQLite file with the same tables, whichever database it came from, and a seal over
every value in it; so that a store on SQLite can go on on PostgreSQL, and the other way about.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from optimizer.decision.store import migrate, places
from optimizer.decision.store.database import Store, check_head, give_name, make, open_store
from optimizer.decision.store.faults import fault, files_told, told
from optimizer.decision.store.tables import CONTENTS, DOCUMENTS, HEAD, VERSION_TABLE
from optimizer.errors import StoreError

_PREFIX = "fund_"
_SEAL = sa.Table("backup_seal", sa.MetaData(), sa.Column("digest", sa.Text, nullable=False))
_AT_ONCE = 50  # rows copied at once: one may be a whole workbook


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or restore copied: number and hash of the last event, and where to.

    Parameters
    ----------
    kept_before
        Where what stood there before is kept; None where there was nothing.
    """

    place: str
    events: int
    head: str
    kept_before: Path | None = None


def backup(store: Store, file: Path) -> Copied:
    """Write a backup: one moment of the store, while others read and write on.

    Sessions are left out: nobody is signed in again by a restore.

    Parameters
    ----------
    file
        Must not exist yet; it appears whole or not at all.

    Raises
    ------
    StoreError
        ``store.taken`` if the file exists, ``store.disk``, ``store.read_only``.
    """
    if file.exists():
        raise fault("store.taken", str(file))
    with files_told(str(file)), tempfile.TemporaryDirectory(dir=file.parent) as beside:
        new = Path(beside) / places.FILE
        new.touch(mode=0o600)
        with store.connected(writing=False) as source:
            make(new, migrate.version(source))
            target = Store(places.at_file(new))
            with target, target.connected(writing=True) as connection:
                _copy(source, connection)
                _SEAL.create(connection)
                connection.execute(_SEAL.insert().values(digest=_seal(connection)))
                events, head = _head(connection)
        if not give_name(new, file):
            raise fault("store.taken", str(file))
    return Copied(str(file), events, head)


def restore(where: str | Path, file: Path, *, now: datetime, force: bool = False) -> Copied:
    """Make a store what a backup holds.

    Parameters
    ----------
    where
        Place of the store, made where there is none.
    force
        Also replace a store that holds something, which is backed up first, or one that is
        corrupted, whose file is put aside.

    Raises
    ------
    StoreError
        ``store.damaged`` if the backup is not one or no longer whole; ``store.newer``;
        ``store.not_empty`` without ``force``; and what :func:`open_store` raises.
    """
    with _opened(file) as source:
        kept = None
        try:
            store = open_store(where, now=now)
        except StoreError as error:
            if not (force and error.problems[0].code == "store.corrupted"):
                raise
            kept = _put_aside(places.place_of(where), now)
            if kept is None:
                raise
            store = open_store(where, now=now)
        with store:
            if not _is_empty(store):
                if not force:
                    raise fault("store.not_empty", store.place)
                kept = keep_before(store, now)
            with store.connected(writing=True) as target:
                _tables(target, versions=True).drop_all(target)
                migrate.bring_forward(target, migrate.version(source))
                _copy(source, target)
                migrate.bring_forward(target)
                events, head = _head(target)
            return Copied(store.place, events, head, kept)


def keep_before(store: Store, now: datetime) -> Path:
    """Back a store up before it is changed as a whole; return the file."""
    folder = (store.file.parent if store.file else places.DEFAULT) / "backups"
    with files_told(str(folder)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = _free(folder, "before", now)
    backup(store, file)
    return file


def _put_aside(place: places.Place, now: datetime) -> Path | None:
    """Rename a corrupted SQLite file and what belongs to it; None where there is no file."""
    if place.file is None:
        return None
    aside = _free(place.file.parent, "corrupted", now)
    with files_told(place.shown):
        place.file.rename(aside)
        for ending in ("-wal", "-shm"):
            beside = place.file.with_name(place.file.name + ending)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + ending))
    return aside


def _free(folder: Path, word: str, now: datetime) -> Path:
    """Return a name that is not taken, even where the clock went back."""
    stamp = f"{word}-{now:%Y%m%dT%H%M%S}"
    names = (f"{stamp}{'' if n == 1 else f'-{n}'}.sqlite3" for n in range(1, 10_000))
    return next(path for name in names if not (path := folder / name).exists())


@contextmanager
def _opened(file: Path) -> Iterator[sa.Connection]:
    """Open a backup, and see that it is whole, before anything else is touched."""
    if not file.is_file():
        raise fault("store.no_backup", str(file))
    query = {"uri": "true", "mode": "ro", "immutable": "1"}  # changes nothing, not even beside it
    url = sa.URL.create("sqlite+pysqlite", database=f"file:{quote(str(file))}", query=query)
    engine = sa.create_engine(url)
    try:
        with told(str(file)), engine.connect() as connection:
            try:
                version = _checked(connection, str(file))
            except (StoreError, sa.exc.DBAPIError, ValueError) as error:
                raise fault("store.damaged", str(file)) from error
            if version not in migrate.KNOWN:
                raise fault("store.newer", str(file), version)
            yield connection
    finally:
        engine.dispose()


def _checked(connection: sa.Connection, place: str) -> str:
    """Return the version of a backup whose every value is as it was written."""
    whole = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() == "ok"
    sealed = connection.execute(sa.select(_SEAL.c.digest)).scalars().all()
    if not whole or sealed != [_seal(connection)]:
        raise fault("store.damaged", place)
    check_head(connection, place)
    return migrate.version(connection)


def _tables(connection: sa.Connection, *, versions: bool = False) -> sa.MetaData:
    """Return the tables as they are there, of whatever version."""

    def ours(name: str, _: sa.MetaData) -> bool:
        return name.startswith(_PREFIX) and (versions or name != VERSION_TABLE)

    found = sa.MetaData()
    found.reflect(connection, only=ours)
    return found


def _copy(source: sa.Connection, target: sa.Connection) -> None:
    """Copy all rows between tables of one version."""
    there = _tables(target)
    for name, table in _tables(source).tables.items():
        query = sa.select(table)
        if name == DOCUMENTS.name:
            query = query.where(table.c.kind != "session")
        if name == HEAD.name:  # the only table that is made with a row
            target.execute(there.tables[name].delete())
        rows = source.execute(query, execution_options={"yield_per": _AT_ONCE}).mappings()
        for part in rows.partitions():
            target.execute(there.tables[name].insert(), [dict(row) for row in part])


def _seal(connection: sa.Connection) -> str:
    """Return a digest over every value of every table, in one order."""
    digest = hashlib.sha256()
    for name, table in sorted(_tables(connection).tables.items()):
        digest.update(f"{name}\n".encode())
        query = sa.select(table).order_by(*table.primary_key.columns)
        for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
            for value in row:
                data = value if isinstance(value, bytes) else str(value).encode()
                digest.update(f"{type(value).__name__} {len(data)}\n".encode())
                digest.update(data)
    return f"sha256:{digest.hexdigest()}"


def _is_empty(store: Store) -> bool:
    with store.connected(writing=False) as connection:
        tables = (CONTENTS, DOCUMENTS)
        rows = [connection.execute(sa.select(table).limit(1)).first() for table in tables]
        return not any(rows) and not _head(connection)[0]


def _head(connection: sa.Connection) -> tuple[int, str]:
    row = connection.execute(sa.select(HEAD.c.seq, HEAD.c.hash)).one()
    return row.seq, row.hash
