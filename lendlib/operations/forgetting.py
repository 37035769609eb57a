"""Forgetting: who borrowed is erased by itself, when all of the visit has ended and the days of grace are over."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import contacts
from lendlib.operations.depots import open_days
from lendlib.rules.calendar import OpenDays, day_of
from lendlib.rules.forgetting import kept_until
from lendlib.rules.vocabulary import Outcome

MOST_AT_ONCE = 500

_is_lost = Loan.outcome == Outcome.LOST
_waiting = (
    select(
        Checkout.id,
        Checkout.depot_id,
        Checkout.made_on,
        func.max(Loan.closed_on).filter(~_is_lost).label("returned_on"),
        func.max(Loan.closed_on).filter(_is_lost).label("lost_on"),
        Depot.retention_days,
        Depot.time_zone,
    )
    .join(Contact, Contact.checkout_id == Checkout.id)
    .join(Depot, Depot.id == Checkout.depot_id)
    .outerjoin(Loan, (Loan.checkout_id == Checkout.id) & Loan.outcome.is_distinct_from(Outcome.UNDONE))
    .group_by(Checkout.id, Checkout.depot_id, Checkout.made_on, Depot.retention_days, Depot.time_zone)
    .having(func.count(Loan.id) == func.count(Loan.closed_at))
    .order_by(Checkout.id)
)


def forget_due(session: Session, now: datetime, among: Sequence[int] | None = None) -> int:
    """Erase the persons of visits whose time has come, at most 500 visits at once, and give how many contacts went.

    `among` these visits, or of all; to look at all takes long where many contacts are kept.

    What came back gives the depot's days of grace; on the last of them, by the depot's own calendar, the private link
    still opens, and the day after the person is gone. A write-off gives the days in which it can be undone, no more.
    Late, twice or side by side is harmless.
    """
    due = find_due(session, now, among)
    return contacts.erase(session, due[:MOST_AT_ONCE]) if due else 0


def find_due(session: Session, now: datetime, among: Sequence[int] | None = None) -> list[int]:
    """The visits whose persons' time has come, of these or of all."""
    calendars: dict[int, OpenDays] = {}
    waiting = _waiting if among is None else _waiting.where(Checkout.id.in_(among))
    return [
        row.id
        for row in session.connection().execute(waiting)
        if day_of(now, row.time_zone) > _last_day(session, row, calendars)
    ]


def _last_day(session: Session, row: Any, calendars: dict[int, OpenDays]) -> date:
    if row.lost_on is None:
        return kept_until(row.returned_on or row.made_on, None, row.retention_days, OpenDays({}, {}))
    if row.depot_id not in calendars:
        calendars[row.depot_id] = open_days(session, row.depot_id, row.lost_on)
    return kept_until(row.returned_on, row.lost_on, row.retention_days, calendars[row.depot_id])
