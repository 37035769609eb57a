"""Writing down what the worker has done, and reading it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.jobs import JobRun
from lendlib.rules.jobs import Run, Worker

_worker = select(
    JobRun.name,
    JobRun.began_at,
    JobRun.ended_at,
    JobRun.next_at,
    JobRun.done,
    JobRun.failures,
    JobRun.failed_at,
    JobRun.failure_id,
).order_by(JobRun.name)


def write_down(session: Session, run: Run) -> None:
    """Keep the latest run of a job instead of the one before; one that failed adds to its failures in a row.

    Two workers may both write: the later one counts.
    """
    connection = session.connection()
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    failed = run.failure_id is not None
    row = {
        "name": run.name,
        "began_at": run.began_at,
        "ended_at": run.ended_at,
        "next_at": run.next_at,
        "done": run.done,
        "failures": int(failed),
        "failed_at": run.ended_at if failed else None,
        "failure_id": run.failure_id,
    }
    again = row | {"failures": JobRun.failures + 1 if failed else 0}
    connection.execute(insert(JobRun).values(row).on_conflict_do_update(index_elements=["name"], set_=again))


def forget_others(session: Session, names: Iterable[str]) -> None:
    """Forget jobs that nobody does any more, so that none is missed for ever."""
    session.connection().execute(delete(JobRun).where(JobRun.name.not_in(list(names))))


def worker(session: Session) -> Worker:
    """What the worker has done lately."""
    return Worker(tuple(Run(*row) for row in session.connection().execute(_worker)))
