"""The tables as the present version has them; :mod:`migrations` makes them.

Text that is sorted is sorted by its bytes in both databases, so that both list alike.
"""

from __future__ import annotations

import sqlalchemy as sa

#: Where the version of the tables is kept. All names begin alike: a PostgreSQL database may be
#: shared with other programs.
VERSION_TABLE = "fund_version"

METADATA = sa.MetaData()

#: Files as they came, once each, by ``sha256:…``.
CONTENTS = sa.Table(
    "fund_contents",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

#: One row a document, as canonical JSON; its revision counts its changes from 1.
DOCUMENTS = sa.Table(
    "fund_documents",
    METADATA,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

#: The record: rows are added, and triggers refuse everything else.
EVENTS = sa.Table(
    "fund_events",
    METADATA,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("plan", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
)

#: One row: the last event. On PostgreSQL writers take turns by its lock.
HEAD = sa.Table(
    "fund_head",
    METADATA,
    sa.Column("one", sa.Integer, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
