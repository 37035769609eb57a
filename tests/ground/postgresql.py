"""A PostgreSQL cluster of the tests' own: a temporary folder, a socket alone, gone with the process that made it."""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.ground.waiting import until

PR_SET_PDEATHSIG = 1
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
}


class Cluster:
    """A running cluster; databases are made in it by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._connection: psycopg.Connection | None = None

    def url(self, name: str) -> str:
        """The address of one database, for LENDLIB_DATABASE_URL."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Run one statement on the cluster itself, outside any transaction."""
        if self._connection is None:
            where = {"host": str(self.folder), "user": "postgres", "dbname": "postgres"}
            self._connection = psycopg.connect(**where, autocommit=True)  # type: ignore[arg-type]
        self._connection.execute(statement)  # type: ignore[call-overload]

    def make(self, name: str, template: str = "template0") -> str:
        """Make a database, as a copy of another, and give its address."""
        # The other strategy writes each page to the log: more than twice the work, for one that is soon dropped.
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a cluster, and end it after. As root its processes run as the user postgres."""
    programs = binaries()
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="lendlib-pg-"))
    if user:
        shutil.chown(folder, user, user)
    who = {"user": user, "group": user, "extra_groups": []} if user else {}
    options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", *options], check=True, capture_output=True, cwd=folder, **who
    )
    settings = [f"--{name}={value}" for name, value in (SETTINGS | {"unix_socket_directories": str(folder)}).items()]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *settings],
            stdout=log,
            stderr=log,
            cwd=folder,
            preexec_fn=end_with_parent,
            **who,
        )
    cluster = Cluster(folder)
    try:
        until(lambda: answers(cluster) or server.poll() is not None, "PostgreSQL answers")
        assert server.poll() is None, (folder / "log").read_text()
        yield cluster
    finally:
        cluster.close()
        server.send_signal(signal.SIGQUIT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path:
    """The folder of PostgreSQL's programs, where Debian keeps it; the newest version wins."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert found, "PostgreSQL is missing: apt-get install postgresql"
    return found[-1].parent


def answers(cluster: Cluster) -> bool:
    """Whether the cluster takes connections yet."""
    try:
        cluster.run("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def end_with_parent() -> None:
    """In the child: be ended when the parent dies, even by SIGKILL, so that no cluster is left behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
