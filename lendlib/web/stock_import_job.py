"""The work on a list beside the requests: reading it through, and saving it. A thread that tells how far it has come.

What it says of itself stands in the import's row; if the process dies, nothing was saved and the step can begin anew.
"""

import json
import logging
import threading
import time
from dataclasses import dataclass, replace

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.operations import stock_import
from lendlib.operations.acts import Act
from lendlib.operations.stock_import_check import Plan, Told, check
from lendlib.operations.stock_import_lines import Planned
from lendlib.operations.stock_import_names import Choice
from lendlib.operations.stock_import_saving import HasFaults, prepare, save
from lendlib.outside.spreadsheets import opened
from lendlib.outside.spreadsheets_kept import KeptList
from lendlib.rules.errors import Refused
from lendlib.rules.stock_lists import Field
from lendlib.rules.stock_lists_cells import tidy, without_personnummer
from lendlib.rules.stock_lists_faults import Fault
from lendlib.rules.stock_lists_refusals import UnreadableList
from lendlib.rules.vocabulary_stock_import import ImportStep
from lendlib.web.faults import Fault as Broken
from lendlib.web.faults import refusal_behind
from lendlib.web.moments import now

log = logging.getLogger("lendlib.stock_import")

# A short list is done before the page comes back, so that nobody sees progress where there is none to see.
WAITS_SECONDS = 2.0
SAYS_EVERY_SECONDS = 1.0
LOOKS_EVERY = 250


@dataclass(frozen=True)
class Task:
    """What is to be done with one list, as plain values."""

    act: Act
    import_id: int
    attempt: int
    step: ImportStep
    kept: KeptList
    columns: dict[int, Field]
    choices: dict[str, Choice]
    language: str
    bases: tuple[str, ...]


def start(app: Flask, task: Task) -> None:
    """Begin; come back when it is done, or after two seconds."""
    thread = threading.Thread(target=_run, args=(app, task), name=f"stock import {task.import_id}", daemon=True)
    thread.start()
    thread.join(WAITS_SECONDS)


class Overtaken(Exception):
    """A later attempt has begun, or the list was given up."""


class _Progress:
    """Says now and then how many lines are read, in transactions of its own that last a moment."""

    def __init__(self, task: Task) -> None:
        self._task, self.lines, self._said_at = task, 0, time.monotonic()

    def moved(self) -> None:
        """One more line. Raises Overtaken."""
        self.lines += 1
        if self.lines % LOOKS_EVERY or time.monotonic() - self._said_at < SAYS_EVERY_SECONDS:
            return
        self.say()

    def say(self) -> None:
        """Write it down."""
        task, self._said_at = self._task, time.monotonic()
        with Session(db.engine) as session:
            begin_writing(session)
            is_ours = stock_import.has_moved(session, task.import_id, task.attempt, self.lines, now())
            session.commit()
        if not is_ours:
            raise Overtaken


def _run(app: Flask, task: Task) -> None:
    with app.app_context(), force_locale(task.language):
        try:
            work(task)
        except Overtaken:
            pass
        except Refused as no:
            _tell(task, no)
        except Exception as problem:  # whatever it was, the person must hear that nothing was saved
            behind = refusal_behind(problem)
            if behind is None:
                log.error("An import of stock broke: %s", type(problem).__name__)
            _tell(task, behind or Broken())


def work(task: Task) -> None:
    """Do the step. Raises Overtaken, and every Refused that keeps the list out."""
    progress = _Progress(task)
    plan = _read(task, progress)
    if task.step is ImportStep.CHECK:
        _waits_again(task, plan)
        return
    if not plan.sound:
        _waits_again(task, _read(replace(task, step=ImportStep.CHECK), progress), HasFaults())
        return
    progress.say()
    with Session(db.engine) as session:
        act = replace(task.act, session=session, now=now())
        prepared = prepare(act, plan)
        session.rollback()
        begin_writing(session)
        save(act, task.import_id, task.attempt, prepared, task.language)
        session.commit()
    task.kept.remove()


def _waits_again(task: Task, plan: Plan, why: Refused | None = None) -> None:
    with Session(db.engine) as session:
        begin_writing(session)
        stock_import.has_checked(session, task.import_id, task.attempt, plan.lines, why)
        session.commit()


def _read(task: Task, progress: _Progress) -> Plan:
    """Read the list through: to save it, or to report on it."""
    if task.step is ImportStep.SAVE:
        return _plan(task, lambda *_told: progress.moved())[0]
    with task.kept.begin_report() as told:

        def tell(line: int, row: Planned | None, faults: list[Fault]) -> None:
            progress.moved()
            told.write(json.dumps(_becomes(line, row, faults), ensure_ascii=False).encode() + b"\n")

        plan, header = _plan(task, tell)
    task.kept.end_report(_report(plan, header))
    return plan


def _plan(task: Task, tell: Told) -> tuple[Plan, list[str]]:
    act = task.act
    with Session(db.engine) as session, opened(task.kept.sent) as lines:
        _number, header = next(lines)
        plan = check(
            session,
            act.depot.id,
            lines,
            task.columns,
            task.choices,
            language=task.language,
            today=act.today,
            bases=task.bases,
            width=len(header),
            keeps_rows=task.step is ImportStep.SAVE,
            tell=tell,
        )
    return plan, header


def _becomes(line: int, row: Planned | None, faults: list[Fault]) -> list[object]:
    """A line of the report: what a page shows of it."""
    if row is None:
        return [line, len(faults)]
    category, size, _low, _high, brand, note, _words, condition, reason, donated, inspected, codes, many, _line = row
    days = [day.isoformat() if day else None for day in (donated, inspected)]
    named = [category.shown, category.id == 0, category.system]
    return [line, len(faults), named, size, brand, note, condition, reason, *days, [code for code, _ in codes], many]


def _report(plan: Plan, header: list[str]) -> dict[str, object]:
    return {
        "header": [tidy(without_personnummer(cell))[:40] for cell in header],
        "lines": plan.lines,
        "things": plan.things,
        "fault_count": plan.fault_count,
        "faults": [[fault.line, fault.column, fault.wrong, dict(fault.values)] for fault in plan.faults],
        "names": [
            {
                "key": key,
                "written": named.written,
                "how": named.how,
                "category": named.category.shown if named.category else "",
                "id": named.category.id if named.category else None,
                "system": named.category.system if named.category else "",
                "line": named.first_line,
                "lines": named.lines,
                "sizes": named.sizes,
                "likely": named.likely_system,
            }
            for key, named in plan.names.named.items()
        ],
    }


def _tell(task: Task, no: Refused) -> None:
    """What became of it. A list that can't be read is removed; with any other no it waits for another try."""
    with Session(db.engine) as session:
        begin_writing(session)
        if isinstance(no, UnreadableList):
            stock_import.has_failed(session, task.import_id, task.attempt, no, now())
        else:
            known = stock_import.find(session, task.act.depot.id, task.import_id)
            stock_import.has_checked(session, task.import_id, task.attempt, known.rows_total or 0, no)
        session.commit()
    if isinstance(no, UnreadableList):
        task.kept.remove()
