"""Writing many rows at once: COPY on PostgreSQL, executemany on SQLite, inside the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from lendlib.demo.tables import CHANGING, COLUMNS, UNNUMBERED, Row, Table, place_of

CACHE_KIB = 256_000


def prepare(connection: Connection) -> None:
    """Make room: a large page cache on SQLite, moments read as UTC on PostgreSQL."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIB}")
    else:
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")


def flush(connection: Connection, tables: dict[str, Table]) -> None:
    """Write what has gathered, and forget it."""
    is_sqlite = connection.dialect.name == "sqlite"
    for name, table in tables.items():
        if table.changed:
            changes = [_change(name, row) for row in table.changed.values()]
            (_update_each if is_sqlite else _update_by_copy)(connection, name, changes)
            table.changed = {}
        if table.rows:
            (_insert if is_sqlite else _copy)(connection, name, COLUMNS[name].split(), table.rows)
            table.rows = []
        table.written = table.last


def finish(connection: Connection, tables: dict[str, Table]) -> None:
    """Let the databases number on from the last rows, those included that are gone again."""
    for name, table in tables.items():
        if name in UNNUMBERED or not table.last:
            continue
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {table.last})")
        else:
            connection.exec_driver_sql(f"UPDATE sqlite_sequence SET seq = {table.last} WHERE name = '{name}'")  # noqa: S608
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size=-2000")


def insert_statement(name: str, columns: list[str]) -> str:
    """The statement that SQLite's executemany wants."""
    return f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def _insert(connection: Connection, name: str, columns: list[str], rows: Sequence[Any]) -> None:
    connection.connection.cursor().executemany(insert_statement(name, columns), rows)


def _copy(connection: Connection, name: str, columns: list[str], rows: Sequence[Any]) -> None:
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _change(name: str, row: Row) -> Row:
    return [*(row[place_of(name, column)] for column in CHANGING[name]), row[0]]


def _update_each(connection: Connection, name: str, changes: list[Row]) -> None:
    to_set = ", ".join(f"{column} = ?" for column in CHANGING[name])
    connection.connection.cursor().executemany(f"UPDATE {name} SET {to_set} WHERE id = ?", changes)  # noqa: S608


def _update_by_copy(connection: Connection, name: str, changes: list[Row]) -> None:
    columns = CHANGING[name]
    beside = f"changed_{name}"
    taken = ", ".join((*columns, "id"))
    connection.exec_driver_sql(f"CREATE TEMP TABLE {beside} ON COMMIT DROP AS SELECT {taken} FROM {name} WHERE false")  # noqa: S608
    _copy(connection, beside, [*columns, "id"], changes)
    to_set = ", ".join(f"{column} = {beside}.{column}" for column in columns)
    connection.exec_driver_sql(f"UPDATE {name} SET {to_set} FROM {beside} WHERE {name}.id = {beside}.id")  # noqa: S608
    connection.exec_driver_sql(f"DROP TABLE {beside}")
