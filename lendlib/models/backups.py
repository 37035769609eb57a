"""Backups: what came of each try to make one. The files lie outside, and so do their names."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from lendlib.db import Base, Id
from lendlib.models._columns import one_of
from lendlib.rules.backups import BackupOutcome, SecondOutcome

STANDS = text("outcome IN ('running', 'made')")


class BackupRun(Base):
    """One try. The night's has the day that it is for, and stands once (I19); without a day somebody asked for it.

    `size` is the file's, in bytes; `second` tells of the copy at the second place, where there is one. While that is
    tried again, `ended_at` is of the latest try.
    """

    __tablename__ = "backup_run"
    __table_args__ = (
        one_of("outcome", BackupOutcome),
        one_of("second", SecondOutcome),
        CheckConstraint("(outcome = 'running') = (ended_at IS NULL)", name="ends_with_an_outcome"),
        CheckConstraint("size >= 0", name="size"),
        Index("uq_backup_run_night", "for_on", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        Index("ix_backup_run_begun", "begun_at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    for_on: Mapped[date | None]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str]
    size: Mapped[int | None]
    second: Mapped[str | None]
