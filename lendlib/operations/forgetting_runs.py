"""What was thrown away when: how many rows of each kind, never whose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.forgetting import RetentionRun
from lendlib.rules.forgetting import Kept

MOST_SHOWN = 200


@dataclass(frozen=True)
class Run:
    """A run that removed something: the kinds, and how many rows of each."""

    at: datetime
    removed: tuple[tuple[Kept, int], ...]


@dataclass(frozen=True)
class Log:
    """The runs that removed something, newest first, and the latest of all; `overwritten_at` is None while
    something that was erased waits to be overwritten in the files."""

    runs: tuple[Run, ...]
    latest_at: datetime | None
    overwritten_at: datetime | None


def write_down(session: Session, removed: Mapping[Kept, int], now: datetime) -> None:
    """Keep what a run removed, and that it ran: a row for each kind of which there was something, one for the run."""
    connection = session.connection()
    rows = [{"at": now, "what": what, "rows": many} for what, many in removed.items() if many]
    if rows:
        connection.execute(insert(RetentionRun), rows)
    latest = {"at": now, "rows": sum(removed.values())}
    # Changed in place: who erases somebody at this very moment writes into the same row.
    if not connection.execute(update(RetentionRun).where(RetentionRun.what.is_(None)).values(latest)).rowcount:
        connection.execute(insert(RetentionRun), [latest | {"what": None}])


def last_overwritten(session: Session) -> datetime | None:
    """When what had been erased was last overwritten in the files; None when something was erased since."""
    moment: datetime | None = session.connection().execute(select(func.max(RetentionRun.overwritten_at))).scalar_one()
    return moment


def set_overwritten(session: Session, at: datetime | None) -> None:
    """Keep with the latest run when the files were last rid of what had been erased; None: that is still owed."""
    connection = session.connection()
    connection.execute(update(RetentionRun).where(RetentionRun.what.is_(None)).values(overwritten_at=at))


def log(session: Session, most: int = MOST_SHOWN) -> Log:
    """The runs, newest first, at most so many rows."""
    connection = session.connection()
    rows = connection.execute(
        select(RetentionRun.at, RetentionRun.what, RetentionRun.rows)
        .where(RetentionRun.what.is_not(None))
        .order_by(RetentionRun.at.desc(), RetentionRun.id)
        .limit(most)
    )
    runs: dict[datetime, list[tuple[Kept, int]]] = {}
    for at, what, many in rows:
        runs.setdefault(at, []).append((Kept(str(what)), many))
    latest = connection.execute(select(func.max(RetentionRun.at))).scalar_one()
    return Log(tuple(Run(at, tuple(removed)) for at, removed in runs.items()), latest, last_overwritten(session))
