"""Changing the constraints of a table that is full: on SQLite in the schema's own text, on PostgreSQL in place.

SQLite can't alter a constraint. Rebuilding a table copies every row and loses its triggers; editing the stored
statement is the shorter way that SQLite documents for changes that leave the rows as they are
(https://www.sqlite.org/lang_altertable.html#otheralter). Only ever loosen a CHECK this way, or add a key to a column
that is still empty: the rows are not looked at again.
"""

import re

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
