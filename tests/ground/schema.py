"""Taking one constraint, index or trigger away from a database, to see what breaks without it."""

import re

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection


def drop(engine: Engine, name: str) -> None:
    """Take away what has that name in models/invariants.py. Fails when there is no such thing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            with connection.begin():
                _drop_on_postgresql(connection, name)
        else:
            _drop_on_sqlite(connection, name)


def _drop_on_postgresql(connection: Connection, name: str) -> None:
    if name.startswith("NOT NULL "):
        table, column = name.removeprefix("NOT NULL ").split(".")
        connection.execute(text(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"))
        return
    if name.startswith("ids of "):
        table = name.removeprefix("ids of ")
        connection.execute(
            text(
                f"CREATE FUNCTION next_{table}() RETURNS bigint LANGUAGE sql AS"
                f" $$ SELECT coalesce(max(id), 0) + 1 FROM {table} $$"
            )
        )
        connection.execute(text(f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT next_{table}()"))
        return
    found = connection.execute(
        text(
            "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname"
            " FROM pg_constraint WHERE conname = :name AND conrelid <> 0"
            " UNION ALL SELECT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass"
            " FROM pg_trigger WHERE tgname = :name"
            " UNION ALL SELECT 'DROP INDEX ' || indexname FROM pg_indexes WHERE indexname = :name"
        ),
        {"name": name},
    ).scalars()
    statement = next(iter(found), None)
    assert statement, f"nothing is named {name}"
    connection.execute(text(statement))


def _drop_on_sqlite(connection: Connection, name: str) -> None:
    found = connection.exec_driver_sql("SELECT type FROM sqlite_master WHERE name = ? AND sql IS NOT NULL", (name,))
    kind = found.scalar_one_or_none()
    if kind in ("index", "trigger"):
        connection.exec_driver_sql(f"DROP {kind} {name}")
        connection.commit()
        return
    tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    connection.rollback()
    changed = [(table, without(table, sql, name)) for table, sql in tables if without(table, sql, name) != sql]
    assert len(changed) == 1, f"{name} is in {len(changed)} tables"
    _rebuild(connection, *changed[0])


def without(table: str, sql: str, name: str) -> str:
    """A CREATE TABLE statement less what has that name."""
    if name == f"ids of {table}":
        head, pieces, tail = parts_of(sql)
        plain = [re.sub(r"\s+AUTOINCREMENT", "", piece) for piece in pieces]
        return head + ",".join(plain) + tail
    if name.startswith(f"NOT NULL {table}."):
        column = name.split(".")[1]
        head, pieces, tail = parts_of(sql)
        loose = [piece.replace(" NOT NULL", "") if piece.split()[0] == column else piece for piece in pieces]
        return head + ",".join(loose) + tail
    head, pieces, tail = parts_of(sql)
    kept = [piece for piece in pieces if piece.split()[:2] != ["CONSTRAINT", name]]
    return head + ",".join(kept) + tail


def parts_of(sql: str) -> tuple[str, list[str], str]:
    """What stands before the columns and constraints, each of them, and what stands after."""
    if "(" not in sql:
        return sql, [], ""
    start = sql.index("(") + 1
    depth, pieces, last = 1, [], start
    for place in range(start, len(sql)):
        depth += {"(": 1, ")": -1}.get(sql[place], 0)
        if depth == 0:
            pieces.append(sql[last:place])
            return sql[:start], pieces, sql[place:]
        if depth == 1 and sql[place] == ",":
            pieces.append(sql[last:place])
            last = place + 1
    raise AssertionError(f"unbalanced: {sql}")


def _rebuild(connection: Connection, table: str, sql: str) -> None:
    """Make the table anew from that statement, with its rows, indexes and triggers, keys unchecked meanwhile."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    run = raw.cursor().execute
    rest = run("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql NOT NULL", (table,))
    again = [row[0] for row in rest.fetchall()]
    before = run(f"SELECT count(*) FROM {table}").fetchone()
    run("PRAGMA foreign_keys=OFF")
    run("PRAGMA legacy_alter_table=ON")
    run("BEGIN IMMEDIATE")
    run(re.sub(rf"CREATE TABLE \"?{table}\"?", "CREATE TABLE rebuilt", sql, count=1))
    run(f"INSERT INTO rebuilt SELECT * FROM {table}")
    run(f"DROP TABLE {table}")
    run(f"ALTER TABLE rebuilt RENAME TO {table}")
    for statement in again:
        run(statement)
    run("COMMIT")
    run("PRAGMA legacy_alter_table=OFF")
    run("PRAGMA foreign_keys=ON")
    assert run(f"SELECT count(*) FROM {table}").fetchone() == before
