"""Closing a day, and opening it again."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from lendlib.models.depots import DatedException, Depot
from lendlib.models.history import Event
from lendlib.models.lending import DueChange, Loan
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.renewing import change_due_day
from lendlib.rules.calendar import OpenDays, next_open_day
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import Actor, DueReason, Verb, What


class DayPast(Refused):
    """A day that has gone can't be closed."""

    code = "day-past"
    sentence = N_("{day} has passed.")
    advice = N_("Choose today or a later day.")
    field = "day_on"


class ClosedAlready(Refused):
    """The depot is closed on that day already."""

    code = "closed-already"
    sentence = N_("The depot is closed on {day} already.")
    advice = N_("Choose another day.")
    field = "day_on"


# Not FOR UPDATE, which would wait for every check-out of the depot and be waited for by them.
_lock_calendar = select(Depot.id).where(Depot.id == bindparam("depot_id")).with_for_update(key_share=True)


def close_day(act: Act, day: date, reason: str = "") -> commands.Done:
    """Close the depot on a day and move the due dates on it to the next open day.

    The result holds the day, the new due day and how many loans moved. Raises DayPast, ClosedAlready.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        if day < act.today:
            raise DayPast(day=day)
        if not act.open_days.is_open(day):
            raise ClosedAlready(day=day)
        closed = OpenDays(act.open_days.weekly, {**act.open_days.exceptions, day: ()})
        moves_to = next_open_day(day, closed)
        connection = act.session.connection()
        connection.execute(_lock_calendar, {"depot_id": act.depot.id})
        connection.execute(
            delete(DatedException).where(DatedException.depot_id == act.depot.id, DatedException.day_on == day)
        )
        connection.execute(insert(DatedException), {"depot_id": act.depot.id, "day_on": day, "reason": reason})
        moved = [] if moves_to == day else _move_due_days(act, day, moves_to)
        result = {"day": day.isoformat(), "to": moves_to.isoformat(), "loans": len(moved)}
        return result, lambda command_id: _tell_closed(act, moved, command_id)

    return commands.once(act, Verb.CLOSE_DAY, [day, reason], effect)


def move_off_closed_days(act: Act, loan_ids: list[int]) -> None:
    """Give loans of this depot that run again a last day on which it is open; a day that has passed stays."""
    again = select(Loan.id, Loan.due_on).where(
        Loan.id.in_(loan_ids), Loan.depot_id == act.depot.id, Loan.closed_at.is_(None), Loan.due_on >= act.today
    )
    for loan in act.session.connection().execute(again.order_by(Loan.id)).all():
        open_on = next_open_day(loan.due_on, act.open_days)
        if open_on > loan.due_on:
            change_due_day(act, loan.id, loan.due_on, open_on, DueReason.CLOSING)


def _move_due_days(act: Act, day: date, moves_to: date) -> list[int]:
    """Move what is due that day; the ids of the loans."""
    connection = act.session.connection()
    due = (Loan.depot_id == act.depot.id, Loan.due_on == day, Loan.closed_at.is_(None))
    lock_items(act, list(connection.execute(select(Loan.item_id).where(*due)).scalars()))
    moved = connection.execute(update(Loan).where(*due).values(due_on=moves_to).returning(Loan.id)).scalars().all()
    change = {"depot_id": act.depot.id, "from_on": day, "to_on": moves_to, "reason": DueReason.CLOSING}
    if moved:
        connection.execute(insert(DueChange), [change | {"loan_id": id_, "made_at": act.now} for id_ in sorted(moved)])
    return sorted(moved)


def _tell_closed(act: Act, loan_ids: list[int], command_id: int) -> None:
    row = {
        "depot_id": act.depot.id,
        "at": act.now,
        "what": What.DAY_CLOSED,
        "actor": Actor.STAFF,
        "staff_id": act.staff_id,
        "command_id": command_id,
    }
    told: list[dict[str, Any]] = [row | {"loan_id": loan_id} for loan_id in loan_ids] or [row | {"loan_id": None}]
    act.session.connection().execute(insert(Event), told)
