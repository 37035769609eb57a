"""The writing of a print beside the requests: a thread that reads labels and tells how far it has come."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.operations import labels_printing
from lendlib.operations.labels_printing import Print
from lendlib.operations.labels_rows import label_rows
from lendlib.outside.label_sheets import Job, Printed, write_labels
from lendlib.outside.label_sheets_kept import begin_file, drop_file, end_file
from lendlib.rules.errors import Refused
from lendlib.rules.label_sheets import NoLabels
from lendlib.web.faults import Fault, refusal_behind
from lendlib.web.moments import now

log = logging.getLogger("lendlib.labels")

# A few sheets are done before the page comes back, so that nobody sees progress where there is none to see.
WAITS_SECONDS = 2.0
SAYS_EVERY_SECONDS = 1.0
LOOKS_EVERY = 50


@dataclass(frozen=True)
class Task:
    """One print to write, as plain values. `marks` are lines that every label begins with."""

    instance: Path
    depot_id: int
    printing: Print
    job: Job
    language: str
    marks: tuple[str, ...] = ()


class Overtaken(Exception):
    """A later attempt has begun."""


def start(app: Flask, task: Task) -> None:
    """Begin; come back when it is done, or after two seconds."""
    thread = threading.Thread(target=_run, args=(app, task), name=f"labels {task.printing.id}", daemon=True)
    thread.start()
    thread.join(WAITS_SECONDS)


def _run(app: Flask, task: Task) -> None:
    with app.app_context(), force_locale(task.language):
        try:
            work(task)
        except Overtaken:
            drop_file(task.instance, task.printing.id, task.printing.attempt)
        except Exception as problem:  # whatever it was, the person must hear that there is no file
            no = problem if isinstance(problem, Refused) else refusal_behind(problem)
            if no is None:
                log.error("A print of labels broke: %s", type(problem).__name__)
            drop_file(task.instance, task.printing.id, task.printing.attempt)
            _end(task, 0, no or Fault())


def work(task: Task) -> None:
    """Write the PDF, and say that it is there. Raises Overtaken, NoLabels and what the disk or the database says."""
    printing, progress = task.printing, _Progress(task)
    with Session(db.engine) as session, begin_file(task.instance, printing.id, printing.attempt) as file:
        count = write_labels(file, task.job, _labels(session, task), progress.moved)
    if not count:
        raise NoLabels
    end_file(task.instance, printing.id, printing.attempt)
    _end(task, count, None)


def _labels(session: Session, task: Task) -> Iterator[Printed]:
    printing = task.printing
    for row in label_rows(session, task.depot_id, printing.label_ids, task.language):
        yield Printed(row.code, (*task.marks, *row.lines(printing.manner.lines)))


class _Progress:
    """Says now and then how many labels are drawn, in transactions of its own that last a moment."""

    def __init__(self, task: Task) -> None:
        self._task, self._done, self._said_at = task, 0, time.monotonic()

    def moved(self) -> None:
        """One more label. Raises Overtaken."""
        self._done += 1
        if self._done % LOOKS_EVERY or time.monotonic() - self._said_at < SAYS_EVERY_SECONDS:
            return
        printing, self._said_at = self._task.printing, time.monotonic()
        with Session(db.engine) as session:
            begin_writing(session)
            is_ours = labels_printing.has_moved(session, printing.id, printing.attempt, self._done, now())
            session.commit()
        if not is_ours:
            raise Overtaken


def _end(task: Task, count: int, why: Refused | None) -> None:
    with Session(db.engine) as session:
        begin_writing(session)
        labels_printing.has_ended(session, task.printing.id, task.printing.attempt, count, now(), why)
        session.commit()
