"""PostgreSQL in a backup: by its own pg_dump and pg_restore, checked in a database aside, swapped by two renames."""

import re
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from lendlib.outside.backups_examined import COUNTED, Examined, NotSound, examine
from lendlib.outside.backups_programs import Programs, programs_for, said_by
from lendlib.outside.backups_refused import Damaged, DiskFull, InUse, NoBackup, NotRestored
from lendlib.outside.backups_swap import BEFORE, Swap

LONGEST_NAME = 63
MAINTENANCE = ("postgres", "template1")


class MayNotMakeDatabases(Exception):
    """The role has no right to make a database, or may connect to no other; so nothing can be tried aside."""


class Server:
    """The database of an instance on a PostgreSQL server."""

    kind = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.name = str(self.url.database)

    def copy(self, target: Path) -> tuple[Examined, int]:
        """Dump what stands at one moment, and give what it holds and the server's version. Raises NoBackup."""
        try:
            with self._connected(self.url, "REPEATABLE READ") as connection:
                major = _major_at(connection)
                programs = programs_for(major)
                snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
                examined = examine(connection)
                arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
                self._run(programs, "pg_dump", [*arguments, f"--file={target}", self._at(self.url)])
        except NotSound as problem:
            raise Damaged(problem) from None
        except OperationalError as problem:
            raise NoBackup(f"The database can't be used: {_first_line(problem)}") from None
        except subprocess.CalledProcessError as problem:
            if "No space left" in problem.stderr or "File too large" in problem.stderr:
                raise DiskFull(target.parent) from None
            raise NoBackup(f"pg_dump failed, and nothing was changed: {said_by(problem)}") from None
        return examined, major

    def look_at(self, copy: Path) -> Examined:
        """Restore a dump into a database aside, and examine it. Raises NotSound and MayNotMakeDatabases."""
        with self._aside(copy, "check") as url, self._connected(url) as connection:
            return examine(connection)

    def look_at_list(self, copy: Path) -> None:
        """What can be seen of a dump without a database: that its list is whole. Raises NotSound."""
        with self._connected(self.url) as connection:
            programs = programs_for(_major_at(connection))
        try:
            listed = copy.with_suffix(".list")
            programs.run("pg_restore", ["--list", f"--file={listed}", str(copy)], None)
        except subprocess.CalledProcessError as problem:
            raise NotSound(f"pg_restore can't read it ({said_by(problem)})") from None
        missing = [table for table in COUNTED if f" TABLE DATA public {table} " not in listed.read_text()]
        if missing:
            raise NotSound(f"the table {missing[0]} is missing in it")

    def examine_at(self, url: str) -> Examined:
        """Examine the database that stands aside. Raises NotSound."""
        with self._connected(make_url(url)) as connection:
            return examine(connection)

    def refuse_older_than(self, major: int) -> None:
        """Raises NotRestored when the server is older than the one that a backup came from."""
        with self._maintaining() as connection:
            here = _major_at(connection)
        if here < major:
            raise NotRestored(
                f"The backup came from PostgreSQL {major}, and here runs {here}, which can't read it. "
                "Nothing was changed."
            )

    @contextmanager
    def standing_aside(self, copy: Path) -> Iterator[str]:
        """The address of a database aside that holds the dump; it is dropped at the end, unless it was swapped in."""
        try:
            with self._aside(copy, "restoring") as url:
                yield url.render_as_string(hide_password=False)
        except MayNotMakeDatabases:
            role = self.url.username or "of lendlib"
            raise NotRestored(
                f"The role {role} may not make databases, and a backup is put back only after it was tried aside. "
                f'Let it, as PostgreSQL\'s superuser: ALTER ROLE "{role}" CREATEDB; afterwards NOCREATEDB. '
                "Nothing was changed."
            ) from None

    @contextmanager
    def swapping(self, swap: Swap, stamp: str) -> Iterator[None]:
        """Add to a swap the renames of both databases. Raises InUse when somebody else is connected."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND backend_type = 'client backend'"
        with self._maintaining() as connection:
            others = connection.execute(text(asked), {"name": self.name}).scalar_one()
        if others:
            raise InUse(f"{others} connections to the database {self.name} are open.")
        before = f"{self.name[: LONGEST_NAME - 32]}_{BEFORE.replace('-', '_')}{stamp.replace('-', '_')}"
        swap.rename_databases(self._aside_name("restoring"), self.name, before)
        yield

    def rename(self, new: str, live: str, before: str) -> None:
        """Put one database in the place of another, both in one transaction; nothing when that is done already."""
        with self._maintaining() as connection:
            there = connection.execute(text("SELECT datname FROM pg_database")).scalars().all()
            if new not in there:
                return
            renames = [(live, before)] if live in there else []
            try:
                connection.exec_driver_sql("BEGIN")
                for old, named in [*renames, (new, live)]:
                    connection.exec_driver_sql(f"ALTER DATABASE {_quoted(old)} RENAME TO {_quoted(named)}")
                connection.exec_driver_sql("COMMIT")
            except DBAPIError as problem:
                raise InUse(f"The databases could not be renamed: {_first_line(problem)}.") from None

    def _aside_name(self, what: str) -> str:
        return f"{self.name[: LONGEST_NAME - 32]}_{what}_{_MARK}"

    def clear_left(self, before: datetime) -> None:
        """Drop databases aside that somebody began before then, and was killed."""
        self._drop(r"(?:check|restoring)_([0-9a-f]{8})[0-9a-f]{8}", lambda mark: int(mark, 16) < before.timestamp())

    def clear_replaced(self, before: date) -> None:
        """Drop databases that a restore put aside before that day."""
        self._drop(r"before_restore_(\d{8})_\d{6}", lambda day: day < f"{before:%Y%m%d}")

    def _drop(self, pattern: str, is_over: Callable[[str], bool]) -> None:
        ours = re.compile(re.escape(self.name[: LONGEST_NAME - 32]) + "_" + pattern)
        with self._maintaining() as connection:
            for name in connection.execute(text("SELECT datname FROM pg_database")).scalars().all():
                found = ours.fullmatch(name)
                if found and is_over(found[1]):
                    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    @contextmanager
    def _aside(self, copy: Path, what: str) -> Iterator[URL]:
        name = self._aside_name(what)
        with self._maintaining() as connection:
            programs = programs_for(_major_at(connection))
            row = connection.execute(_SHAPE, {"name": self.name}).first() or connection.execute(
                _SHAPE, {"name": "template1"}
            ).one()
            try:
                connection.exec_driver_sql(
                    f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING '{row.encoding}'"
                    f" LC_COLLATE '{row.datcollate}' LC_CTYPE '{row.datctype}'"
                )
            except ProgrammingError as problem:
                if getattr(problem.orig, "sqlstate", "") == "42501":
                    raise MayNotMakeDatabases from None
                raise
        url = self.url.set(database=name)
        try:
            arguments = ["--single-transaction", "--no-owner", "--no-privileges", f"--dbname={self._at(url)}"]
            try:
                self._run(programs, "pg_restore", [*arguments, str(copy)])
            except subprocess.CalledProcessError as problem:
                raise NotSound(f"pg_restore can't restore it ({said_by(problem)})") from None
            yield url
        finally:
            with self._maintaining() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    def _run(self, programs: Programs, name: str, arguments: Sequence[str]) -> None:
        programs.run(name, arguments, self.url.password)

    def _at(self, url: URL) -> str:
        """The address as PostgreSQL's programs take it; the password goes by the environment, where `ps` shows none."""
        bare = url.set(drivername="postgresql")._replace(password=None)
        return bare.render_as_string(hide_password=False)

    @contextmanager
    def _connected(self, url: URL, isolation: str = "AUTOCOMMIT") -> Iterator[Connection]:
        engine = create_engine(url, isolation_level=isolation, poolclass=NullPool, hide_parameters=True)
        with engine.connect() as connection:
            yield connection

    @contextmanager
    def _maintaining(self) -> Iterator[Connection]:
        """A connection to a database that is neither of those that are renamed or dropped."""
        with ExitStack() as stack:
            yield self._first_open(stack)

    def _first_open(self, stack: ExitStack) -> Connection:
        for name in MAINTENANCE:
            with suppress(OperationalError):
                return stack.enter_context(self._connected(self.url.set(database=name)))
        raise MayNotMakeDatabases(f"the role may connect to none of the databases {' and '.join(MAINTENANCE)}")


# When this process began, and chance: what one that was killed left behind is known by it.
_MARK = f"{int(time.time()):08x}{secrets.token_hex(4)}"
_SHAPE = text(
    "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype FROM pg_database WHERE datname = :name"
)


def _major_at(connection: Connection) -> int:
    return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


def _first_line(problem: DBAPIError) -> str:
    return str(problem.orig).splitlines()[0]
