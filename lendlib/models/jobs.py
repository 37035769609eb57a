"""What the worker has done: one row a job, so that anybody can see that it lives."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base


class JobRun(Base):
    """The latest run of one job, written down after it. No depot's: the worker works for all of them.

    `done` is how much it did. `failures` counts those in a row up to now; the last of them has its moment and the id of
    its line in the log, and both go when the job is done without one.
    """

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("done >= 0", name="done"),
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("(failures = 0) = (failed_at IS NULL)", name="failed_whole"),
        CheckConstraint("(failed_at IS NULL) = (failure_id IS NULL)", name="failure_whole"),
    )
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    next_at: Mapped[datetime]
    done: Mapped[int]
    failures: Mapped[int]
    failed_at: Mapped[datetime | None]
    failure_id: Mapped[str | None] = mapped_column(String(16))
