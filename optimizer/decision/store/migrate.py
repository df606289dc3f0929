"""Carries the tables forward to the present version, one step after another.

alembic is loaded only where there is something to do: it costs more than opening the store.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from optimizer.decision.store.tables import VERSION_TABLE

#: Where the steps stand, and the version that each leads to.
FOLDER = Path(__file__).parent / "migrations"
KNOWN = ("0001",)

_ONE_AT_A_TIME = Lock()  # alembic keeps the step that it is at in its module
_TURN = 7_304_221  # PostgreSQL's advisory lock: of two programs that start, one migrates


def version(connection: sa.Connection) -> str:
    """Return the version of the tables, empty where there are none of ours."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return ""
    number: sa.ColumnClause[str] = sa.column("version_num", sa.Text)
    return connection.scalar(sa.select(number).select_from(sa.table(VERSION_TABLE))) or ""


def bring_forward(connection: sa.Connection, to: str = "") -> None:
    """Make the tables of a version, the present one unless it is said; old rows are kept.

    All steps are part of the transaction that the connection is in.
    """
    from alembic import command  # noqa: PLC0415  see above
    from alembic.config import Config  # noqa: PLC0415  see above

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    with _ONE_AT_A_TIME:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
        command.upgrade(config, to or KNOWN[-1])
