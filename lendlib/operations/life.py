"""A thing's life story: what happened to it and what was noted, never who borrowed it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from lendlib.models.history import Command, Event, Note
from lendlib.models.lending import Loan
from lendlib.models.staff import Staff
from lendlib.operations.acts import Act
from lendlib.operations.undoing import is_undoable
from lendlib.rules.vocabulary import Verb, What

MOST_MOMENTS = 100

_undoing, _undoer = aliased(Command), aliased(Staff)


@dataclass(frozen=True)
class Moment:
    """Something that happened. `what` is None for a note alone; the loan's days stand with lending and returning."""

    at: datetime
    what: What | None
    staff: str
    words: str = ""
    lent_on: date | None = None
    closed_on: date | None = None
    returned_as: str | None = None
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True)
class Story:
    """Moments, newest first; not whole when older ones were left out."""

    moments: tuple[Moment, ...]
    is_whole: bool


@dataclass(frozen=True)
class JustDone:
    """A command that a page has just sent, and whether its Undo may be offered."""

    command_id: int
    what: What
    may_undo: bool
    is_undone: bool


def story(session: Session, item_id: int, most: int | None = MOST_MOMENTS) -> Story:
    """What happened to an item, in two statements. The caller has made sure that it may be seen."""
    limit = None if most is None else most + 1
    connection = session.connection()
    rows = connection.execute(_events(item_id).limit(limit)).all()
    notes = connection.execute(_notes(item_id).limit(limit)).all()
    told = _joined([_moment(row) for row in rows], notes)
    return Story(tuple(told[:most]), is_whole=most is None or len(told) <= most)


def just_done(act: Act, command_id: int, item_id: int) -> JustDone | None:
    """What that command of this depot did to that item; None when it did nothing to it."""
    row = (
        act.session.connection()
        .execute(
            select(Event.what, Command.verb, Command.made_at, _undoing.id.label("undone"))
            .join(Command, Command.id == Event.command_id)
            .outerjoin(_undoing, _undoing.undoes_id == Command.id)
            .where(Event.item_id == item_id, Command.id == command_id, Command.depot_id == act.depot.id)
            .limit(1)
        )
        .one_or_none()
    )
    if row is None:
        return None
    is_undone = row.undone is not None
    may_undo = not is_undone and is_undoable(Verb(row.verb), row.made_at, act)
    return JustDone(command_id, What(row.what), may_undo, is_undone)


def _events(item_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.at,
            Event.what,
            Staff.name.label("staff"),
            Loan.lent_on,
            Loan.closed_on,
            Loan.returned_as,
            _undoing.made_at.label("undone_at"),
            _undoer.name.label("undone_by"),
        )
        .outerjoin(Staff, Staff.id == Event.staff_id)
        .outerjoin(Loan, Loan.id == Event.loan_id)
        .outerjoin(_undoing, _undoing.undoes_id == Event.command_id)
        .outerjoin(_undoer, _undoer.id == _undoing.staff_id)
        .where(Event.item_id == item_id, Event.what != What.UNDONE)
        .order_by(Event.id.desc())
    )


def _notes(item_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Note.made_at, Note.text, Staff.name.label("staff"))
        .outerjoin(Staff, Staff.id == Note.staff_id)
        .where(Note.item_id == item_id)
        .order_by(Note.id.desc())
    )


def _moment(row: Any) -> Moment:
    what = What(row.what)
    is_return = what in (What.RETURNED, What.FOUND_HERE) and row.undone_at is None
    return Moment(
        at=row.at,
        what=what,
        staff=row.staff or "",
        lent_on=row.lent_on if is_return else None,
        closed_on=row.closed_on if is_return else None,
        returned_as=row.returned_as if is_return else None,
        undone_at=row.undone_at,
        undone_by=row.undone_by or "",
    )


def _joined(moments: list[Moment], notes: Sequence[Any]) -> list[Moment]:
    """A note stands with the act that it was written in, else by itself."""
    standing = {(moment.at, moment.staff): place for place, moment in reversed(list(enumerate(moments)))}
    alone = []
    for note in notes:
        place = standing.get((note.made_at, note.staff or ""))
        if place is None:
            alone.append(Moment(note.made_at, None, note.staff or "", note.text))
        else:
            moments[place] = replace(moments[place], words=note.text)
    return sorted([*moments, *alone], key=lambda moment: moment.at, reverse=True)
