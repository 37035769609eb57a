"""The embedded database in a backup: copied while others write, opened aside, and put in the place of another."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import NullPool, create_engine

from lendlib.db import WriterLine
from lendlib.outside.backups_examined import Examined, NotSound, examine
from lendlib.outside.backups_refused import Damaged, DiskFull, InUse, NoBackup
from lendlib.outside.backups_swap import BEFORE, Swap, clear_replaced
from lendlib.rules.errors import Busy

BESIDE = ("-wal", "-shm", "-journal")
LOCKS = (".lock", ".next")


class Embedded:
    """The SQLite file of an instance."""

    kind = "sqlite"

    def __init__(self, file: Path) -> None:
        self.file = file

    def copy(self, target: Path) -> tuple[Examined, int]:
        """Write a copy of one moment, and give what it holds. Raises NoBackup."""
        if not self.file.exists():
            raise NoBackup(f"There is no database at {self.file}. Check LENDLIB_INSTANCE and LENDLIB_DATABASE_URL.")
        try:
            with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            return self.look_at(target), 0
        except NotSound as problem:
            raise Damaged(problem) from None
        except sqlite3.Error as problem:
            if problem.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise DiskFull(target.parent) from None
            if problem.sqlite_errorcode in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                raise Damaged(problem) from None
            raise

    def look_at(self, copy: Path) -> Examined:
        """Open a copy that nobody writes to, and examine it. Raises NotSound."""
        url = f"sqlite:///file:{quote(str(copy))}?mode=ro&immutable=1&uri=true"
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        with engine.connect() as connection:
            return examine(connection)

    def examine_at(self, url: str) -> Examined:
        """Examine the copy that stands aside. Raises NotSound."""
        return self.look_at(Path(url.removeprefix("sqlite:///")))

    def clear_replaced(self, before: date) -> None:
        """Remove folders beside the file that a restore put aside before that day."""
        clear_replaced(self.file.parent, before)

    @contextmanager
    def standing_aside(self, copy: Path) -> Iterator[str]:
        """The address of a copy beside the database that it is to replace; what is left there at the end is removed."""
        beside = self._aside
        try:
            _remove(beside)
            self.file.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(copy, beside)
            yield f"sqlite:///{beside}"
        finally:
            _remove(beside)

    @contextmanager
    def swapping(self, swap: Swap, stamp: str) -> Iterator[None]:
        """Add to a swap what puts the copy aside in the place of the database, and keep all writers out meanwhile.

        Raises InUse when something still has the database open.
        """
        line = WriterLine(self.file)
        try:
            line.enter()
        except Busy:
            raise InUse(f"Something still writes to {self.file}.") from None
        try:
            before = self.file.parent / f"{BEFORE}{stamp}"
            if self.file.exists():
                _close_for_good(self.file)
            for end in BESIDE:
                swap.move_aside(Path(f"{self.file}{end}"), before)
            swap.replace(self._aside, self.file, before)
            yield
        finally:
            line.leave()

    @property
    def locks(self) -> tuple[Path, ...]:
        """The files by which writers wait for one another."""
        return tuple(Path(f"{self.file}{end}") for end in LOCKS)

    @property
    def _aside(self) -> Path:
        return self.file.with_name(f".lendlib-restoring-{self.file.name}")


def _close_for_good(file: Path) -> None:
    """Bring what stands in the write-ahead log into the file itself, so that it can be kept alone."""
    try:
        with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.Error as problem:
        # One that is damaged is put aside as it is, with its log.
        if problem.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise InUse(f"Something still has {file} open.") from None


def _remove(file: Path) -> None:
    for path in (file, *(Path(f"{file}{end}") for end in (*BESIDE, *LOCKS))):
        path.unlink(missing_ok=True)
