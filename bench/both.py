"""The same history on SQLite and on PostgreSQL, for what is promised on both."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import Table

from bench.ground import SECRET, Place, a_place, opened
from bench.history import add_history
from config import Config
from lendlib import create_app
from lendlib.db import Base, db
from tests.ground.postgresql import Cluster

NAMES = ("sqlite", "postgresql")
# What loans need not: the log of what was done, and answers to repeated acts.
LEFT_BEHIND = {"event", "command"}


@contextmanager
def history_at(name: str, cluster: Cluster, loans: int) -> Iterator[str]:
    """The address of a database of that kind with so many loans; gone afterwards."""
    with a_place() as place:
        add_history(place, loans)
        if name == "sqlite":
            yield place.url
            return
        url = cluster.make(place.folder.name)
        try:
            _copy(place, url)
            yield url
        finally:
            cluster.drop(place.folder.name)


def _copy(place: Place, url: str) -> None:
    """Every row of the place, by COPY."""
    app = create_app(Config(instance=Path(place.folder), secret_key=SECRET, database_url=url))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    read = sqlite3.connect(place.database)
    with opened(url) as engine:
        connection = engine.raw_connection()
        write: psycopg.Connection[Any] = connection.driver_connection  # type: ignore[assignment]
        # Keys are not asked about row by row: they hold where the rows come from.
        write.execute("SET session_replication_role = replica")
        write.execute("SET TimeZone = 'UTC'")
        for table in Base.metadata.sorted_tables:
            if table.name not in LEFT_BEHIND:
                _copy_table(read, write, table)
        write.commit()
        write.autocommit = True
        write.execute("VACUUM ANALYZE")
        connection.invalidate()
    read.close()


def _copy_table(read: sqlite3.Connection, write: psycopg.Connection[Any], table: Table) -> None:
    names = [column.name for column in table.columns]
    rows = read.execute(f'SELECT {", ".join(names)} FROM "{table.name}"')
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    write.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
    with write.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)
    if "id" in names:
        write.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))"
                    " WHERE pg_get_serial_sequence({}, 'id') IS NOT NULL").format(
                sql.Literal(table.name), sql.Identifier(table.name), sql.Literal(table.name)
            )
        )  # fmt: skip
