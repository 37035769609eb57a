"""Searching files for what must not be in them, in every form in which words are usually written down."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy import Engine


def forms(words: str) -> set[bytes]:
    """Words as bytes: UTF-8, UTF-16, percent-encoded for addresses and forms, and escaped as in JSON."""
    texts = {words, quote(words, safe=""), quote(words), quote_plus(words), json.dumps(words)[1:-1]}
    texts |= {text.lower() for text in texts}
    return {text.encode() for text in texts} | {words.encode("utf-16-le")}


def found_in(files: Iterable[Path], secrets: Iterable[str]) -> dict[str, set[str]]:
    """Which secrets are in which of these files, by secret."""
    wanted = {secret: forms(secret) for secret in secrets}
    found: dict[str, set[str]] = {}
    for path in files:
        held = path.read_bytes()
        for secret, written in wanted.items():
            if any(form in held for form in written):
                found.setdefault(secret, set()).add(path.name)
    return found


def database_files(engine: Engine) -> list[Path]:
    """The files that hold the database: SQLite's with its log, or those of PostgreSQL's tables, indexes and catalogs.

    PostgreSQL's own log of changes is not among them: it is shared by all databases, and what is in it ages out.
    """
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return sorted(path.parent.glob(f"{path.name}*"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        number = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()")
        return sorted(Path(folder, "base", str(number.scalar_one())).iterdir())


def all_files(folder: Path) -> Iterator[Path]:
    """Every file below a folder."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
