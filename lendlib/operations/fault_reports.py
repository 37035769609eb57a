"""Faults that somebody without an account told of: kept until staff has looked. A stranger changes no condition."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.fault_reports import FaultReport
from lendlib.models.history import Command, Note
from lendlib.models.inventory import Item
from lendlib.models.photos import Photo
from lendlib.operations import commands, conditions, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.photos import claimed
from lendlib.operations.things import Thing, things
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.photos import Shows
from lendlib.rules.vocabulary import Condition, FaultEnd, Verb, What

MOST_OPEN = 5
MOST_SHOWN = 200


class ToldAlready(Refused):
    """So many have told of the thing that one more would help nobody."""

    code = "told-already"
    sentence = N_("Several people have told us about this thing already. Thank you all the same.")
    advice = N_("Staff will look at it. You need not do more.")


class FaultEnded(Refused):
    """Somebody else has looked at it meanwhile."""

    code = "fault-ended"
    sentence = N_("Somebody has dealt with that report in between.")
    advice = N_("Reload the page to see what is left.")


@dataclass(frozen=True)
class Told:
    """What one person told, and when; `photo` names the one that came with it, or is empty."""

    id: int
    words: str
    at: datetime
    photo: str


@dataclass(frozen=True)
class Suspect:
    """A thing that somebody told a fault of, and all that was told since staff looked last."""

    thing: Thing
    told: tuple[Told, ...]

    @property
    def newest(self) -> int:
        """The last report that is shown: what comes in later is not decided along."""
        return self.told[-1].id

    @property
    def may_be_taken(self) -> bool:
        """Whether it is here to be put aside for repair."""
        return self.thing.loan_id is None and self.thing.condition in (Condition.READY, Condition.MISSING)

    @property
    def is_in_repair(self) -> bool:
        """Whether it is being mended anyway."""
        return self.thing.condition == Condition.IN_REPAIR


def report(session: Session, item_id: int, words: str, now: datetime, *, photo: str = "") -> int:
    """Keep what somebody told of a thing, and give the report's id; the same words again are the same report.

    It takes the photo that it lacked. `photo` is the name of one that waits for its report. Raises NotFound for what is
    no thing of ours or has left the stock, ToldAlready.
    """
    connection = session.connection()
    lends = (Item.id == item_id, Item.condition != Condition.RETIRED)
    here = connection.execute(select(Item.depot_id).where(*lends).with_for_update()).one_or_none()
    if here is None:
        raise NotFound
    is_open = (FaultReport.item_id == item_id, FaultReport.ended_at.is_(None))
    columns = (FaultReport.id, FaultReport.photo_id, Note.text)
    told = connection.execute(select(*columns).outerjoin(Note, Note.id == FaultReport.note_id).where(*is_open)).all()
    same = next((row for row in told if row.text == words), None)
    if same is not None:
        if photo and same.photo_id is None:
            photo_id = claimed(session, here.depot_id, photo, item_id, Shows.FAULT, now)
            connection.execute(update(FaultReport).where(FaultReport.id == same.id).values(photo_id=photo_id))
        return int(same.id)
    if len(told) >= MOST_OPEN:
        raise ToldAlready
    at_once = {"depot_id": here.depot_id, "item_id": item_id, "made_at": now}
    note_id = connection.execute(insert(Note).returning(Note.id), at_once | {"text": words}).scalar_one()
    photo_id = claimed(session, here.depot_id, photo, item_id, Shows.FAULT, now) if photo else None
    row = at_once | {"note_id": note_id, "photo_id": photo_id}
    return int(connection.execute(insert(FaultReport).returning(FaultReport.id), row).scalar_one())


def suspects(session: Session, depot_id: int, language: str) -> list[Suspect]:
    """The depot's things that faults are told of and nobody has looked at, the oldest first, in two statements."""
    rows = session.connection().execute(
        select(
            FaultReport.id,
            FaultReport.item_id,
            FaultReport.made_at,
            func.coalesce(Note.text, "").label("words"),
            func.coalesce(Photo.name, "").label("photo"),
        )
        .join(Item, Item.id == FaultReport.item_id)
        .outerjoin(Note, Note.id == FaultReport.note_id)
        .outerjoin(Photo, Photo.id == FaultReport.photo_id)
        .where(Item.depot_id == depot_id, Item.condition != Condition.RETIRED, FaultReport.ended_at.is_(None))
        .order_by(FaultReport.id)
        .limit(MOST_SHOWN)
    )
    told: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        told[row.item_id].append(Told(row.id, row.words, row.made_at, row.photo))
    return [Suspect(thing, tuple(told[thing.id])) for thing in things(session, list(told), language)]


