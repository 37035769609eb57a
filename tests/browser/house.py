"""A house with its doors open: lendlib served for real on loopback, and a way into its database."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import ROOT, Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.models.staff import Staff
from lendlib.operations.sessions import sign_in
from lendlib.operations.staff import Verified
from lendlib.serving import environ_of, is_answering
from tests.given import MONDAY_NOON
from tests.ground.waiting import until


@dataclass(frozen=True)
class House:
    """A served database. Its clock runs from noon on a Monday, when every depot of the tests is open."""

    config: Config
    app: Flask
    engine: Engine
    ahead: timedelta

    @property
    def url(self) -> str:
        """The address of the start page, without the slash."""
        return self.config.base_url

    @property
    def now(self) -> datetime:
        """What the house's clock shows."""
        return datetime.now(UTC) + self.ahead

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may write, committed at the end."""
        with Session(self.engine, expire_on_commit=False) as session:
            begin_writing(session)
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that looks into the database."""
        with Session(self.engine) as session:
            yield session

    def cookie_of(self, staff_id: int) -> dict[str, str]:
        """The cookie of someone signed in, as the sign-in page would give it."""
        with self.writing() as session:
            staff = session.get_one(Staff, staff_id)
            who = Verified(staff.id, staff.email, staff.name, staff.password_hash)
            token = sign_in(session, who, self.now).token
        seal = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert seal is not None
        # Sealed before the house's clock, which starts late on a busy machine: a seal from its future opens nothing.
        with time_machine.travel(self.now - timedelta(seconds=30)):
            sealed = str(seal.dumps({"_user_id": token, "_fresh": True}))
        return {
            "name": self.app.config["SESSION_COOKIE_NAME"],
            "value": sealed,
            "url": self.url,
        }


def hosted(config: Config) -> Config:
    """The same database behind a free port, with the borrowers' pages open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return replace(config, mode="hosted", port=port, base_url=f"http://127.0.0.1:{port}")


@contextmanager
def serving(config: Config) -> Iterator[House]:
    """Serve a migrated database by the real server in a process of its own."""
    config = hosted(config)
    ahead = MONDAY_NOON - datetime.now(UTC)
    app = create_app(config)
    with app.app_context():
        engine = db.engine
    command = [sys.executable, "-m", "tests.browser.server", str(ahead.total_seconds())]
    server = subprocess.Popen(command, cwd=ROOT, env=environ_of(config))
    try:
        until(lambda: is_answering(config) or server.poll() is not None, "the server answers")
        assert server.poll() is None, "the server ended at once; what it said stands above"
        yield House(config, app, engine, ahead)
    finally:
        server.terminate()
        server.wait(30)
        engine.dispose()
