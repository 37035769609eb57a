"""SQLite's writers stand in line, and nobody holds the line for ever: not a failure, not a lost connection."""

import fcntl
import gc
import os
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lendlib.db import WriterLine, begin_writing
from lendlib.rules.errors import Busy
from tests.ground.waiting import until


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """PostgreSQL has no such line."""
    return str(request.param)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fifth of a second instead of ten. By its name the module can't be had: lendlib.db is the handle."""
    monkeypatch.setattr(sys.modules["lendlib.db"], "WAIT_SECONDS", 0.2)


def writes_at_once(engine: Engine) -> bool:
    """Whether a write of another thread gets through: it would wait for ten seconds if the line were held."""
    done: list[bool] = []

    def write() -> None:
        with Session(engine) as session:
            begin_writing(session)
            session.execute(text("UPDATE county SET name = name"))
            session.commit()
            done.append(True)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(5)
    return bool(done)


def test_a_begin_that_fails_leaves_the_line(engine: Engine) -> None:
    rude = sqlite3.connect(engine.url.database or "", isolation_level=None)
    rude.execute("BEGIN IMMEDIATE")
    with Session(engine) as session:
        session.execute(text("PRAGMA busy_timeout=1"))
        session.rollback()
        with pytest.raises(OperationalError, match="database is locked"):
            begin_writing(session)
    rude.execute("ROLLBACK")
    rude.close()
    assert writes_at_once(engine)


def test_a_connection_that_is_given_up_leaves_the_line(engine: Engine) -> None:
    with Session(engine) as session:
        begin_writing(session)
        session.connection().invalidate()
    assert writes_at_once(engine)


def test_a_session_that_was_forgotten_leaves_the_line(engine: Engine) -> None:
    begin_writing(Session(engine))
    gc.collect()
    assert writes_at_once(engine)


def test_a_thread_that_ends_amid_its_write_leaves_the_line(engine: Engine) -> None:
    thread = threading.Thread(target=lambda: begin_writing(Session(engine)))
    thread.start()
    thread.join()
    gc.collect()
    assert writes_at_once(engine)


def test_an_engine_disposed_of_amid_a_write_leaves_the_line(engine: Engine) -> None:
    with Session(engine) as session:
        begin_writing(session)
        engine.dispose()
        session.commit()
    assert writes_at_once(engine)


def test_a_second_transaction_on_one_connection_keeps_its_place(engine: Engine) -> None:
    with engine.connect().execution_options(is_writing=True) as connection:
        for _ in range(2):
            connection.execute(text("UPDATE county SET name = name"))
            connection.commit()
    assert writes_at_once(engine)


@pytest.mark.usefixtures("impatient")
def test_whoever_waits_too_long_is_told(engine: Engine) -> None:
    with Session(engine) as first, Session(engine) as second:
        begin_writing(first)
        with pytest.raises(Busy):
            begin_writing(second)
        first.commit()
    assert writes_at_once(engine)


@pytest.mark.usefixtures("impatient")
def test_another_process_in_the_line_is_waited_for_and_told_of(tmp_path: Path) -> None:
    here, there = WriterLine(tmp_path / "line"), WriterLine(tmp_path / "line")
    there.enter()
    with pytest.raises(Busy):
        here.enter()
    there.leave()
    here.enter()
    here.leave()


def test_a_process_that_has_just_had_its_turn_does_not_overtake_one_that_waits(tmp_path: Path) -> None:
    here, there, turns = WriterLine(tmp_path / "line"), WriterLine(tmp_path / "line"), []

    def takes_a_turn() -> None:
        there.enter()
        turns.append("there")
        there.leave()

    here.enter()
    waiting = threading.Thread(target=takes_a_turn)
    waiting.start()
    until(lambda: is_locked(tmp_path / "line.next"), "the other waits")
    here.leave()
    here.enter()
    turns.append("here")
    here.leave()
    waiting.join(10)
    assert turns == ["there", "here"]


def is_locked(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@pytest.mark.usefixtures("impatient")
def test_parent_and_forked_child_are_never_in_at_once(tmp_path: Path) -> None:
    """A file's lock is shared across fork: the child must take it by a descriptor of its own."""
    line = WriterLine(tmp_path / "line")
    line.enter()
    line.leave()
    (told, tells), (ends, end) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            line.enter()
            os.write(tells, b"in")
            os.read(ends, 1)
        finally:
            os._exit(0)
    assert os.read(told, 2) == b"in"
    with pytest.raises(Busy):
        line.enter()
    os.write(end, b".")
    os.waitpid(child, 0)
    line.enter()
    line.leave()
    for descriptor in (told, tells, ends, end):
        os.close(descriptor)
