"""The lists that a depot works from: how long each is, what is due on a day, and what nobody finds."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, distinct, exists, func, select
from sqlalchemy.orm import aliased

from lendlib.models.contacts import Contact
from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.operations.acts import Act
from lendlib.operations.things import a_label, join_names, named
from lendlib.operations.undoing import is_undoable
from lendlib.rules.vocabulary import Condition, Verb, What


@dataclass(frozen=True)
class Lengths:
    """How much stands on each list: visits with late things, what is due today, in repair, and missing."""

    late_visits: int
    late_things: int
    due_today: int
    in_repair: int
    missing: int


@dataclass(frozen=True)
class DueThing:
    """A thing that is out until a day; `borrower` and `group` are empty when no contact is kept."""

    checkout_id: int
    item_id: int
    name: str
    size: str
    brand: str
    code: str
    lent_on: date
    due_on: date
    borrower: str
    group: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)


@dataclass(frozen=True)
class MissingThing:
    """A thing that nobody finds, since when, and whether a borrower lost it; which borrower is not told."""

    item_id: int
    name: str
    size: str
    brand: str
    code: str
    since: datetime
    is_lost: bool

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)


_undoing = aliased(Command)
_today = bindparam("today", type_=Loan.due_on.type)
_out = (Loan.depot_id == bindparam("depot_id"), Loan.closed_at.is_(None))
_loans = select(
    func.count(distinct(case((Loan.due_on < _today, Loan.checkout_id)))),
    func.count(case((Loan.due_on < _today, 1))),
    func.count(case((Loan.due_on == _today, 1))),
).where(*_out, Loan.due_on <= _today)
_aside = select(
    func.count(case((Item.condition == Condition.IN_REPAIR, 1))),
    func.count(case((Item.condition == Condition.MISSING, 1))),
).where(Item.depot_id == bindparam("depot_id"), Item.condition.in_((Condition.IN_REPAIR, Condition.MISSING)))


def _due() -> Select[*tuple[Any, ...]]:
    read: Select[*tuple[Any, ...]] = (
        select(
            Loan.checkout_id,
            Loan.item_id,
            named().label("name"),
            Item.size_text,
            Item.brand,
            a_label().label("code"),
            Loan.lent_on,
            Loan.due_on,
            func.coalesce(Contact.name, "").label("borrower"),
            func.coalesce(Contact.group_name, "").label("group"),
        )
        .join(Item, Item.id == Loan.item_id)
        .outerjoin(Contact, Contact.checkout_id == Loan.checkout_id)
    )
    return join_names(read).where(*_out, Loan.due_on == bindparam("day", type_=Loan.due_on.type)).order_by(Loan.id)


def _missing() -> Select[*tuple[Any, ...]]:
    telling = aliased(Event)
    latest = (
        select(func.max(telling.id))
        .where(telling.item_id == Item.id, telling.what.in_((What.MISSING, What.LOST)))
        .scalar_subquery()
    )
    read: Select[*tuple[Any, ...]] = (
        select(
            Item.id,
            named().label("name"),
            Item.size_text,
            Item.brand,
            a_label().label("code"),
            func.coalesce(Event.at, Item.changed_at).label("since"),
            func.coalesce(Event.what, "").label("what"),
        )
        .select_from(Item)
        .outerjoin(Event, Event.id == latest)
    )
    return (
        join_names(read)
        .where(Item.depot_id == bindparam("depot_id"), Item.condition == Condition.MISSING)
        .order_by(func.coalesce(Event.at, Item.changed_at).desc(), Item.id)
    )


_due_then, _nobody_finds = _due(), _missing()


def lengths(act: Act) -> Lengths:
    """How long this depot's lists are, in two statements."""
    connection = act.session.connection()
    asked = {"depot_id": act.depot.id, "today": act.today}
    return Lengths(*connection.execute(_loans, asked).one(), *connection.execute(_aside, asked).one())


def due_on_day(act: Act, day: date, language: str) -> list[list[DueThing]]:
    """What is out until that day, the things of a visit together, as the visits came."""
    asked = {"depot_id": act.depot.id, "day": day, "language": language}
    visits: dict[int, list[DueThing]] = {}
    for row in act.session.connection().execute(_due_then, asked):
        visits.setdefault(row.checkout_id, []).append(DueThing(*row))
    return list(visits.values())


def missing(act: Act, language: str) -> list[MissingThing]:
    """What of this depot nobody finds, the latest first."""
    rows = act.session.connection().execute(_nobody_finds, {"depot_id": act.depot.id, "language": language})
    facts = ([*row[:6], row.what == What.LOST] for row in rows)
    return [MissingThing(*told) for told in facts]


@dataclass(frozen=True)
class JustDone:
    """An act that a page has just asked for: which, about how many letters, and whether Undo may be offered."""

    command_id: int
    verb: Verb
    may_undo: bool
    letters: int


def just_done(act: Act, command_id: int) -> JustDone | None:
    """What a page tells of the act that led to it; none when it is another depot's, or undone since."""
    undone = exists(select(_undoing.id).where(_undoing.undoes_id == Command.id))
    found = select(Command.verb, Command.made_at, Command.result).where(
        Command.id == command_id, Command.depot_id == act.depot.id, ~undone
    )
    row = act.session.execute(found).one_or_none()
    if row is None:
        return None
    letters = len(json.loads(row.result).get("notices", ()))
    return JustDone(command_id, Verb(row.verb), is_undoable(Verb(row.verb), row.made_at, act), letters)
