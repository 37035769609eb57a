"""The repair queue: what waits to be mended, since when, and what was said about it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from lendlib.models.fault_reports import FaultReport
from lendlib.models.history import Command, Event, Note
from lendlib.models.inventory import Item
from lendlib.models.photos import Photo
from lendlib.models.staff import Staff
from lendlib.operations.things import Thing, things
from lendlib.rules.vocabulary import Condition, FaultEnd, What

MOST_SHOWN = 200
MOST_IN_A_FILE = 10_000


@dataclass(frozen=True)
class Said:
    """A note about a thing: its words, who wrote it (nobody when a borrower told), when it was taken to heart,
    and the name of a photo that came with it."""

    words: str
    staff: str
    at: datetime
    photo: str = ""


@dataclass(frozen=True)
class InRepair:
    """A thing in repair, what was written down since, and the standing note of its description."""

    thing: Thing
    since: datetime
    note: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Queue:
    """Those that have waited longest, first; not whole when later ones were left out."""

    waiting: tuple[InRepair, ...]
    is_whole: bool


_put_aside = (
    select(func.max(Event.at))
    .where(
        Event.item_id == Item.id,
        Event.what.in_((What.TO_REPAIR, What.FOUND)),
        ~exists().where(Command.undoes_id == Event.command_id),
    )
    .scalar_subquery()
)
_since = func.coalesce(_put_aside, Item.changed_at).label("since")
# What somebody told of a fault counts from when staff put the thing aside for it, and not at all before.
_heard_at = func.coalesce(FaultReport.ended_at, Note.made_at)
_is_heard = or_(FaultReport.id.is_(None), FaultReport.ended_as == FaultEnd.REPAIR)


def in_repair(session: Session, depot_id: int, language: str, most: int = MOST_SHOWN) -> Queue:
    """What of this depot is in repair, the oldest first, in three statements; at most so many."""
    connection = session.connection()
    rows = connection.execute(
        select(Item.id, Item.note, _since)
        .where(Item.depot_id == depot_id, Item.condition == Condition.IN_REPAIR)
        .order_by(_since, Item.id)
        .limit(most + 1)
    ).all()
    shown = rows[:most]
    said = _said(session, [row.id for row in shown])
    named = {thing.id: thing for thing in things(session, [row.id for row in shown], language)}
    waiting = tuple(
        InRepair(named[row.id], row.since, row.note, tuple(note for note in said[row.id] if note.at >= row.since))
        for row in shown
    )
    return Queue(waiting, is_whole=len(rows) <= most)


def last_words(session: Session, item_id: int) -> str:
    """What was written last about a thing since it was put aside; empty when nothing was."""
    query = (
        select(Note.text)
        .join(Item, Item.id == Note.item_id)
        .outerjoin(FaultReport, FaultReport.note_id == Note.id)
        .where(Note.item_id == item_id, _is_heard, _heard_at >= _since)
        .order_by(_heard_at.desc(), Note.id.desc())
        .limit(1)
    )
    return session.connection().execute(query).scalar_one_or_none() or ""


def _said(session: Session, item_ids: list[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    query = (
        select(Note.item_id, Note.text, Staff.name, _heard_at.label("heard_at"), Photo.name.label("photo"))
        .outerjoin(Staff, Staff.id == Note.staff_id)
        .outerjoin(FaultReport, FaultReport.note_id == Note.id)
        .outerjoin(Photo, Photo.id == FaultReport.photo_id)
        .where(Note.item_id.in_(item_ids), _is_heard)
        .order_by(_heard_at, Note.id)
    )
    for row in session.connection().execute(query) if item_ids else ():
        found[row.item_id].append(Said(row.text, row.name or "", row.heard_at, row.photo or ""))
    return found