def told_of(session: Session, item_id: int) -> list[str]:
    """What was told of one thing and nobody has looked at yet, the oldest first."""
    query = select(Note.text).join(FaultReport, FaultReport.note_id == Note.id)
    is_open = (FaultReport.item_id == item_id, FaultReport.ended_at.is_(None))
    return list(session.connection().execute(query.where(*is_open).order_by(FaultReport.id)).scalars())


def take_to_repair(act: Act, item_id: int, up_to: int) -> commands.Done:
    """Put the thing aside for repair because of what was told; the words stay with it.

    Raises NotFound, StillOut, AlreadySo, FaultEnded.
    """
    done = conditions.to_repair(act, item_id)
    if not done.is_repeat:
        _end(act, item_id, up_to, FaultEnd.REPAIR)
    return done


def note_for_repair(act: Act, item_id: int, up_to: int) -> commands.Done:
    """Keep what was told of a thing with the repair that it waits for anyway. Raises NotFound, FaultEnded."""
    return _look(act, item_id, up_to, FaultEnd.REPAIR, What.FAULT_NOTED)


def dismiss(act: Act, item_id: int, up_to: int) -> commands.Done:
    """Nothing is wrong with it: what was told is erased, and nobody can open its photo. Raises NotFound, FaultEnded."""
    return _look(act, item_id, up_to, FaultEnd.DISMISSED, What.FAULT_DISMISSED)


def come_back(act: Act, result: dict[str, Any]) -> None:
    """What was told waits for staff again, when putting the thing aside is undone that it was kept with."""
    put_aside_at = select(Command.made_at).where(Command.id == result["command"]).scalar_subquery()
    act.session.connection().execute(
        update(FaultReport)
        .where(
            FaultReport.item_id == result["item"],
            FaultReport.ended_as == FaultEnd.REPAIR,
            FaultReport.ended_at >= put_aside_at,
        )
        .values(ended_at=None, ended_as=None, staff_id=None)
    )


def forget_all(act: Act, item_id: int) -> None:
    """Erase what was told of a thing that was never here."""
    connection = act.session.connection()
    gone = delete(FaultReport).where(FaultReport.item_id == item_id).returning(FaultReport.note_id)
    notes = list(connection.execute(gone).scalars())
    connection.execute(delete(Note).where(Note.id.in_(notes)))


def _look(act: Act, item_id: int, up_to: int, ended_as: FaultEnd, what: What) -> commands.Done:
    def effect() -> tuple[dict[str, Any], Any]:
        lock_items(act, [item_id])
        own = select(Item.id).where(Item.id == item_id, Item.depot_id == act.depot.id)
        if act.session.connection().execute(own).first() is None:
            raise NotFound
        _end(act, item_id, up_to, ended_as)
        return {"item": item_id}, lambda command_id: history.tell(act, command_id, what, item_id=item_id)

    return commands.once(act, Verb.END_FAULT, [item_id, up_to, ended_as], effect)


def _end(act: Act, item_id: int, up_to: int, ended_as: FaultEnd) -> None:
    connection = act.session.connection()
    ended = connection.execute(
        update(FaultReport)
        .where(FaultReport.item_id == item_id, FaultReport.id <= up_to, FaultReport.ended_at.is_(None))
        .values(ended_at=act.now, ended_as=ended_as, staff_id=act.staff_id)
        .returning(FaultReport.id, FaultReport.note_id, FaultReport.photo_id)
    ).all()
    if not ended:
        raise FaultEnded
    if ended_as is FaultEnd.DISMISSED:
        connection.execute(
            update(FaultReport).where(FaultReport.id.in_([row.id for row in ended])).values(note_id=None, photo_id=None)
        )
        gone = Photo.id.in_([row.photo_id for row in ended])
        connection.execute(update(Photo).where(gone).values(ended_at=act.now))
        connection.execute(delete(Note).where(Note.id.in_([row.note_id for row in ended])))
