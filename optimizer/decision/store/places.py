"""Where a store is: a folder with one SQLite file, or a PostgreSQL database by URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from optimizer.decision.store.faults import fault

FILE = "decisions.sqlite3"
#: Where decisions are kept unless it is said: beside the program, never part of it.
DEFAULT = Path(__file__).resolve().parents[3] / "data"
_DRIVER = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a store.

    Parameters
    ----------
    url
        What is opened; with its password.
    file
        The database file, or None on PostgreSQL.
    shown
        What may be told: without password and options.
    """

    url: sa.URL
    file: Path | None
    shown: str


def place_of(where: str | Path) -> Place:
    """Read a folder's path or a URL that begins with ``postgresql+psycopg://``.

    Raises
    ------
    StoreError
        For any other URL (``store.unknown_place``), or where a file stands instead of a folder.
    """
    if "://" not in str(where):
        return at_file(Path(where) / FILE)
    try:
        url = sa.make_url(str(where))
    except (sa.exc.ArgumentError, ValueError):
        raise fault("store.unknown_place", "") from None
    if url.drivername not in {"postgresql", _DRIVER}:
        raise fault("store.unknown_place", "", url.drivername)
    shown = url.set(query={}).render_as_string(hide_password=True)
    return Place(url.set(drivername=_DRIVER), None, shown)


def at_file(file: Path) -> Place:
    """Return the place of one SQLite file."""
    folder = file.parent
    if folder.exists() and not folder.is_dir():
        raise fault("store.not_a_folder", str(folder))
    return Place(sa.URL.create("sqlite+pysqlite", database=str(file)), file, str(file))
