"""Forgetting: who borrowed is erased by itself, when all of the visit has been back for the depot's days of grace."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import contacts
from lendlib.rules.calendar import day_of
from lendlib.rules.vocabulary import Outcome

MOST_AT_ONCE = 500

_ended = func.coalesce(func.max(Loan.closed_on), Checkout.made_on).label("ended_on")
_waiting = (
    select(Checkout.id, _ended, Depot.retention_days, Depot.time_zone)
    .join(Contact, Contact.checkout_id == Checkout.id)
    .join(Depot, Depot.id == Checkout.depot_id)
    .outerjoin(Loan, (Loan.checkout_id == Checkout.id) & Loan.outcome.is_distinct_from(Outcome.UNDONE))
    .group_by(Checkout.id, Checkout.made_on, Depot.retention_days, Depot.time_zone)
    .having(func.count(Loan.id) == func.count(Loan.closed_at))
    .order_by(Checkout.id)
)


def forget_due(session: Session, now: datetime) -> int:
    """Erase the persons of visits whose time has come, at most 500 visits at once, and give how many contacts went.

    A visit has ended when its last thing came back or was written off. On the last day of grace, by the depot's own
    calendar, its private link still opens; the day after, the person is gone. Late or twice is harmless.
    """
    due = [
        row.id
        for row in session.connection().execute(_waiting)
        if day_of(now, row.time_zone) > row.ended_on + timedelta(row.retention_days)
    ]
    return contacts.erase(session, due[:MOST_AT_ONCE]) if due else 0
