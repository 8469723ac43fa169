"""Alembic's entry point; always given its connection by `service.store.migrations`."""

from alembic import context

from service.store.tables import Table

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
