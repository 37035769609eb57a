"""What is thrown away when nobody needs it any more. Asked of the database, so late or twice is harmless."""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Delete, Engine, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from lendlib.models.fault_reports import FaultReport
from lendlib.models.forgetting import RetentionRun
from lendlib.models.history import Command, Note
from lendlib.models.inventory import ItemChange
from lendlib.models.lending import Loan
from lendlib.models.photos import Photo
from lendlib.models.reminders import KeptLetter, Notice
from lendlib.models.staff import Guesses, OneTimeLink, StaffSession
from lendlib.rules.forgetting import Kept
from lendlib.rules.vocabulary_reminders import NoticeState

PATIENCE_MS = 300
"""How long others may be held up for the files to be tidied behind somebody who reads; then it is left for later."""


def clear_out(session: Session, now: datetime, days: Mapping[Kept, int]) -> dict[Kept, int]:
    """Delete what has been kept for its days, and say how many rows of each.

    Letters that were kept to be read, notices with their attempts once all of the visit has ended, words about things,
    words and photos of faults that staff has looked at, commands with what they kept of the things that they changed,
    sign-ins that ended and that no command names, one-time links past their end, counts of wrong passwords that have
    leaked away, and what earlier runs wrote down.
    """
    before = {what: now - timedelta(number) for what, number in days.items()}
    cleared = {Kept.FAULTS: _clear_faults(session, before[Kept.FAULTS], before[Kept.NOTES], now)}
    connection = session.connection()
    for what, statement in _statements(before, now).items():
        cleared[what] = connection.execute(statement).rowcount
    return cleared


def _statements(before: Mapping[Kept, datetime], now: datetime) -> dict[Kept, Delete]:
    named = select(Command.id).where(Command.session_id == StaffSession.id).exists()
    over = before[Kept.SESSIONS]
    ended = or_(StaffSession.ended_at <= over, StaffSession.ends_at <= over)
    # A notice that went while something is out would be owed, and sent, a second time.
    is_out = exists().where(Loan.checkout_id == Notice.checkout_id, Loan.closed_at.is_(None))
    waits = Notice.state.in_((NoticeState.QUEUED, NoticeState.SENDING))
    finished = and_(~waits, func.coalesce(Notice.ended_at, Notice.queued_at) < before[Kept.NOTICES])
    told = exists().where(FaultReport.note_id == Note.id)
    return {
        Kept.LETTERS: delete(KeptLetter).where(KeptLetter.made_at < before[Kept.LETTERS]),
        Kept.NOTICES: delete(Notice).where(finished, ~is_out),
        Kept.NOTES: delete(Note).where(Note.item_id.is_not(None), Note.made_at < before[Kept.NOTES], ~told),
        Kept.COMMANDS: delete(Command).where(Command.made_at < before[Kept.COMMANDS]),
        Kept.CHANGES: delete(ItemChange).where(~exists().where(Command.id == ItemChange.command_id)),
        Kept.SESSIONS: delete(StaffSession).where(ended, ~named),
        Kept.LINKS: delete(OneTimeLink).where(OneTimeLink.ends_at <= now),
        Kept.GUESSES: delete(Guesses).where(Guesses.since_at < before[Kept.GUESSES]),
        Kept.RUNS: delete(RetentionRun).where(RetentionRun.at < before[Kept.RUNS], RetentionRun.what.is_not(None)),
    }


def _clear_faults(session: Session, looked_at: datetime, told: datetime, now: datetime) -> int:
    """Erase words and photos of faults that staff looked at before then, or that were told before then; how many.

    That a fault was told, when, and what became of it stays. The photos' files go with the next sweep.
    """
    connection = session.connection()
    holds = or_(FaultReport.note_id.is_not(None), FaultReport.photo_id.is_not(None))
    is_over = or_(FaultReport.ended_at < looked_at, FaultReport.made_at < told)
    query = select(FaultReport.id, FaultReport.note_id, FaultReport.photo_id).where(holds, is_over)
    gone = connection.execute(query.with_for_update()).all()
    if gone:
        ids = [row.id for row in gone]
        connection.execute(update(FaultReport).where(FaultReport.id.in_(ids)).values(note_id=None, photo_id=None))
        connection.execute(delete(Note).where(Note.id.in_([row.note_id for row in gone if row.note_id])))
        photos = Photo.id.in_([row.photo_id for row in gone if row.photo_id])
        connection.execute(update(Photo).where(photos, Photo.ended_at.is_(None)).values(ended_at=now))
    return len(gone)


def tidy_file(engine: Engine) -> bool:
    """On SQLite: refresh the planner's statistics, and empty the write-ahead log, where deleted rows would linger.

    Outside any transaction. False while somebody reads for longer than a moment: the log keeps its tail until the next
    time, and nobody at the counter waits for that.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        # In this order: fresh statistics are written to the log too. Where somebody writes just then, they wait.
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA optimize")
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={usual}")
        cursor.close()
    finally:
        connection.close()
    return not is_busy
