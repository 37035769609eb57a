"""How migrations run: one transaction, on SQLite in line with the writers and with keys checked at the end."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from lendlib.schema import one_at_a_time

db = current_app.extensions["migrate"].db


def render_item(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Write our own column types as the plain ones that they stand for: a migration never imports lendlib."""
    if kind == "type" and type(thing).__name__ == "Moment":
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run the migrations on that connection, whole or not at all."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        transactional_ddl=True,
        render_item=render_item,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        one_at_a_time(connection)
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(sa.text("PRAGMA foreign_key_check")).fetchall()
            if broken:
                raise RuntimeError(f"the migration would break {len(broken)} keys, first in table {broken[0][0]}")


def foreign_keys(connection: Connection, state: str) -> None:
    """Set SQLite's key checks, outside any transaction: rebuilding a parent table with them on empties its children."""
    connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={state}")  # type: ignore[union-attr]


with db.engine.connect() as plain:
    is_sqlite = plain.dialect.name == "sqlite"
    if is_sqlite:
        foreign_keys(plain, "OFF")
    try:
        migrate(plain.execution_options(is_writing=True))
    finally:
        plain.rollback()
        if is_sqlite:
            foreign_keys(plain, "ON")
