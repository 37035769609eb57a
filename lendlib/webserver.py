"""The web server's process: granian, whose own processes answer requests in several threads each."""

import os
import sys

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from config import Config
from lendlib.cores import Cores
from lendlib.db import db
from lendlib.following import follow

THREADS = 4
# A thread that comes back from SQLite waits this long for another to yield. At Python's 5 ms a check-out, with its
# dozen short calls, waits longer than it works.
YIELD_SECONDS = 0.0005
# Longer than any request may take, and shorter than the parent's own patience.
LAST_ANSWERS_SECONDS = 25


def serve_web(app: Flask, config: Config) -> None:
    """Answer requests until SIGTERM or SIGINT, and then those that are in flight."""
    parent, cores = os.getpid(), Cores()

    def load(_target: str) -> Flask:
        follow(parent)
        cores.keep_to_one()
        sys.setswitchinterval(YIELD_SECONDS)
        with app.app_context():
            # A connection that came along with the fork belongs to the parent.
            db.engine.dispose(close=False)
        return app

    Server(
        target="lendlib",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.processes,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        # A log of requests would hold private links: there is none.
        log_access=False,
        respawn_failed_workers=config.processes > 1,
        workers_kill_timeout=LAST_ANSWERS_SECONDS,
    ).serve(target_loader=load)
