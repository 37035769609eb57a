"""Marks on months that are over, whenever something changes in them, in the transaction that changes it.

An act in its own month marks nothing, so that a check-out at the counter costs no more; a month is kept only when it
has been over for a day.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.lending import DueChange, Loan
from lendlib.models.statistics import DirtyMonth
from lendlib.operations.acts import Act
from lendlib.rules.calendar import month_number
from lendlib.rules.months import months

loan, change = Loan.__table__.c, DueChange.__table__.c


def mark(act: Act, days: Iterable[tuple[int, date]]) -> None:
    """Mark the months in which these days of these depots lie, when it is not the month that the act is done in."""
    marked = {(depot_id, month_number(day)) for depot_id, day in days}
    mark_months(act.session, {(depot_id, month) for depot_id, month in marked if month != month_number(act.today)})


def mark_lent(act: Act, loan_ids: Collection[int]) -> None:
    """Mark the months in which these loans were made."""
    _mark_days(act, loan.lent_on, loan.id.in_(loan_ids))


def mark_ended(act: Act, loan_ids: Collection[int]) -> None:
    """Mark the months in which these loans ended; call it while they are still closed."""
    _mark_days(act, loan.closed_on, loan.id.in_(loan_ids))


def mark_found(act: Act, loan_ids: Collection[int]) -> None:
    """Mark the months in which the things of these loans were found; call it while they still are."""
    _mark_days(act, loan.found_on, loan.id.in_(loan_ids))


def mark_renewed(act: Act, change_ids: Collection[int]) -> None:
    """Mark the months in which these changes of a last day were made."""
    _mark_days(act, change.made_on, change.id.in_(change_ids))


def mark_all(act: Act) -> None:
    """Mark all months of the depot that are over: what counts there is another thing from now on."""
    query = select(func.min(loan.lent_month)).where(loan.depot_id == act.depot.id)
    first = act.session.connection().execute(query).scalar_one()
    if first is not None:
        mark_months(act.session, {(act.depot.id, month) for month in months(first, month_number(act.today))})


def mark_months(session: Session, which: Collection[tuple[int, int]]) -> None:
    """Mark these months of these depots, told as (depot, month).

    The mark is counted up rather than left as it stands. On PostgreSQL that locks its row until the commit: whoever
    counts the month anew takes the mark away first, waits there for this transaction, and counts what it did. Left as
    it stands (DO NOTHING), the mark could be taken away, and the month counted, while this change is not yet to be
    seen: nothing would ever tell that the month lacks it.
    """
    if not which:
        return
    connection = session.connection()
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # In one order, so that of two who mark the same months one waits for the other and not both.
    rows = [{"depot_id": depot_id, "month": month, "marks": 1} for depot_id, month in sorted(which)]
    connection.execute(
        insert(DirtyMonth)
        .values(rows)
        .on_conflict_do_update(index_elements=["depot_id", "month"], set_={"marks": DirtyMonth.marks + 1})
    )


def _mark_days(act: Act, day: ColumnElement[Any], which: ColumnElement[bool]) -> None:
    its_depot = change.depot_id if day is change.made_on else loan.depot_id
    found = act.session.connection().execute(select(its_depot, day).where(which, day.is_not(None)).distinct())
    mark(act, [(depot_id, on) for depot_id, on in found])
