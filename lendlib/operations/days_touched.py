"""Whom a closing touches: the visits whose last day it moved, to tell them, by telephone when need be."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, null, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.models.staff import Staff
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.things import join_names, named
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Verb, What


@dataclass(frozen=True)
class TouchedThing:
    """A thing and its last day as it stands now; `is_back` once it has come in."""

    name: str
    due_on: date
    is_back: bool


@dataclass(frozen=True)
class TouchedVisit:
    """A visit whose last day moved. Without a kept contact the name is empty.

    `phone` and `email` are filled only when they were asked for; `has_phone` and `has_email` always tell.
    """

    checkout_id: int
    name: str
    has_phone: bool
    has_email: bool
    phone: str | None
    email: str | None
    things: tuple[TouchedThing, ...]

    @property
    def is_back(self) -> bool:
        """Whether nobody needs to be told any more."""
        return all(thing.is_back for thing in self.things)


@dataclass(frozen=True)
class Touched:
    """What one command moved: its days (none when the week was changed), when, by whom, and which visits."""

    command_id: int
    verb: Verb
    days: tuple[date, ...]
    made_at: datetime
    staff: str
    visits: tuple[TouchedVisit, ...]

    @property
    def loans(self) -> int:
        """How many things it touches."""
        return sum(len(visit.things) for visit in self.visits)


_command = (
    select(Command.verb, Command.result, Command.made_at, Staff.name)
    .join(Staff, Staff.id == Command.staff_id)
    .where(
        Command.id == bindparam("command_id"),
        Command.depot_id == bindparam("depot_id"),
        Command.verb.in_([verb.value for verb in commands.CHANGES_CALENDAR]),
    )
)


def touched_by(session: Session, depot_id: int, command_id: int, language: str, *, has_numbers: bool) -> Touched:
    """Whom a change of this depot's calendar touches, the numbers only when asked for. Raises NotFound."""
    asked = {"command_id": command_id, "depot_id": depot_id}
    found = session.connection().execute(_command, asked).one_or_none()
    if found is None:
        raise NotFound
    days = tuple(date.fromisoformat(day) for day in json.loads(found.result).get("days", ()))
    rows = session.connection().execute(_rows(has_numbers), asked | {"language": language}).all()
    return Touched(command_id, Verb(found.verb), days, found.made_at, found.name, _visits(rows))


def show_numbers(act: Act, command_id: int) -> commands.Done:
    """Write down that the numbers of those whom a closing touches are shown; `touched_by` reads them.

    Raises NotFound.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        asked = {"command_id": command_id, "depot_id": act.depot.id}
        if act.session.connection().execute(_command, asked).one_or_none() is None:
            raise NotFound
        return {"closing": command_id}, lambda new_id: history.tell(act, new_id, What.NUMBERS_SHOWN)

    return commands.once(act, Verb.SHOW_NUMBERS, ["closing", command_id], effect)


def _rows(has_numbers: bool) -> Any:
    def shown(column: Any) -> ColumnElement[Any]:
        return column if has_numbers else null()

    return (
        join_names(
            select(
                Loan.checkout_id,
                Loan.due_on,
                Loan.closed_at,
                named().label("thing"),
                Item.brand,
                Item.size_text,
                func.coalesce(Contact.name, "").label("name"),
                Contact.phone.is_not(None).label("has_phone"),
                Contact.email.is_not(None).label("has_email"),
                shown(Contact.phone).label("phone"),
                shown(Contact.email).label("email"),
            )
            .join(Event, Event.loan_id == Loan.id)
            .join(Item, Item.id == Loan.item_id)
            .outerjoin(Contact, Contact.checkout_id == Loan.checkout_id)
        )
        .where(
            Event.command_id == bindparam("command_id"),
            Event.depot_id == bindparam("depot_id"),
            Event.what == What.DAY_CLOSED,
            Loan.depot_id == bindparam("depot_id"),
        )
        .order_by(Loan.due_on, Loan.checkout_id, Loan.id)
    )


def _visits(rows: Any) -> tuple[TouchedVisit, ...]:
    by_visit: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_visit[row.checkout_id].append(row)
    return tuple(
        TouchedVisit(
            checkout_id,
            found[0].name,
            bool(found[0].has_phone),
            bool(found[0].has_email),
            found[0].phone,
            found[0].email,
            tuple(
                TouchedThing(
                    ", ".join(part for part in (row.thing, row.brand, row.size_text) if part),
                    row.due_on,
                    row.closed_at is not None,
                )
                for row in found
            ),
        )
        for checkout_id, found in by_visit.items()
    )
