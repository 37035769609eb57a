"""The whole schema of a database as text: tables, columns, keys, checks, indexes, triggers, functions, collations."""

import re

from sqlalchemy import Engine, text

POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
    " collation_name FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "collations": "SELECT collname, colliculocale FROM pg_collation WHERE collnamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
}


def described(engine: Engine) -> list[str]:
    """One line a thing, sorted; Alembic's own table left out."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
            lines = [f"{row.type} {row.name} on {row.tbl_name}: {normal(row.sql or '')}" for row in rows]
        else:
            lines = [
                f"{kind} {' | '.join(str(value) for value in row)}"
                for kind, query in POSTGRESQL.items()
                for row in connection.execute(text(query))
            ]
    return sorted(line for line in lines if "alembic_version" not in line)


def normal(sql: str) -> str:
    """A CREATE statement without what says nothing: spaces, and the order in which a table lists its constraints."""
    plain = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    plain = re.sub(r"\s*([(),])\s*", r"\1", plain)
    if not plain.startswith("CREATE TABLE"):
        return plain
    head, _, body = plain.partition("(")
    return head + "(" + ",".join(sorted(pieces(body.removesuffix(")")))) + ")"


def pieces(body: str) -> list[str]:
    """What stands between the commas of the outermost level."""
    found, depth, start = [], 0, 0
    for at, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.append(body[start:at])
            start = at + 1
    return [*found, body[start:]]
