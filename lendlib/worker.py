"""The worker's process: does what is owed by now. One at a time, its jobs in code, nothing remembered but the rows."""

import signal
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from lendlib.jobs import Job
from lendlib.jobs.backups import BACKUPS
from lendlib.jobs.clearing import CLEARING
from lendlib.jobs.forgetting import FORGETTING

# In this order when all are done at once: what is forgotten leaves the file with all the rest, and stands in no backup.
JOBS = (CLEARING, FORGETTING, BACKUPS)
STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def work_once(app: Flask) -> dict[str, int]:
    """Do all that is owed now, and say how much that was."""
    done: dict[str, int] = {}
    for job in JOBS:
        done |= do(app, job)
    return done


def do(app: Flask, job: Job) -> dict[str, int]:
    """Do one job's share of now."""
    with app.app_context():
        return job.run(app, datetime.now(UTC))


def work(app: Flask) -> None:
    """Do each job now and then as often as it wants, until SIGTERM or SIGINT; what runs is finished first."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    for job in JOBS:
        scheduler.add_job(
            do,
            "interval",
            args=[app, job],
            seconds=job.every_seconds,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=job.every_seconds,
        )
    scheduler.start()
    signal.sigwait(STOP)
    scheduler.shutdown(wait=True)
