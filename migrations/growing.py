"""Changing the constraints of a table that is full: on SQLite in the schema's own text, on PostgreSQL in place.

SQLite can't alter a constraint. Rebuilding a table copies every row and loses its triggers; editing the stored
statement is the shorter way that SQLite documents for changes that leave the rows as they are
(https://www.sqlite.org/lang_altertable.html#otheralter). Only ever loosen a CHECK this way, or add a key to a column
that is still empty: the rows are not looked at again.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op


def in_words(words: tuple[str, ...]) -> str:
    """A closed list as SQL writes it."""
    return ", ".join(f"'{word}'" for word in words)


def set_words(table: str, column: str, words: tuple[str, ...]) -> None:
    """Let a column hold the words of this list, and no others."""
    name, check = f"ck_{table}_{column}_known", f"{column} IN ({in_words(words)})"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, check)
        return
    old = f"CONSTRAINT {name} CHECK ({column} IN ("
    sql = _statement_of(table)
    start = sql.index(old)
    _write_statement(table, sql[:start] + f"CONSTRAINT {name} CHECK ({check})" + sql[sql.index("))", start) + 2 :])


def add_words(table: str, column: str, new: tuple[str, ...]) -> None:
    """Let a column hold these words too."""
    set_words(table, column, (*_words(table, column), *new))


def drop_words(table: str, column: str, gone: tuple[str, ...]) -> None:
    """Let a column hold these words no more; no row may."""
    set_words(table, column, tuple(word for word in _words(table, column) if word not in gone))


def _words(table: str, column: str) -> tuple[str, ...]:
    """The closed list of a column as it stands, in its order."""
    name = f"ck_{table}_{column}_known"
    if op.get_bind().dialect.name == "postgresql":
        query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
        check = str(op.get_bind().execute(query, {"name": name}).scalar_one())
    else:
        check = _statement_of(table).partition(f"CONSTRAINT {name} CHECK ")[2].partition("))")[0]
    return tuple(re.findall(r"'([a-z_]+)'", check))


@contextmanager
def without_guard(table: str, trigger: str) -> Iterator[None]:
    """Do what a trigger of that table refuses to everybody else, and set it again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        return
    query = sa.text("SELECT sql FROM sqlite_schema WHERE name = :name")
    again = str(op.get_bind().execute(query, {"name": trigger}).scalar_one())
    op.execute(f"DROP TRIGGER {trigger}")
    yield
    op.execute(again)


def add_column(table: str, column: sa.Column[object], *constraints: str) -> None:
    """Add a column, and constraints in their SQL: keys and checks that every row keeps from the start."""
    op.add_column(table, column)
    if op.get_bind().dialect.name == "postgresql":
        for constraint in constraints:
            op.execute(f"ALTER TABLE {table} ADD {constraint}")
    elif constraints:
        sql = _statement_of(table).rstrip()
        _write_statement(table, sql.removesuffix(")").rstrip() + ", " + ", ".join(constraints) + ")")


def drop_column(table: str, column: str, *constraints: str) -> None:
    """Take a column away again, with the constraints that `add_column` gave it."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column(table, column)
        return
    sql = _statement_of(table)
    for constraint in constraints:
        sql = sql.replace(f", {constraint}", "")
    _write_statement(table, sql)
    op.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')


def set_nullable(table: str, column: str, *, nullable: bool) -> None:
    """Let a column be empty, or forbid it again once no row leaves it empty."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, column, nullable=nullable)
        return
    sql = _statement_of(table)
    found = re.search(rf'(?<=[(,])\s*"?{column}"?\s[^,]*?(?=,)', sql)
    assert found, f"{table}.{column}"
    bare = found[0].removesuffix(" NOT NULL")
    _write_statement(table, sql[: found.start()] + bare + ("" if nullable else " NOT NULL") + sql[found.end() :])


def _statement_of(table: str) -> str:
    query = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :name")
    return str(op.get_bind().execute(query, {"name": table}).scalar_one())


def _write_statement(table: str, sql: str) -> None:
    run = op.get_bind().exec_driver_sql
    version = run("PRAGMA schema_version").scalar_one()
    run("PRAGMA writable_schema=ON")
    run("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", (sql, table))
    run(f"PRAGMA schema_version={version + 1}")
    run("PRAGMA writable_schema=RESET")
