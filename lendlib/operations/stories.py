"""What happened to a visit, act by act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.models.staff import Staff
from lendlib.operations.acts import Act
from lendlib.operations.things import join_names, named
from lendlib.operations.undoing import is_undoable
from lendlib.rules.vocabulary import Actor, Verb, What


@dataclass(frozen=True)
class Chapter:
    """One act upon a visit's things, told once however many they were; `may_undo`: Undo may be offered here.

    `staff` is empty for what the borrower did.
    """

    command_id: int | None
    what: What
    at: datetime
    staff: str
    things: tuple[str, ...]
    is_undone: bool
    may_undo: bool
    is_by_borrower: bool = False


_undoing = aliased(Command)
ABOUT_A_PERSON = (
    *(What.CONTACT_CHANGED, What.CONTACT_ERASED, What.CONTACT_HANDED_OVER),
    *(What.NUMBERS_SHOWN, What.CALLED, What.LINK_REPLACED),
)
"""Hung on a loan of the visit, but about no thing."""


def _events() -> Select[*tuple[Any, ...]]:
    read: Select[*tuple[Any, ...]] = (
        select(
            Event.id,
            Event.command_id,
            Event.what,
            Event.at,
            Event.actor,
            Staff.name.label("staff"),
            Command.depot_id,
            Command.verb,
            Command.made_at,
            _undoing.id.label("undone_by"),
            named().label("name"),
            Item.brand,
            Item.size_text,
        )
        .join(Loan, Loan.id == Event.loan_id)
        .join(Item, Item.id == Loan.item_id)
        .outerjoin(Staff, Staff.id == Event.staff_id)
        .outerjoin(Command, Command.id == Event.command_id)
        .outerjoin(_undoing, _undoing.undoes_id == Event.command_id)
    )
    return (
        join_names(read)
        .where(Loan.checkout_id == bindparam("checkout_id"), Event.what != What.UNDONE)
        .order_by(Event.id.desc())
    )


_story = _events()


def visit_story(act: Act, checkout_id: int, language: str) -> list[Chapter]:
    """What happened to a visit's things, the newest first. The caller has made sure that it may be seen."""
    asked = {"checkout_id": checkout_id, "language": language}
    acts: dict[tuple[str, int], list[Any]] = {}
    for row in act.session.connection().execute(_story, asked):
        key = (row.what, row.command_id) if row.command_id else ("alone", row.id)
        acts.setdefault(key, []).append(row)
    return [_told(act, rows) for rows in acts.values()]


def _told(act: Act, rows: list[Any]) -> Chapter:
    first = rows[0]
    is_undone = first.undone_by is not None
    is_ours = first.depot_id == act.depot.id and not is_undone
    return Chapter(
        command_id=first.command_id,
        what=What(first.what),
        at=first.at,
        staff=first.staff or "",
        things=tuple(
            ", ".join(part for part in (row.name, row.brand, row.size_text) if part)
            for row in reversed(rows)
            if row.what not in ABOUT_A_PERSON
        ),
        is_undone=is_undone,
        may_undo=is_ours and is_undoable(Verb(first.verb), first.made_at, act),
        is_by_borrower=first.actor == Actor.BORROWER,
    )
