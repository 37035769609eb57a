"""Ctrl-C at a counter: what is being lent just then is lent, and whoever waits for the answer gets it."""

import os
import signal
import socket
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import WriterLine
from lendlib.models.contacts import Contact
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.faults.test_kills import Ledger, Till
from tests.ground.looking import how_many, loan_of
from tests.ground.processes import descendants, running
from tests.ground.waiting import until
from tests.web.people import a_person
from tests.web.test_counter import ANNA

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def holders(path: Path) -> list[int]:
    """The processes that have locked that file."""
    kept = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    inode = str(path.stat().st_ino) if path.exists() else ""
    return [int(pid) for _, kind, _, _, pid, file, *_ in kept if kind == "FLOCK" and file.split(":")[-1] == inode]


def enter_alone(line: WriterLine, waiting: Path, worker: int) -> None:
    """Have the turn with nobody next: the worker, which writes now and then too, stands still from here on."""
    while True:
        line.enter()
        os.kill(worker, signal.SIGSTOP)
        if not holders(waiting):
            return
        os.kill(worker, signal.SIGCONT)
        line.leave()


def is_closed(port: int) -> bool:
    """Whether nobody answers at the door."""
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) != 0


def test_a_check_out_in_flight_is_done_and_answered(
    app: Flask, config: Config, session: Session, tmp_path: Path
) -> None:
    """It waits for another writer while Ctrl-C reaches all that run in the foreground."""
    counter = given.a_counter(session)
    ball = counter.item()
    session.commit()
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    database = config.instance / "lendlib.sqlite3"
    line = WriterLine(database)
    with running(tmp_path, LENDLIB_BACKUPS="off", LENDLIB_PROCESSES="1") as server:
        server.wait_until_it_serves()
        web, worker = server.part("web"), server.part("worker")
        assert web and worker
        till = Till(1, server.port, email, counter.depot.slug, [ball], Ledger())
        till.sign_in()
        fields = ANNA | {"item": ball, "do": "lend", "depot": counter.depot.slug, "command_key": "a key of the form"}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        lending = HTTPConnection("127.0.0.1", server.port, timeout=40)
        waiting = Path(f"{database}.next")
        enter_alone(line, waiting, worker)
        try:
            lending.request("POST", "/counter", urlencode({"csrf_token": till.token, **fields}), till.headers | form)
            answering = {web, *descendants(web)}
            until(lambda: answering & set(holders(waiting)), "the check-out waits to be written", 8)
            os.kill(worker, signal.SIGCONT)
            os.killpg(server.process.pid, signal.SIGINT)
            until(lambda: is_closed(server.port), "nobody else is let in", 8)
            session.rollback()
            assert how_many(session, Contact) == 0
        finally:
            line.leave()
        answer = lending.getresponse()
        assert answer.status == 303 and str(answer.headers["Location"]).startswith("/counter?lent=")
        answer.close()
        lending.close()
        assert server.process.wait(40) == 0, server.said()
    session.rollback()
    assert loan_of(session, ball).outcome is None and how_many(session, Contact) == 1
