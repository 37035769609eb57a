"""Figures of the whole house for whoever watches over it: counts and ages, of no depot and of nobody.

Each is read from a small index, or from the newest rows alone, however much there has been.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.lending import Loan
from lendlib.models.reminders import HELD, WAITING, Attempt, Notice
from lendlib.operations import jobs
from lendlib.operations.backups import newest_run
from lendlib.rules.jobs import Worker
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState

NEWEST_TRIES = 1000
OPEN_STATES = (NoticeState.QUEUED, NoticeState.SENDING, NoticeState.FAILED, NoticeState.UNKNOWN)


@dataclass(frozen=True)
class Figures:
    """Depots, open loans, letters that wait or are held by state, the newest tries by outcome, worker and backup."""

    depots: int
    loans_open: int
    letters: dict[str, int]
    tries: dict[str, int]
    worker: Worker
    backup_at: datetime | None


def figures(session: Session) -> Figures:
    """All of them as of now."""
    run = session.connection().execute
    letters = dict.fromkeys(map(str, OPEN_STATES), 0)
    for which in (WAITING, HELD):
        counted = run(select(Notice.state, func.count()).where(which).group_by(Notice.state))
        letters |= {row[0]: row[1] for row in counted}
    newest = select(Attempt.ended_as).order_by(Attempt.id.desc()).limit(NEWEST_TRIES).subquery()
    ended = newest.c.ended_as.is_not(None)
    tries = dict.fromkeys(map(str, AttemptEnd), 0)
    tries |= {
        row[0]: row[1] for row in run(select(newest.c.ended_as, func.count()).where(ended).group_by(newest.c.ended_as))
    }
    backup = newest_run(session, is_made=True)
    return Figures(
        depots=run(select(func.count()).select_from(Depot)).scalar_one(),
        loans_open=run(select(func.count()).select_from(Loan).where(Loan.closed_at.is_(None))).scalar_one(),
        letters=letters,
        tries=tries,
        worker=jobs.worker(session),
        backup_at=backup.begun_at if backup else None,
    )
