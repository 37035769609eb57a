"""Floor 1: the database handle, moments in UTC, constraint names, and what SQLite must promise."""

import fcntl
import os
import threading
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as AppSession
from sqlalchemy import BigInteger, Date, DateTime, Dialect, Engine, Integer, MetaData, Text, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, mapped_column, registry
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from lendlib.rules.errors import Busy, OnlyShown

WAIT_SECONDS = 10.0
# A server that does not answer by then is down, and whoever asked is told so.
CONNECT_SECONDS = 5
SHORTEST_PAUSE, LONGEST_PAUSE = 0.0001, 0.002
# Without jit: PostgreSQL compiled a report of months by parts for 0.8 s, and then read it in less than 0.1.
OF_CONNECTIONS = "-c lock_timeout=10s -c jit=off"
_WRITES_NOTHING = "writes-nothing"
PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Refuses a naive datetime; gives back an aware one on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
Id = Annotated[int, mapped_column(BigId, primary_key=True)]


class Base(DeclarativeBase):
    """What every table shares: constraint names that migrations can rely on, and our own types."""

    registry = registry(
        type_annotation_map={int: BigId, str: Text, datetime: Moment, date: Date},
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
    )


class KeepsConnection(Session):
    """A session that finds the connection of its transaction once, not anew for each statement.

    A check-out sends a dozen statements, and asking for their connection cost a quarter of its time.
    """

    _kept: tuple[SessionTransaction, Connection] | None = None

    def connection(self, *about: Any, **options: Any) -> Connection:
        """The transaction's connection, as ever."""
        # Inside a savepoint its own transaction counts: the first statement there is what begins it.
        transaction = self.get_nested_transaction() or self.get_transaction()
        if about or options or transaction is None or not self.is_active:
            return super().connection(*about, **options)
        if self._kept is None or self._kept[0] is not transaction:
            self._kept = (transaction, super().connection())
        return self._kept[1]


class OwnSession(KeepsConnection, AppSession):
    """The session that the app works in."""


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": OwnSession})


class WriterLine:
    """Writers to one SQLite file wait in line: threads by a lock, processes by two locked files beside the database.

    Waiting in SQLite's own busy handler is polling: it cut in line and made the slowest checkout 15 times slower.
    Whoever holds `next` is the next to have the turn: a process that has just had it can't have it again first.
    """

    def __init__(self, database: Path) -> None:
        self._lock = threading.Lock()
        self._turn, self._next = LockedFile(Path(f"{database}.lock")), LockedFile(Path(f"{database}.next"))

    def enter(self) -> None:
        """Wait for the turn. Raises Busy after ten seconds."""
        until = time.monotonic() + WAIT_SECONDS
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise Busy
        try:
            self._next.wait(until)
            try:
                self._turn.wait(until)
            finally:
                self._next.let_go()
        except BaseException:
            self._lock.release()
            raise

    def leave(self) -> None:
        """Let the next one in."""
        self._turn.let_go()
        self._lock.release()


class LockedFile:
    """A file that one process at a time has locked; the lock of one that dies is free at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._process = 0

    def wait(self, until: float) -> None:
        """Lock it, asking again and again until then (by the monotonic clock). Raises Busy."""
        # A descriptor inherited by fork shares its parent's lock, and would let both in at once.
        if self._descriptor is None or self._process != os.getpid():
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            self._process = os.getpid()
        pause = SHORTEST_PAUSE
        while not _locked(self._descriptor):
            if time.monotonic() > until:
                raise Busy
            time.sleep(pause)
            pause = min(pause * 1.2, LONGEST_PAUSE)

    def let_go(self) -> None:
        """Unlock it."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def begin_writing(session: Session) -> None:
    """Start the transaction of a write: on SQLite in line and at once as a writer, on PostgreSQL as any other.

    Call it first: what was read before would be older than what is written. Raises Busy after ten seconds,
    OnlyShown where `let_nothing_be_written` was told.
    """
    if session.info.get(_WRITES_NOTHING):
        raise OnlyShown
    if session.in_transaction():
        session.rollback()
    session.connection(execution_options={"is_writing": True})


def let_nothing_be_written(session: Session) -> None:
    """From now on this session only reads."""
    session.info[_WRITES_NOTHING] = True


def make_engine_options(is_sqlite: bool) -> dict[str, Any]:
    """Engine options for the app: no failing row in an error text, and PostgreSQL connections checked before use."""
    shared: dict[str, Any] = {"hide_parameters": True}
    if is_sqlite:
        return shared | {"connect_args": {"timeout": WAIT_SECONDS, "check_same_thread": False}, "pool_size": 20}
    shared |= {"connect_args": {"options": OF_CONNECTIONS, "connect_timeout": CONNECT_SECONDS}}
    return shared | {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}


def keep_sqlite_promises(engine: Engine) -> None:
    """Make an SQLite engine durable, strict about keys, thorough in erasing, and fair to writers."""
    path = engine.url.database
    line = WriterLine(Path(path)) if path and path != ":memory:" else None

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.create_collation("svenska", compare_swedish)
        # SQLite's own knows ASCII alone: Åsa was not found as åsa.
        connection.create_function("lower", 1, lower, deterministic=True)
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    note_options = engine.dialect.set_connection_execution_options

    # Not by the engine's own events: with one of those, SQLAlchemy asks for listeners about every statement.
    def note_writer(connection: Connection, options: Mapping[str, Any]) -> None:
        note_options(connection, options)
        if "is_writing" in options:
            connection.info["is_writing"] = options["is_writing"]

    def begin(connection: PoolProxiedConnection) -> None:
        if not connection.info.get("is_writing"):
            connection.cursor().execute("BEGIN")
            return
        # The line is left when the connection goes back to its pool; a second transaction on it still stands there.
        if line is not None and "line" not in connection.info:
            line.enter()
            connection.info["line"] = line
        connection.cursor().execute("BEGIN IMMEDIATE")

    engine.dialect.set_connection_execution_options = note_writer  # type: ignore[method-assign, assignment]
    engine.dialect.do_begin = begin  # type: ignore[method-assign, assignment]

    @event.listens_for(engine, "invalidate")
    @event.listens_for(engine, "checkin")
    def on_end(_connection: Any, record: Any, *_why: Any) -> None:
        record.info.pop("is_writing", None)
        held = record.info.pop("line", None)
        if held is not None:
            held.leave()


def lower(value: object) -> object:
    """A text in lower case, as PostgreSQL has it; what is no text as it is."""
    return value.lower() if isinstance(value, str) else value


def swedish_key(text: str) -> str:
    """A key that sorts å, ä and ö last and in that order, as Swedish does, whatever the case."""
    return text.casefold().translate({ord("å"): "{", ord("ä"): "|", ord("æ"): "|", ord("ö"): "}", ord("ø"): "}"})


def compare_swedish(left: str, right: str) -> int:
    """SQLite's collation `svenska`."""
    a, b = swedish_key(left), swedish_key(right)
    return (a > b) - (a < b)
