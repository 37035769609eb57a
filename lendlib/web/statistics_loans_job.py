"""The making of a workbook of loan rows beside the requests: a thread that tells how far it has come."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from flask import Flask
from xlsxwriter.exceptions import FileCreateError

from lendlib.db import db
from lendlib.operations.statistics_loans import Chosen, Extent, Names, loan_rows
from lendlib.outside.exports_kept import Export, Note
from lendlib.outside.loan_files import write_loans
from lendlib.rules.errors import Refused
from lendlib.web.faults import Fault, refusal_behind
from lendlib.web.moments import now

log = logging.getLogger("lendlib.exports")

# A short list is done before the page comes back, so that nobody sees progress where there is none to see.
WAITS_SECONDS = 2.0
SAYS_EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class Task:
    """One workbook to make, as plain values; its words are in the reader's language."""

    export: Export
    note: Note
    chosen: Chosen
    extent: Extent
    named: Names
    header: Sequence[str]
    sheet_name: str
    about: tuple[str, Sequence[tuple[str, str]]]


def start(app: Flask, task: Task) -> None:
    """Begin; come back when it is done, or after two seconds."""
    thread = threading.Thread(target=_run, args=(app, task), name="workbook", daemon=True)
    thread.start()
    thread.join(WAITS_SECONDS)


def _run(app: Flask, task: Task) -> None:
    with app.app_context():
        try:
            work(task)
        except Exception as problem:  # whatever it was, the person must hear that there is no file
            # xlsxwriter says no more of a full disk than that it could not make the file.
            why = problem.__context__ if isinstance(problem, FileCreateError) and problem.__context__ else problem
            no = why if isinstance(why, Refused) else refusal_behind(why)
            if no is None:
                log.error("A workbook broke: %s", type(problem).__name__)
            task.export.drop()
            task.export.say(replace(task.note, failure=(no or Fault()).code, moved_at=now().isoformat()))


def work(task: Task) -> None:
    """Make the workbook, and say that it is there. Raises what the disk or the database says."""
    progress = _Progress(task)
    with task.export.begin() as file:
        parts = loan_rows(db.engine, task.chosen, task.extent)
        folder = str(task.export.folder)
        telling: Any = _Telling(file, progress)
        write_loans(telling, parts, task.named, task.header, task.sheet_name, task.about, folder, progress.moved)
    task.export.end(replace(task.note, done=progress.done, moved_at=now().isoformat()))


class _Telling:
    """A file that tells that it is still being written, also while the rows are done and are being packed."""

    def __init__(self, file: BinaryIO, progress: "_Progress") -> None:
        self._file, self._progress = file, progress

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, piece: bytes) -> int:
        """Write, and tell."""
        self._progress.moved(self._progress.done)
        return self._file.write(piece)


class _Progress:
    """Says now and then how many rows are written."""

    def __init__(self, task: Task) -> None:
        self._task, self.done, self._said_at = task, 0, time.monotonic()

    def moved(self, done: int) -> None:
        """So many rows by now."""
        self.done = done
        if time.monotonic() - self._said_at >= SAYS_EVERY_SECONDS:
            self._said_at = time.monotonic()
            self._task.export.say(replace(self._task.note, done=done, moved_at=now().isoformat()))
