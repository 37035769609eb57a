"""Last days that stand on days which are not open: how many there are, where they go, and moving them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.lending import DueChange, Loan
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.depots import open_days
from lendlib.rules.calendar import OpenDays, next_open_day
from lendlib.rules.vocabulary import DueReason


@dataclass(frozen=True)
class Move:
    """How many loans go from one last day to another."""

    from_on: date
    to_on: date
    loans: int


def due_counts(session: Session, depot_id: int, first: date, last: date) -> dict[date, int]:
    """How many things are out until each of these days; days without any are left out."""
    counted = (
        select(Loan.due_on, func.count().label("loans"))
        .where(Loan.depot_id == depot_id, Loan.closed_at.is_(None), Loan.due_on.between(first, last))
        .group_by(Loan.due_on)
    )
    return {row.due_on: row.loans for row in session.connection().execute(counted)}


def read_calendar(act: Act) -> OpenDays:
    """The calendar from today on, as it stands now: read anew, since another may have changed it meanwhile."""
    return open_days(act.session, act.depot.id, act.today)


def would_move(act: Act, calendar: OpenDays, days: Iterable[date] | None = None) -> list[Move]:
    """Which last days, today or later, would go where if that were the calendar; only those days when any are named.

    A depot that never opens moves nothing: there is no day to move to.
    """
    counts = due_counts(act.session, act.depot.id, act.today, date.max)
    wanted = counts.keys() if days is None else counts.keys() & set(days)
    moves = [Move(day, next_open_day(day, calendar), counts[day]) for day in sorted(wanted)]
    return [move for move in moves if move.to_on > move.from_on]


def move_last_days(act: Act, days: Iterable[date] | None = None) -> list[int]:
    """Tell that the calendar changed, and move the last days off the days that are not open; the ids of the loans."""
    connection = act.session.connection()
    connection.execute(
        update(Depot).where(Depot.id == act.depot.id).values(calendar_version=Depot.calendar_version + 1)
    )
    moves = would_move(act, read_calendar(act), days)
    # All of them at once, since every act locks its items in the order of their ids.
    due = (*_open_here(act), Loan.due_on.in_([move.from_on for move in moves]))
    lock_items(act, list(connection.execute(select(Loan.item_id).where(*due)).scalars()) if moves else [])
    return sorted(loan_id for move in moves for loan_id in _move(act, move))


def _open_here(act: Act) -> tuple[ColumnElement[bool], ...]:
    return Loan.depot_id == act.depot.id, Loan.closed_at.is_(None)


def _move(act: Act, move: Move) -> list[int]:
    connection = act.session.connection()
    due = (*_open_here(act), Loan.due_on == move.from_on)
    moved = connection.execute(update(Loan).where(*due).values(due_on=move.to_on).returning(Loan.id)).scalars().all()
    change = {
        "depot_id": act.depot.id,
        "from_on": move.from_on,
        "to_on": move.to_on,
        "reason": DueReason.CLOSING,
        "made_at": act.now,
        "made_on": act.today,
    }
    if moved:
        connection.execute(insert(DueChange), [change | {"loan_id": loan_id} for loan_id in sorted(moved)])
    return list(moved)
