"""What was recorded from a paper list, told back to who typed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import aliased

from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.operations.acts import Act
from lendlib.operations.things import join_names, named
from lendlib.operations.undoing import is_undoable
from lendlib.rules.vocabulary import Verb, What

_FROM_PAPER = (Verb.LATE_CHECK_OUT, Verb.LATE_CHECK_IN)


@dataclass(frozen=True)
class Recorded:
    """One act from paper: a visit with its things and last day, or a thing that came back; `at` is the paper's time."""

    command_id: int
    verb: Verb
    at: datetime
    things: tuple[str, ...]
    checkout_id: int
    due_on: date
    may_undo: bool


_undoing = aliased(Command)


def _reading() -> Select[*tuple[Any, ...]]:
    acts: Select[*tuple[Any, ...]] = (
        select(
            Command.id,
            Command.verb,
            Command.made_at,
            Loan.lent_at,
            Loan.closed_at,
            Loan.checkout_id,
            Loan.due_on,
            named().label("name"),
            Item.brand,
            Item.size_text,
        )
        .join(Event, Event.command_id == Command.id)
        .join(Loan, Loan.id == Event.loan_id)
        .join(Item, Item.id == Event.item_id)
    )
    return (
        join_names(acts)
        .where(
            Command.id.in_(bindparam("ids", expanding=True)),
            Command.depot_id == bindparam("depot_id"),
            Command.verb.in_(_FROM_PAPER),
            Event.what.in_((What.LENT, What.RETURNED)),
            ~exists(select(_undoing.id).where(_undoing.undoes_id == Command.id)),
        )
        .order_by(Command.id, Event.id)
    )


_acts = _reading()


def recorded(act: Act, command_ids: Sequence[int], language: str) -> list[Recorded]:
    """These acts of this depot, as they were recorded; what was undone since is left out."""
    asked = {"ids": list(command_ids), "depot_id": act.depot.id, "language": language}
    told: dict[int, list[Any]] = {}
    for row in act.session.connection().execute(_acts, asked):
        told.setdefault(row.id, []).append(row)
    return [_told(act, rows) for rows in told.values()]


def _told(act: Act, rows: list[Any]) -> Recorded:
    first = rows[0]
    verb = Verb(first.verb)
    return Recorded(
        command_id=first.id,
        verb=verb,
        at=first.lent_at if verb is Verb.LATE_CHECK_OUT or first.closed_at is None else first.closed_at,
        things=tuple(", ".join(part for part in row[7:] if part) for row in rows),
        checkout_id=first.checkout_id,
        due_on=max(row.due_on for row in rows),
        may_undo=is_undoable(verb, first.made_at, act),
    )
