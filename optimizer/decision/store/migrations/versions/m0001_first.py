"""The first tables: contents, documents, events with their head."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_GENESIS = "sha256:" + "0" * 64

_SQLITE = """
CREATE TRIGGER fund_events_no_{name} BEFORE {what} ON fund_events
BEGIN SELECT RAISE(ABORT, 'events are only added'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION fund_events_only_added() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'events are only added'; END$$
"""
_POSTGRESQL = """
CREATE TRIGGER fund_events_no_{name} BEFORE {what} ON fund_events
FOR EACH STATEMENT EXECUTE FUNCTION fund_events_only_added()
"""


def upgrade() -> None:
    """Make the tables."""
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "fund_contents",
        sa.Column("digest", text, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "fund_documents",
        sa.Column("kind", text, primary_key=True),
        sa.Column("key", text, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "fund_events",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("plan", text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
    )
    op.create_index("fund_events_plan", "fund_events", ["plan", "seq"])
    head = op.create_table(
        "fund_head",
        sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.bulk_insert(head, [{"one": 1, "seq": 0, "hash": _GENESIS}])
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute(_FUNCTION)
    trigger = _POSTGRESQL if on_postgresql else _SQLITE
    for what in ("UPDATE", "DELETE", *(["TRUNCATE"] if on_postgresql else [])):
        op.execute(trigger.format(name=what.lower(), what=what))
