"""A backup: one file that holds a consistent copy of the database, the photos and the two keys, and is checked."""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from config import Config, WrongSetting, kept_secret
from lendlib.outside.backups_archive import DATABASES, MANIFEST, BrokenArchive, Manifest, Packing, packing, unpack
from lendlib.outside.backups_begun import begun_in
from lendlib.outside.backups_embedded import Embedded
from lendlib.outside.backups_examined import Examined, NotSound
from lendlib.outside.backups_refused import NoBackup, of_the_disk
from lendlib.outside.backups_server import MayNotMakeDatabases, Server
from lendlib.outside.photos_kept import all_files


@dataclass(frozen=True)
class Made:
    """A backup that is there: its bytes, and whether its database was opened again and looked at, or only its list."""

    size: int
    is_tried: bool


def database_of(config: Config) -> Embedded | Server:
    """The database of that configuration, as something to copy and to swap."""
    if config.is_sqlite:
        return Embedded(Path(make_url(config.database_url).database or ""))
    return Server(config.database_url)


def mark_of(config: Config) -> str:
    """What this lendlib's own files are known by among those of others: some letters of its link key's digest."""
    return hashlib.sha256(kept_secret(config.instance / "link_key").encode()).hexdigest()[:8]


def back_up(config: Config, file: Path, now: datetime) -> Made:
    """Write the backup while others work on. Its name appears only once the whole is checked and on disk.

    A file of that name is never replaced. Raises NoBackup.
    """
    if file.exists():
        raise NoBackup(f"{file} is there already, and a backup is never overwritten. Choose another name.")
    database = database_of(config)
    with _told(file), begun_in(file.parent) as folder:
        whole, copy = folder / "whole", folder / DATABASES[database.kind]
        examined, server = database.copy(copy)
        with packing(whole, now) as pack:
            _fill(pack, config, copy)
            told = Manifest(examined.schema, now, database.kind, server, examined.counts, dict(pack.members))
            pack.add_text(MANIFEST, told.as_json())
        copy.unlink()
        is_tried = _try(database, whole, folder / "again")
        _give_name(whole, file)
        _sync(file.parent)
    return Made(file.stat().st_size, is_tried)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise NoBackup(f"{file} appeared meanwhile. Choose another name.") from None
    except OSError as problem:
        raise of_the_disk(problem, file.parent) from None
    except WrongSetting as problem:
        raise NoBackup(str(problem)) from None
    except (sqlite3.Error, OperationalError) as problem:
        raise NoBackup(f"The backup to {file} failed: {str(problem).splitlines()[0]}. Nothing was changed.") from None


def _fill(pack: Packing, config: Config, copy: Path) -> None:
    pack.add_file(copy.name, copy)
    pack.add_text("link_key", kept_secret(config.instance / "link_key").encode())
    pack.add_text("secret_key", config.secret_key.encode())
    # After the database: each photo that the copy names was there before it.
    for photo in all_files(config.instance):
        with suppress(FileNotFoundError):
            pack.add_file(photo.relative_to(config.instance).as_posix(), photo)


def _try(database: Embedded | Server, whole: Path, folder: Path) -> bool:
    """Read the file again as a restore would. Whether its database was opened, or only its list could be looked at."""
    folder.mkdir(mode=0o700)
    name = DATABASES[database.kind]
    try:
        told = unpack(whole, folder, only=[name])
        try:
            seen = database.look_at(folder / name)
        except MayNotMakeDatabases:
            if isinstance(database, Server):
                database.look_at_list(folder / name)
            return False
    except (BrokenArchive, NotSound) as problem:
        raise NoBackup(f"The backup was written, but could not be read again: {problem}. It was thrown away.") from None
    if seen != Examined(told.schema, told.counts):
        raise NoBackup("The backup was written, but holds other rows than were there. It was thrown away.")
    return True


def _give_name(whole: Path, file: Path) -> None:
    """Let it appear under its name at once. A stick that knows no links can't refuse a name that appears meanwhile."""
    try:
        os.link(whole, file)
    except OSError as problem:
        if problem.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}:
            raise
        whole.replace(file)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
