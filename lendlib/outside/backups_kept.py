"""Where the nights' backups lie: rotated, copied to a second place, and nothing removed that lendlib did not name."""

import hashlib
import os
from datetime import date
from pathlib import Path

from lendlib.outside.backups_begun import begun_in
from lendlib.outside.backups_refused import FULL
from lendlib.rules.backups import SecondOutcome, day_named, to_keep

CHUNK = 1_048_576


def days_in(folder: Path, mark: str) -> dict[date, Path]:
    """The backups that this lendlib named in a folder, by their day."""
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    return {day: path for path in names if path.is_file() and (day := day_named(mark, path.name)) is not None}


def rotate(folder: Path, mark: str, today: date) -> int:
    """Remove what has served its time; how many files. Call it once a newer one stands."""
    files = days_in(folder, mark)
    gone = files.keys() - to_keep(files, today)
    for day in gone:
        files[day].unlink(missing_ok=True)
    return len(gone)


def copy_over(file: Path, folder: Path) -> SecondOutcome:
    """Copy a backup to the second place, and compare what was written there. The folder is not made: it may be a disk
    that is not there."""
    if not folder.is_dir():
        return SecondOutcome.NO_FOLDER
    try:
        with begun_in(folder) as begun:
            copy = begun / "copy"
            digest = _copy(file, copy)
            if _digest_of(copy) != digest:
                return SecondOutcome.DIFFERS
            copy.replace(folder / file.name)
    except OSError as problem:
        return SecondOutcome.DISK_FULL if problem.errno in FULL else SecondOutcome.FAILED
    return SecondOutcome.COPIED


def _copy(file: Path, target: Path) -> str:
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with file.open("rb") as content, os.fdopen(descriptor, "wb") as copy:
        while piece := content.read(CHUNK):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _digest_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
