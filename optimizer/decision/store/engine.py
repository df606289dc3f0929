"""Connections to the two databases, and what each must be told so that committed is durable."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from optimizer.decision.store.faults import fault
from optimizer.decision.store.places import Place

#: How long a writer waits for another, in seconds.
PATIENCE = 30

_WRITING = "fund_writing"
# Busy first: the rest may already have to wait. FULL: a commit is on the disk when it returns.
_PRAGMAS = (
    f"busy_timeout = {PATIENCE * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
)


def engine_of(place: Place) -> sa.Engine:
    """Return an engine; nothing is opened yet.

    Raises
    ------
    StoreError
        If PostgreSQL is asked for and its driver is not installed (``store.no_driver``).
    """
    # Room for every reader of a busy desk at once; idle ones beyond the first are closed.
    settings: dict[str, Any] = {"pool_size": 8, "max_overflow": 56, "pool_timeout": PATIENCE}
    if place.file is None:
        try:
            return sa.create_engine(place.url, pool_pre_ping=True, **settings)
        except ModuleNotFoundError:
            raise fault("store.no_driver", place.shown) from None
    engine = sa.create_engine(place.url, **settings)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def begin_reading(connection: sa.Connection) -> sa.RootTransaction:
    """Begin one consistent snapshot."""
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection.begin()


def begin_writing(connection: sa.Connection) -> sa.RootTransaction:
    """Begin a transaction that may write; what it reads, no other writer changes meanwhile."""
    connection.execution_options(**{_WRITING: True})
    transaction = connection.begin()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = '{PATIENCE}s'; SET LOCAL synchronous_commit = on"
        )
    return transaction


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own
    # The driver's own idea of when a transaction begins is switched off; `_begin` says it.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    # A transaction that reads first and writes later could find itself overtaken: lock at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
