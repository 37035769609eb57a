"""Backups: whose turn it is to make the night's, what came of each, and what a restored database leaves behind."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.backups import BackupRun
from lendlib.models.depots import Depot
from lendlib.models.lending import Checkout, Loan
from lendlib.models.reminders import Notice
from lendlib.models.staff import OneTimeLink, StaffSession
from lendlib.operations.report_letters import park
from lendlib.rules.backups import BackupOutcome, SecondOutcome
from lendlib.rules.vocabulary_reminders import NoticeState

PARKED = "parked"
# Who took the turn and was killed has lost it after that; who failed tries again after the shorter span.
LEASE, PAUSE = timedelta(hours=6), timedelta(hours=1)
# More than a whole network lends in the weeks that a backup may be old.
LEAP = 10_000_000


def zone_of_most(session: Session) -> str | None:
    """The time zone that most depots keep; none before there is a depot, and so nothing to back up."""
    many = select(Depot.time_zone).group_by(Depot.time_zone).order_by(func.count().desc(), Depot.time_zone)
    return session.connection().execute(many.limit(1)).scalar()


def is_made(session: Session, for_on: date) -> bool:
    """Whether that night's backup stands."""
    return session.connection().execute(_made(for_on)).first() is not None


def is_copied(session: Session, for_on: date) -> bool:
    """Whether that night's backup stands, and lies in the second place."""
    copied = _made(for_on).where(BackupRun.second == SecondOutcome.COPIED)
    return session.connection().execute(copied).first() is not None


def take_turn(session: Session, for_on: date, now: datetime) -> int | None:
    """The number of the try that the caller is to make; none when that night's is made, under way, or failed just now.

    Two who ask at once: one gets it.
    """
    run, runs = session.connection(), BackupRun.__table__
    run.execute(
        update(BackupRun)
        .where(BackupRun.outcome == BackupOutcome.RUNNING, BackupRun.begun_at < now - LEASE)
        .values(outcome=BackupOutcome.CUT_OFF, ended_at=now)
    )
    last = select(func.max(BackupRun.begun_at)).where(BackupRun.for_on == for_on)
    begun_at = run.execute(last.where(BackupRun.outcome != BackupOutcome.CUT_OFF)).scalar()
    if begun_at is not None and now - PAUSE < begun_at <= now:
        return None
    insert = postgresql.insert if run.dialect.name == "postgresql" else sqlite.insert
    mine = insert(runs).values(for_on=for_on, begun_at=now, outcome=BackupOutcome.RUNNING)  # type: ignore[arg-type]
    return run.execute(mine.on_conflict_do_nothing().returning(runs.c.id)).scalar()


@dataclass(frozen=True)
class Told:
    """What came of a try."""

    outcome: BackupOutcome
    size: int | None = None
    second: SecondOutcome | None = None


def end_run(session: Session, run_id: int, told: Told, now: datetime) -> None:
    """Write down what came of it. A try whose turn was given away meanwhile stays as it is told."""
    session.connection().execute(
        update(BackupRun)
        .where(BackupRun.id == run_id, BackupRun.outcome == BackupOutcome.RUNNING)
        .values(outcome=told.outcome, size=told.size, second=told.second, ended_at=now)
    )


def take_copying(session: Session, for_on: date, now: datetime) -> int | None:
    """The number of that night's backup, for who is to copy it to the second place again; none when it lies there, or
    somebody tried just now. A backup that is made ends anew with each such try."""
    mine = (
        update(BackupRun)
        .where(BackupRun.for_on == for_on, BackupRun.outcome == BackupOutcome.MADE)
        .where(BackupRun.second.is_distinct_from(SecondOutcome.COPIED))
        .where((BackupRun.ended_at <= now - PAUSE) | (BackupRun.ended_at > now + PAUSE))
        .values(ended_at=now)
        .returning(BackupRun.id)
    )
    return session.connection().execute(mine).scalar()


def end_copying(session: Session, run_id: int, second: SecondOutcome, now: datetime) -> None:
    """Write down what came of copying it."""
    ended = update(BackupRun).where(BackupRun.id == run_id).values(second=second, ended_at=now)
    session.connection().execute(ended)


def tell_asked(session: Session, told: Told, begun_at: datetime, now: datetime) -> None:
    """Write down what came of a backup that somebody asked for."""
    row = BackupRun(outcome=told.outcome, size=told.size, second=told.second, begun_at=begun_at, ended_at=now)
    session.add(row)
    session.flush()


def newest_run(session: Session, *, is_made: bool = False) -> BackupRun | None:
    """The newest try that has ended, or the newest backup that was made."""
    ended = select(BackupRun).where(BackupRun.outcome != BackupOutcome.RUNNING)
    ended = ended.where(BackupRun.outcome == BackupOutcome.MADE) if is_made else ended
    return session.scalars(ended.order_by(BackupRun.begun_at.desc(), BackupRun.id.desc()).limit(1)).first()


@dataclass(frozen=True)
class Settled:
    """How many rows of a restored database were left behind."""

    sessions: int
    links: int
    notices: int


def settle(session: Session, now: datetime) -> Settled:
    """Make a restored database one that may be used from now on: no letter of before is sent, nobody is signed in,
    no sent link opens, no backup is under way, and no number of what is lost is given to something new."""
    run = session.connection().execute
    for table in (Checkout, Loan):
        _leap(session, table.__tablename__)
    sessions = update(StaffSession).where(StaffSession.ended_at.is_(None), StaffSession.ends_at > now)
    links = update(OneTimeLink).where(OneTimeLink.used_at.is_(None), OneTimeLink.ends_at > now)
    # What the backup still owed may have been sent since, and what lay before is not owed anew.
    run(update(Depot).values(parked_at=now))
    waiting = update(Notice).where(Notice.state.in_([NoticeState.QUEUED, NoticeState.SENDING]))
    dropped = {"state": NoticeState.DROPPED, "why": PARKED, "ended_at": now, "claim": None, "claimed_until": None}
    under_way = update(BackupRun).where(BackupRun.outcome == BackupOutcome.RUNNING)
    run(under_way.values(outcome=BackupOutcome.CUT_OFF, ended_at=now))
    park(session, now)
    return Settled(
        sessions=run(sessions.values(ended_at=now)).rowcount,
        links=run(links.values(used_at=now)).rowcount,
        notices=run(waiting.values(**dropped)).rowcount,
    )


def _made(for_on: date) -> Select[int]:
    return select(BackupRun.id).where(BackupRun.for_on == for_on, BackupRun.outcome == BackupOutcome.MADE)


def _leap(session: Session, table: str) -> None:
    """Let the ids of a table go on far beyond those that were given since the backup.

    Private links, days in a borrower's calendar and the ids of letters are made of them: those of what is lost are out
    in the world, and would open, move or hide what somebody else gets.
    """
    connection, named = session.connection(), {"name": table, "leap": LEAP}
    if connection.dialect.name == "postgresql":
        sequence = "pg_get_serial_sequence(:name, 'id')"
        connection.execute(text(f"SELECT setval({sequence}, nextval({sequence}) + :leap)"), named)
        return
    leap = text("UPDATE sqlite_sequence SET seq = seq + :leap WHERE name = :name")
    if not connection.execute(leap, named).rowcount:
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :leap)"), named)
