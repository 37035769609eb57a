"""The worker's process: does what is owed by now. Its jobs in code, a thread each, nothing remembered but the rows."""

import logging
import secrets
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job
from lendlib.jobs.backups import BACKUPS
from lendlib.jobs.clearing import CLEARING
from lendlib.jobs.disclosure import DISCLOSURE
from lendlib.jobs.forgetting import FORGETTING
from lendlib.jobs.reminding import REMINDING
from lendlib.jobs.report_letters import REPORT_LETTERS
from lendlib.jobs.sending import SENDING
from lendlib.jobs.statistics import STATISTICS
from lendlib.operations.jobs import forget_others, write_down
from lendlib.rules.errors import Busy
from lendlib.rules.jobs import Run
from lendlib.stopping import stop_signals
from lendlib.tracing import traced

log = logging.getLogger("lendlib.worker")

# In this order when all are done at once: what is forgotten leaves the file with all the rest, and stands in no backup.
JOBS = (REMINDING, SENDING, CLEARING, FORGETTING, STATISTICS, DISCLOSURE, REPORT_LETTERS, BACKUPS)
LOOKS_AT_CLOCK_SECONDS = 30


class JobsFailed(Exception):
    """Some jobs broke, each with the id of its line in the log; the others were done, and so much."""

    def __init__(self, failed: dict[str, str], done: dict[str, int]) -> None:
        super().__init__(", ".join(f"{name} ({failure_id})" for name, failure_id in failed.items()))
        self.failed = failed
        self.done = done


class Every(BaseTrigger):  # type: ignore[misc]
    """So many seconds from now, each time anew: a clock that jumped ahead by years is not caught up with."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """When to do it again."""
        return now + timedelta(seconds=self.seconds)


def work_once(app: Flask, jobs: tuple[Job, ...] = JOBS) -> dict[str, int]:
    """Do all that is owed now, and say how much that was. Raises JobsFailed, after the others are done too."""
    done: dict[str, int] = {}
    failed: dict[str, str] = {}
    for job in jobs:
        counted, failure_id = do(app, job)
        done |= counted
        if failure_id:
            failed[job.name] = failure_id
    if failed:
        raise JobsFailed(failed, done)
    return done


def do(app: Flask, job: Job) -> tuple[dict[str, int], str | None]:
    """Do one job's share of now and write down what came of it: how much, or the id of what was logged of its fault."""
    began_at = datetime.now(UTC)
    done: dict[str, int] = {}
    failure_id = None
    with app.app_context():
        try:
            done = job.run(app, began_at)
        except Exception as problem:
            failure_id = secrets.token_hex(4)
            log.error("%s: the job %s failed\n%s", failure_id, job.name, traced(problem))
        ended_at = datetime.now(UTC)
        next_at = max(ended_at, began_at + timedelta(seconds=job.every_seconds))
        run = Run(job.name, began_at, ended_at, next_at, sum(done.values()), failure_id=failure_id)
        _keep(partial(write_down, run=run))
    return done, failure_id


def work(app: Flask, jobs: tuple[Job, ...] = JOBS) -> None:
    """Do each job now and then as often as it wants, until SIGTERM or SIGINT; what runs is finished first.

    Each has a thread of its own: one that waits for a mail server holds up no other.
    """
    stops = stop_signals()
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    stopping = app.extensions["lendlib.stopping"] = Event()
    with app.app_context():
        _keep(partial(forget_others, names=[job.name for job in jobs]))
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(len(jobs))})
    for job in jobs:
        scheduler.add_job(
            do,
            Every(job.every_seconds),
            args=[app, job],
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    seen = datetime.now(UTC)
    while signal.sigtimedwait(stops, LOOKS_AT_CLOCK_SECONDS) is None:
        seen = look_at_clock(scheduler, seen)
    stopping.set()
    scheduler.shutdown(wait=True)


def look_at_clock(scheduler: BackgroundScheduler, seen: datetime) -> datetime:
    """Do all jobs now when the clock was set back since it was seen: what they were set for is far away again."""
    now = datetime.now(UTC)
    if now < seen:
        for job in scheduler.get_jobs():
            job.modify(next_run_time=now)
    return now


def _keep(deed: Callable[[Session], None]) -> None:
    """Write about the jobs; when that can't be done now, they go on all the same, and the next run tells."""
    try:
        with Session(db.engine) as session:
            begin_writing(session)
            deed(session)
            session.commit()
    except (SQLAlchemyError, Busy, OSError) as problem:
        log.error("what the jobs did could not be written down\n%s", traced(problem))
