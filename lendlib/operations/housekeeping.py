"""What is thrown away when nobody needs it any more. Asked of the database, so late or twice is harmless."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, exists, or_, select
from sqlalchemy.orm import Session

from lendlib.models.history import Command
from lendlib.models.inventory import ItemChange
from lendlib.models.staff import Guesses, OneTimeLink, StaffSession

COMMANDS_LAST = timedelta(days=30)
GUESSES_LAST = timedelta(days=1)


def clear_out(session: Session, now: datetime) -> dict[str, int]:
    """Delete what has served its time, and say how many rows of each.

    Commands of more than 30 days with what they kept of the things that they changed, sign-ins that ended and that no
    command names, one-time links past their end, counts of wrong passwords that have leaked away.
    """
    named = select(Command.id).where(Command.session_id == StaffSession.id).exists()
    ended = or_(StaffSession.ended_at.is_not(None), StaffSession.ends_at <= now)
    statements = {
        "commands": delete(Command).where(Command.made_at < now - COMMANDS_LAST),
        "changes": delete(ItemChange).where(~exists().where(Command.id == ItemChange.command_id)),
        "sign-ins": delete(StaffSession).where(ended, ~named),
        "links": delete(OneTimeLink).where(OneTimeLink.ends_at <= now),
        "guesses": delete(Guesses).where(Guesses.since_at < now - GUESSES_LAST),
    }
    connection = session.connection()
    return {what: connection.execute(statement).rowcount for what, statement in statements.items()}


def tidy_file(engine: Engine) -> None:
    """On SQLite: refresh the planner's statistics, and empty the write-ahead log, where deleted rows would linger.

    Outside any transaction. While someone reads, the log keeps its tail; the next time empties it.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        # In this order: fresh statistics are written to the log too.
        cursor.execute("PRAGMA optimize")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()
