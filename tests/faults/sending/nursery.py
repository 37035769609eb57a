"""Workers that can be killed: a process that has loaded lendlib once, and forks a worker for each line that it reads.

A line is JSON: the moment at which the worker lives, and the sender of its letters, by which it is known. It sends what
is due until nothing is left, or until it is asked to stop. One that `marks_first` is broken: it records that a letter
went, and then sends it. The first line is done by the process itself: what it learns by that, each worker knows.
"""

import json
import os
import signal
import sys
import threading
import traceback
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.jobs import sending
from lendlib.jobs.sending import Draft, Run, Sent, send_owed
from lendlib.operations import reminders_outbox as outbox
from lendlib.rules.letters import Reply
from lendlib.rules.vocabulary_reminders import AttemptEnd


def work(app: Flask, order: dict[str, Any]) -> None:
    """One life of a worker."""
    # Most are killed after some letters: what is claimed beyond those is read in vain.
    sending.BATCH = 20
    compose = sending.compose
    # Text alone: most of the work would be HTML and calendars, and what is tried here is who sends them.
    sending.compose = lambda *made: replace(compose(*made), html="", calendar=None)
    stopping = app.extensions["lendlib.stopping"] = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    app.config["LENDLIB"] = replace(app.config["LENDLIB"], mail_from=order["sender"])
    if order.get("marks_first"):
        Run._try = marking_first(Run._try)  # type: ignore[method-assign, assignment]
    with app.app_context():
        while send_owed(app, datetime.fromisoformat(order["now"]))["sent"] and not stopping.is_set():
            pass


def marking_first(sends: Any) -> Any:
    """What records a letter as sent before it is."""

    def marks(run: Run, draft: Draft, attempt_id: int) -> Sent:
        way, reply = run._channels[draft.owed.channel].way, Reply(AttemptEnd.SENT, "250")
        with Session(db.engine) as session:
            begin_writing(session)
            outbox.record(session, draft.owed, attempt_id, reply, way, run._now(), 0.5)
            session.commit()
        sent: Sent = sends(run, draft, attempt_id)
        return sent

    return marks


def main() -> None:
    """Fork for each line, and say the child's number."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    app = create_app(Config.from_env())
    work(app, json.loads(sys.stdin.readline()))
    with app.app_context():
        # No connection comes along with a fork.
        db.engine.dispose()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                work(app, json.loads(line))
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
