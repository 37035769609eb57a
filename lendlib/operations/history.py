"""Writing down what happened: events of codes and ids, and notes of words."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lendlib.models.history import Event, Note
from lendlib.operations.acts import Act
from lendlib.rules.vocabulary import Actor, What


def tell(
    act: Act, command_id: int | None, what: What, *, item_id: int | None = None, loan_id: int | None = None
) -> None:
    """Add one event of whose act it is."""
    tell_all(act, command_id, [(what, item_id, loan_id)])


def tell_all(act: Act, command_id: int | None, facts: Iterable[tuple[What, int | None, int | None]]) -> None:
    """Add events of whose act it is: (what, item, loan) each, in one statement."""
    rows = [
        {
            "depot_id": act.depot.id,
            "at": act.now,
            "what": what,
            "actor": Actor.STAFF if act.borrower_checkout_id is None else Actor.BORROWER,
            "staff_id": act.staff_id,
            "borrower_checkout_id": act.borrower_checkout_id,
            "item_id": item_id,
            "loan_id": loan_id,
            "command_id": command_id,
        }
        for what, item_id, loan_id in facts
    ]
    if rows:
        act.session.connection().execute(insert(Event), rows)


def tell_at(session: Session, depot_id: int, staff_id: int, what: What, now: datetime) -> None:
    """Add one event of staff at a depot, also when they do not stand there."""
    row = {"depot_id": depot_id, "at": now, "what": what, "actor": Actor.STAFF, "staff_id": staff_id}
    session.connection().execute(insert(Event), row)


def note(act: Act, words: str, *, item_id: int | None = None, checkout_id: int | None = None) -> int | None:
    """Keep what a person typed about an item or a visit, and give the note's id; empty words are not kept."""
    if not words.strip():
        return None
    row = {
        "depot_id": act.depot.id,
        "item_id": item_id,
        "checkout_id": checkout_id,
        "staff_id": act.staff_id,
        "text": words.strip(),
        "made_at": act.now,
    }
    note_id: int = act.session.connection().execute(insert(Note).returning(Note.id), row).scalar_one()
    return note_id
