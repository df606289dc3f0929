"""What a database says when it cannot go on, in this program's few words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from optimizer.errors import Place, Problem, StoreError

# SQLite's result codes (sqlite.org/rescode.html) by their first part, and PostgreSQL's SQLSTATE
# (its manual, appendix A) by class, the finer ones first.
_SQLITE = {
    "SQLITE_BUSY": "store.busy",
    "SQLITE_LOCKED": "store.busy",
    "SQLITE_FULL": "store.disk",
    "SQLITE_IOERR": "store.disk",
    "SQLITE_CORRUPT": "store.corrupted",
    "SQLITE_NOTADB": "store.corrupted",
    "SQLITE_READONLY": "store.read_only",
    "SQLITE_CANTOPEN": "store.read_only",
    "SQLITE_PERM": "store.read_only",
}
_POSTGRESQL = {
    "25006": "store.read_only",
    "42501": "store.read_only",
    "55P03": "store.busy",
    "53": "store.disk",
    "58": "store.disk",
    "40": "store.busy",
    "XX": "store.corrupted",
    "08": "store.unreachable",
    "28": "store.unreachable",
    "3D": "store.unreachable",
    "57": "store.unreachable",
}


def fault(code: str, place: str, value: str = "") -> StoreError:
    """Return the error for one code at one store."""
    return StoreError(Problem(code, Place(), value or place))


@contextmanager
def told(place: str) -> Iterator[None]:
    """Say what a database raises inside as a :class:`StoreError`; a bug stays a bug."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        code = _code(error)
        if not code:
            raise
        raise fault(code, place) from error
    except sa.exc.TimeoutError as error:  # no connection of the pool came free
        raise fault("store.busy", place) from error


@contextmanager
def files_told(place: str) -> Iterator[None]:
    """Say what the file system raises inside as a :class:`StoreError`."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
        raise fault("store.disk" if full else "store.read_only", place) from error


def _code(error: sa.exc.DBAPIError) -> str:
    name = getattr(error.orig, "sqlite_errorname", "")
    if name:
        return _SQLITE.get("_".join(name.split("_")[:2]), "")
    state = getattr(error.orig, "sqlstate", None) or ""
    if not state:  # the connection itself broke, or was never made
        return "store.unreachable" if isinstance(error, sa.exc.OperationalError) else ""
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], "")
