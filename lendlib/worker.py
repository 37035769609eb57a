"""The worker's process: does what is owed by now. One at a time, its jobs in code, nothing remembered but the rows."""

import signal
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.operations.forgetting import forget_due
from lendlib.operations.housekeeping import clear_out, tidy_file
from lendlib.operations.labels_printing import FILES_LAST, clear_prints
from lendlib.operations.photos import sweep, to_sweep
from lendlib.operations.stock_import import clear_lists
from lendlib.outside.label_sheets_kept import remove_older
from lendlib.outside.photos_kept import remove
from lendlib.outside.spreadsheets_kept import remove_all_but

HOUR_SECONDS = 3600
STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def work_once(app: Flask) -> dict[str, int]:
    """Do all that is owed now, and say how much that was."""
    with app.app_context(), Session(db.engine) as session:
        begin_writing(session)
        now = datetime.now(UTC)
        cleared = clear_out(session, now)
        cleared["lists"], wanted = clear_lists(session, now)
        cleared["prints"] = clear_prints(session, now)
        session.commit()
        cleared["contacts"] = _forget(session, now)
        instance = app.config["LENDLIB"].instance
        remove_all_but(instance, wanted, now)
        remove_older(instance, now, FILES_LAST)
        cleared["photos"] = _sweep_photos(session, instance, now)
        tidy_file(db.engine)
    return cleared


def _forget(session: Session, now: datetime) -> int:
    """A commit for some hundreds of visits, so that no counter waits for all of them."""
    forgotten = 0
    while True:
        begin_writing(session)
        gone = forget_due(session, now)
        session.commit()
        if not gone:
            return forgotten
        forgotten += gone


def _sweep_photos(session: Session, instance: Path, now: datetime) -> int:
    """Files first and rows after, so that what is cut off in between is found again the next time."""
    swept = 0
    while names := to_sweep(session, now):
        session.rollback()
        for name in names:
            remove(instance, name)
        begin_writing(session)
        swept += sweep(session, names)
        session.commit()
    session.rollback()
    return swept


def work(app: Flask) -> None:
    """Work now and then every hour, until SIGTERM or SIGINT; what runs is finished first."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    scheduler.add_job(
        work_once,
        "interval",
        args=[app],
        seconds=HOUR_SECONDS,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=HOUR_SECONDS,
    )
    scheduler.start()
    signal.sigwait(STOP)
    scheduler.shutdown(wait=True)
