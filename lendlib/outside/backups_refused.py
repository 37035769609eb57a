"""Why there is no backup, or why one was not put back: what the command line says, and the code that is kept."""

import errno
from pathlib import Path

from lendlib.rules.backups import BackupOutcome

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoBackup(Exception):
    """No backup was made; the text says why and what to do. Nothing was changed."""

    outcome = BackupOutcome.FAILED


class DiskFull(NoBackup):
    """There is no room for one."""

    outcome = BackupOutcome.DISK_FULL

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no room for the backup in {folder}. Earlier backups stand as they were. "
            "Make room there, or choose another folder."
        )


class Damaged(NoBackup):
    """What would be kept is not sound."""

    outcome = BackupOutcome.DAMAGED

    def __init__(self, problem: Exception) -> None:
        super().__init__(
            f"The database is not sound: {problem}. So no backup was made. "
            "Keep the last good one; `./run doctor` looks for the cause."
        )


class NoPrograms(NoBackup):
    """PostgreSQL's own programs are missing."""

    outcome = BackupOutcome.NO_PROGRAMS


class NoFolder(NoBackup):
    """The folder for it is not there, or can't be written to."""

    outcome = BackupOutcome.NO_FOLDER


class NotRestored(Exception):
    """Nothing was put back, and nothing was changed; the text says why and what to do."""


class InUse(NotRestored):
    """lendlib, or something else, is still at the database."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Stop lendlib first, on every machine: ./run, ./run worker. Nothing was changed.")


def of_the_disk(problem: OSError, folder: Path) -> NoBackup:
    """What a failed write means for the backup."""
    if problem.errno in FULL:
        return DiskFull(folder)
    if problem.errno in {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EROFS}:
        where = problem.filename or folder
        return NoFolder(f"The backup to {folder} failed: {where} ({problem.strerror}). Nothing was changed.")
    return NoBackup(f"The backup to {folder} failed: {problem}. Nothing was changed.")
