"""Recent acts of a depot: what stands beside the counter, with its Undo."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.models.staff import Staff
from lendlib.operations.acts import Act
from lendlib.operations.things import join_names, named
from lendlib.operations.undoing import is_undoable
from lendlib.rules.vocabulary import Verb

SHOWN = 10
TOLD = (
    *(Verb.CHECK_OUT, Verb.CHECK_IN, Verb.FOUND_HERE, Verb.RETURNED_AS, Verb.RENEW, Verb.LOSE, Verb.FIND),
    *(Verb.TO_REPAIR, Verb.READY, Verb.MISSING, Verb.RETIRE, Verb.VISIT),
)


@dataclass(frozen=True)
class RecentAct:
    """One command, told: verb, the name of one thing, how many things in all, who, when, undone or not."""

    command_id: int
    verb: Verb
    made_at: datetime
    staff: str
    thing: str
    count: int
    is_undone: bool
    may_undo: bool


_undoing = aliased(Command)
_latest = (
    select(Command.id, Command.verb, Command.made_at, Staff.name, _undoing.id.label("undone_by"))
    .join(Staff, Staff.id == Command.staff_id)
    .outerjoin(_undoing, _undoing.undoes_id == Command.id)
    .where(Command.depot_id == bindparam("depot_id"), Command.verb.in_([verb.value for verb in TOLD]))
    .order_by(Command.made_at.desc(), Command.id.desc())
    .limit(bindparam("most"))
)
_things = join_names(
    select(Event.command_id, named().label("name"), Item.brand, Item.size_text).join(Item, Item.id == Event.item_id)
).where(Event.command_id.in_(bindparam("ids", expanding=True)), Event.loan_id.is_not(None) | Event.item_id.is_not(None))


def recent_acts(act: Act, language: str, most: int = SHOWN) -> list[RecentAct]:
    """The depot's latest acts, newest first, in two statements."""
    connection = act.session.connection()
    rows = connection.execute(_latest, {"depot_id": act.depot.id, "most": most}).all()
    names: dict[int, list[str]] = defaultdict(list)
    if rows:
        for row in connection.execute(_things, {"ids": [row.id for row in rows], "language": language}):
            names[row.command_id].append(", ".join(part for part in row[1:] if part))
    return [_told(act, row, names[row.id]) for row in rows]


def _told(act: Act, row: Any, names: list[str]) -> RecentAct:
    verb = Verb(row.verb)
    is_undone = row.undone_by is not None
    return RecentAct(
        command_id=row.id,
        verb=verb,
        made_at=row.made_at,
        staff=row.name,
        thing=names[0] if names else "",
        count=len(names),
        is_undone=is_undone,
        may_undo=not is_undone and is_undoable(verb, row.made_at, act),
    )
