"""A worker with a job that waits for the other end of a connection: `python -m tests.serving.stalled_worker PORT`."""

import socket
import sys
from datetime import datetime

from flask import Flask

from config import Config
from lendlib import create_app
from lendlib.jobs import Job
from lendlib.worker import work

ASKED_FOR = "Anna Åberg"


def wait_for_answer(_app: Flask, _now: datetime) -> dict[str, int]:
    """As a mail server that says nothing keeps us waiting."""
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as line:
        return {"letters": len(line.recv(10))}


def count(_app: Flask, _now: datetime) -> dict[str, int]:
    """Done at once."""
    return {"things": 1}


def break_down(_app: Flask, _now: datetime) -> dict[str, int]:
    """Never done."""
    raise RuntimeError(ASKED_FOR)


def main() -> None:
    """Work until SIGTERM."""
    jobs = (Job("waiting", 3600, wait_for_answer), Job("counting", 1, count), Job("breaking", 1, break_down))
    work(create_app(Config.from_env()), jobs)


if __name__ == "__main__":
    main()
