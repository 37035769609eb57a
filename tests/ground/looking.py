"""Looking straight into the database, past everything that an operation or a session remembers."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, DueChange, Loan


def loan_of(session: Session, item_id: int) -> Any:
    """The row of the item's latest loan."""
    latest = select(Loan.__table__).where(Loan.item_id == item_id).order_by(Loan.id.desc()).limit(1)
    return session.connection().execute(latest).one()


def item_row(session: Session, item_id: int) -> Any:
    """The row of an item."""
    return session.connection().execute(select(Item.__table__).where(Item.id == item_id)).one()


def visit_row(session: Session, checkout_id: int) -> Any:
    """The row of a visit."""
    return session.connection().execute(select(Checkout.__table__).where(Checkout.id == checkout_id)).one()


def names(session: Session, checkout_id: int) -> list[str]:
    """The names that are known of that visit: one, or none."""
    return list(session.connection().execute(select(Contact.name).where(Contact.checkout_id == checkout_id)).scalars())


def due_changes(session: Session, loan_id: int) -> list[tuple[Any, ...]]:
    """What moved a loan's last day: (from, to, reason, whether undone), in order."""
    rows = session.connection().execute(
        select(DueChange.__table__).where(DueChange.loan_id == loan_id).order_by(DueChange.id)
    )
    return [(row.from_on, row.to_on, row.reason, row.undone_at is not None) for row in rows]


def events_of(session: Session, item_id: int) -> list[str]:
    """What an item's life story tells, in order."""
    told = select(Event.what).where(Event.item_id == item_id).order_by(Event.id)
    return list(session.connection().execute(told).scalars())


def how_many(session: Session, table: type, *conditions: Any) -> int:
    """How many rows of a table fulfil the conditions."""
    return session.connection().execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
