"""What alembic runs around the steps: the connection and the transaction are the caller's."""

from alembic import context

_given = context.config.attributes
context.configure(connection=_given["connection"], version_table=_given["version_table"])
with context.begin_transaction():
    context.run_migrations()
