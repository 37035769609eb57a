"""A backup of the embedded database: one file that holds a consistent copy, the photos and the two keys."""

import io
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from config import Config, kept_secret
from lendlib.outside.photos_kept import all_files


class NoBackup(Exception):
    """No backup was made; the text says why and what to do."""


def back_up(config: Config, file: Path, database: str) -> int:
    """Write the backup while others work on, and give its size in bytes. `database` is the path of the SQLite file.

    The name appears only once the whole is checked and on disk. Raises NoBackup.
    """
    if not config.is_sqlite:
        raise NoBackup(
            "On PostgreSQL, back up with its own program: pg_dump --format=custom --file=FILE DATABASE. "
            f"Keep link_key, secret_key and the folder photos from {config.instance} beside it."
        )
    if file.exists():
        raise NoBackup(f"{file} is there already, and a backup is never overwritten. Choose another name.")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.part-") as folder:
            copy = Path(folder, "lendlib.sqlite3")
            _copy_database(database, copy)
            whole = Path(folder, "whole")
            keys = {"link_key": kept_secret(config.instance / "link_key"), "secret_key": config.secret_key}
            _pack(whole, copy, keys, config.instance)
            os.link(whole, file)
        _sync(file.parent)
    except FileExistsError:
        raise NoBackup(f"{file} appeared meanwhile. Choose another name.") from None
    except (OSError, sqlite3.Error) as problem:
        raise NoBackup(f"The backup to {file} failed: {problem}. Nothing was changed.") from None
    return file.stat().st_size


def _copy_database(database: str, copy: Path) -> None:
    if not Path(database).exists():
        raise NoBackup(f"There is no database at {database}. Check LENDLIB_INSTANCE and LENDLIB_DATABASE_URL.")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        verdict = target.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise NoBackup(f"The database is damaged ({verdict}), so no backup was made. Keep the last good one.")


def _pack(whole: Path, copy: Path, keys: dict[str, str], instance: Path) -> None:
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            tar.add(copy, copy.name)
            for name, secret in keys.items():
                member = tarfile.TarInfo(name)
                member.size = len(secret.encode())
                member.mode = 0o600
                tar.addfile(member, io.BytesIO(secret.encode()))
            # After the database: each photo that the copy names was there before it.
            for photo in all_files(instance):
                with suppress(FileNotFoundError):
                    tar.add(photo, photo.relative_to(instance).as_posix())
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
