"""Alembic's entry for a revision run: the caller's connection and transaction are used as they are."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
