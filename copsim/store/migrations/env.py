"""Runs migrations on the connection that `copsim.store.schema.upgrade` opened, inside its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=True, transactional_ddl=True)
context.run_migrations()
