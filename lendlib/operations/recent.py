"""Recent acts of a depot: what stands beside the counter, with its Undo."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from lendlib.models.contacts import Contact
from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.models.staff import Staff
from lendlib.operations.acts import Act
from lendlib.operations.things import join_names, named
from lendlib.operations.undoing import is_undoable
from lendlib.rules.vocabulary import Verb
from lendlib.rules.words import is_picked_word

SHOWN = 10
TOLD = (
    *(Verb.CHECK_OUT, Verb.CHECK_IN, Verb.FOUND_HERE, Verb.RETURNED_AS, Verb.RENEW, Verb.LOSE, Verb.FIND),
    *(Verb.TO_REPAIR, Verb.READY, Verb.MISSING, Verb.RETIRE, Verb.VISIT, Verb.LATE_CHECK_OUT, Verb.LATE_CHECK_IN),
    *(Verb.EDIT_MANY, Verb.MOVE),
)


@dataclass(frozen=True)
class RecentAct:
    """One command, told: verb, the name of one thing, how many things in all, who, when, undone or not.

    What is done in bulk names no thing, and tells how many by its result. Of a lending and a renewal `borrower` is the
    first name, or the group's, while it is kept, and `checkout_id` the visit; `item_id` is the thing, of one alone.
    """

    command_id: int
    verb: Verb
    made_at: datetime
    staff: str
    thing: str
    count: int
    is_undone: bool
    may_undo: bool
    item_id: int | None = None
    checkout_id: int | None = None
    borrower: str = ""


ENDS_LOANS = (Verb.CHECK_IN, Verb.FOUND_HERE, Verb.LOSE, Verb.LATE_CHECK_IN)
OF_A_VISIT = (Verb.CHECK_OUT, Verb.RENEW, Verb.LATE_CHECK_OUT)
IN_BULK = (Verb.EDIT_MANY, Verb.MOVE, Verb.MERGE, Verb.IMPORT)

_undoing, _later, _undoing_later = aliased(Command), aliased(Command), aliased(Command)
_read = (
    select(Command.id, Command.verb, Command.made_at, Command.result, Staff.name, _undoing.id.label("undone_by"))
    .outerjoin(Staff, Staff.id == Command.staff_id)
    .outerjoin(_undoing, _undoing.undoes_id == Command.id)
)
# A door where everybody is counted would push away what was lent: of visitors, the last who still counts is told.
_a_later_visitor_counts = (
    exists()
    .where(_later.depot_id == Command.depot_id, _later.made_at >= Command.made_at, _later.id > Command.id)
    .where(_later.verb == Verb.VISIT, ~exists().where(_undoing_later.undoes_id == _later.id))
)
_latest = (
    _read.where(
        Command.depot_id == bindparam("depot_id"),
        Command.verb.in_(bindparam("verbs", expanding=True)),
        # What borrowers renew at home in the evening would push the counter's own acts away.
        Command.staff_id.is_not(None),
        (Command.verb != Verb.VISIT) | ~_a_later_visitor_counts,
    )
    .order_by(Command.made_at.desc(), Command.id.desc())
    .limit(bindparam("most"))
)
_things = (
    join_names(
        select(
            Event.command_id,
            named().label("name"),
            Item.brand,
            Item.size_text,
            Item.id.label("item_id"),
            Loan.checkout_id,
            Contact.name.label("borrower"),
            Contact.group_name,
        )
        .join(Item, Item.id == Event.item_id)
        .outerjoin(Loan, and_(Loan.id == Event.loan_id, Loan.depot_id == Event.depot_id))
        .outerjoin(Contact, Contact.checkout_id == Loan.checkout_id)
    )
    .where(
        Event.command_id.in_(bindparam("ids", expanding=True)),
        Event.loan_id.is_not(None) | Event.item_id.is_not(None),
    )
    .order_by(Event.id)
)


def recent_acts(act: Act, language: str, most: int = SHOWN, verbs: Sequence[Verb] = TOLD) -> list[RecentAct]:
    """The latest acts of these kinds by the depot's staff, newest first, in two statements.

    Of visitors counted, the last who still counts, and those counted later who were undone.
    """
    asked = {"depot_id": act.depot.id, "most": most, "verbs": [verb.value for verb in verbs]}
    rows = act.session.connection().execute(_latest, asked).all()
    things = _things_of(act, rows, language)
    return [_told(act, row, things[row.id]) for row in rows]


def done_here(act: Act, command_id: int, language: str) -> RecentAct | None:
    """One command of this depot, for the page that has just sent it."""
    asked = _read.where(Command.id == command_id, Command.depot_id == act.depot.id)
    row = act.session.connection().execute(asked).one_or_none()
    return None if row is None else _told(act, row, _things_of(act, [row], language)[command_id])


def is_out_with_nobody(act: Act, command_id: int) -> bool:
    """Whether something that this command of the depot had ended is out again, and nobody is kept to ask for it."""
    known = exists().where(Contact.checkout_id == Loan.checkout_id)
    out = (
        select(Loan.id)
        .join(Event, Event.loan_id == Loan.id)
        .join(Command, Command.id == Event.command_id)
        .where(Command.id == command_id, Command.depot_id == act.depot.id, Command.verb.in_(ENDS_LOANS))
        .where(Loan.closed_at.is_(None), ~known)
    )
    return act.session.connection().execute(out.limit(1)).first() is not None


def _things_of(act: Act, rows: Sequence[Any], language: str) -> dict[int, list[Any]]:
    """The things of each command that names any, each with the visit behind it."""
    things: dict[int, list[Any]] = defaultdict(list)
    if asked := [row.id for row in rows if row.verb not in IN_BULK]:
        for row in act.session.connection().execute(_things, {"ids": asked, "language": language}):
            things[row.command_id].append(row)
    return things


def _first_name(thing: Any) -> str:
    name: str = thing.borrower or ""
    return thing.group_name or (name if is_picked_word(name) else name.partition(" ")[0])


def _told(act: Act, row: Any, things: list[Any]) -> RecentAct:
    verb = Verb(row.verb)
    item_ids = {thing.item_id for thing in things}
    count = json.loads(row.result).get("count", 0) if verb in IN_BULK else len(item_ids)
    first = things[0] if things else None
    visits = {thing.checkout_id for thing in things} if verb in OF_A_VISIT else set()
    is_undone = row.undone_by is not None
    return RecentAct(
        command_id=row.id,
        verb=verb,
        made_at=row.made_at,
        staff=row.name or "",
        thing=", ".join(part for part in (first.name, first.brand, first.size_text) if part) if first else "",
        count=count,
        is_undone=is_undone,
        may_undo=not is_undone and is_undoable(verb, row.made_at, act),
        item_id=first.item_id if first and len(item_ids) == 1 else None,
        checkout_id=first.checkout_id if first and len(visits) == 1 else None,
        borrower=_first_name(first) if first and len(visits) == 1 else "",
    )
