"""Days that differ from the week: closing them, giving them other hours, and taking that back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lendlib.models.depots import DatedException
from lendlib.models.lending import Loan
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.days_moved import Move, move_last_days, read_calendar, would_move
from lendlib.operations.renewing import change_due_day
from lendlib.rules.calendar import Hours, OpenDays, next_open_day
from lendlib.rules.errors import N_, Refused
from lendlib.rules.hours import Differing, check_hours
from lendlib.rules.vocabulary import DueReason, Verb, What


class DayPast(Refused):
    """What has gone can't be changed."""

    code = "day-past"
    sentence = N_("{day} has passed.")
    advice = N_("Choose today or a later day.")
    field = "day_on"


class NoDay(Refused):
    """No day was chosen, or none that falls on the chosen weekdays."""

    code = "no-day"
    sentence = N_("That is no day at all.")
    advice = N_("Choose at least one.")
    field = "day_on"


class ClosedAlready(Refused):
    """The depot is closed on that day, or on all of those days, already."""

    code = "closed-already"
    sentence = N_("The depot is closed on {day} already.")
    advice = N_("Choose another day.")
    field = "day_on"


class DiffersAlready(Refused):
    """The day has hours of its own, or is closed."""

    code = "differs-already"
    sentence = N_("{day} differs from the week already.")
    advice = N_("Take that back first, or choose other days.")
    field = "day_on"


class AsTheWeek(Refused):
    """Nothing is to be taken back: those days are as the week."""

    code = "as-the-week"
    sentence = N_("Those days are as every week already.")
    advice = N_("Look at the list of days that differ.")


def look_at_closing(act: Act, days: Sequence[date]) -> list[Move]:
    """Which last days would move if the depot were closed on these days. Raises NoDay, DayPast, ClosedAlready."""
    wanted = sorted(set(days))
    calendar = _before_closing(act, wanted)
    closed: dict[date, tuple[Hours, ...]] = dict.fromkeys(wanted, ())
    return would_move(act, OpenDays(calendar.weekly, {**calendar.exceptions, **closed}), wanted)


def look_at_hours(act: Act, days: Sequence[date], hours: Hours) -> None:
    """Whether these days may have those hours. Raises NoDay, DayPast, HoursBackwards, DiffersAlready."""
    _before_hours(act, sorted(set(days)), hours)


def look_at_every_week(act: Act, days: Sequence[date]) -> list[Move]:
    """Which last days would move if these days were as every week. Raises NoDay, DayPast, AsTheWeek."""
    calendar, found = _before_taking_back(act, sorted(set(days)))
    kept = {day: hours for day, hours in calendar.exceptions.items() if day not in found}
    return would_move(act, OpenDays(calendar.weekly, kept), found)


def close_day(act: Act, day: date, reason: str = "") -> commands.Done:
    """Close the depot on a day and move the last days on it to the next open day. Raises DayPast, ClosedAlready."""
    return close_days(act, [day], reason)


def close_days(act: Act, days: Sequence[date], reason: str = "") -> commands.Done:
    """Close the depot on these days; those that were closed by name before keep their reason.

    The result holds the days and how many loans moved. Raises NoDay, DayPast, and ClosedAlready when none is open.
    """
    wanted = sorted(set(days))

    def effect() -> tuple[dict[str, Any], Any]:
        calendar = _before_closing(act, wanted)
        closing = [day for day in wanted if calendar.exceptions.get(day) != ()]
        _forget(act, closing)
        row = {"depot_id": act.depot.id, "reason": reason}
        act.session.connection().execute(insert(DatedException), [row | {"day_on": day} for day in closing])
        moved = move_last_days(act, closing)
        result = {"days": [day.isoformat() for day in closing], "loans": len(moved)}
        return result, lambda command_id: tell_closed(act, command_id, moved or [None])

    return commands.once(act, Verb.CLOSE_DAY, [wanted, reason], effect)


def set_hours(act: Act, days: Sequence[date], hours: Hours, reason: str = "") -> commands.Done:
    """Be open in that span on these days, whatever the week says. The result holds the days.

    Raises NoDay, DayPast, HoursBackwards, DiffersAlready.
    """
    wanted = sorted(set(days))

    def effect() -> tuple[dict[str, Any], Any]:
        _before_hours(act, wanted, hours)
        row = {"depot_id": act.depot.id, "opens": hours[0], "closes": hours[1], "reason": reason}
        act.session.connection().execute(insert(DatedException), [row | {"day_on": day} for day in wanted])
        move_last_days(act, [])
        result = {"days": [day.isoformat() for day in wanted], "loans": 0}
        return result, lambda command_id: history.tell(act, command_id, What.HOURS_CHANGED)

    return commands.once(act, Verb.HOURS, ["dated", wanted, hours, reason], effect)


def as_every_week(act: Act, days: Sequence[date]) -> commands.Done:
    """Take back what differs on these days. No last day moves back; one moves on where an extra opening ends.

    The result holds the days and how many loans moved. Raises NoDay, DayPast, AsTheWeek.
    """
    wanted = sorted(set(days))

    def effect() -> tuple[dict[str, Any], Any]:
        _calendar, found = _before_taking_back(act, wanted)
        _forget(act, found)
        moved = move_last_days(act, found)
        result = {"days": [day.isoformat() for day in found], "loans": len(moved)}

        def write_events(command_id: int) -> None:
            history.tell(act, command_id, What.DAY_OPENED)
            tell_closed(act, command_id, moved)

        return result, write_events

    return commands.once(act, Verb.OPEN_DAY, wanted, effect)


def differing_days(session: Session, depot_id: int, from_day: date) -> list[Differing]:
    """The days from then on that differ from the week, in order."""
    differing = (
        select(DatedException.day_on, DatedException.opens, DatedException.closes, DatedException.reason)
        .where(DatedException.depot_id == depot_id, DatedException.day_on >= from_day)
        .order_by(DatedException.day_on)
    )
    rows = session.connection().execute(differing)
    return [
        Differing(day, ((opens, closes),) if opens and closes else (), reason) for day, opens, closes, reason in rows
    ]


def move_off_closed_days(act: Act, loan_ids: list[int]) -> None:
    """Give loans of this depot that run again a last day on which it is open; a day that has passed stays."""
    again = select(Loan.id, Loan.due_on).where(
        Loan.id.in_(loan_ids), Loan.depot_id == act.depot.id, Loan.closed_at.is_(None), Loan.due_on >= act.today
    )
    for loan in act.session.connection().execute(again.order_by(Loan.id)).all():
        open_on = next_open_day(loan.due_on, act.open_days)
        if open_on > loan.due_on:
            change_due_day(act, loan.id, loan.due_on, open_on, DueReason.CLOSING)


def tell_closed(act: Act, command_id: int, loan_ids: Sequence[int | None]) -> None:
    """Tell each loan's story that the day it was due was closed; None tells it of no loan."""
    history.tell_all(act, command_id, [(What.DAY_CLOSED, None, loan_id) for loan_id in loan_ids])


def _before_closing(act: Act, wanted: Sequence[date]) -> OpenDays:
    _refuse_past(act, wanted)
    calendar = read_calendar(act)
    if not any(calendar.is_open(day) for day in wanted):
        raise ClosedAlready(day=wanted[0])
    return calendar


def _before_hours(act: Act, wanted: Sequence[date], hours: Hours) -> None:
    _refuse_past(act, wanted)
    check_hours(*hours)
    differing = read_calendar(act).exceptions.keys() & set(wanted)
    if differing:
        raise DiffersAlready(day=min(differing))


def _before_taking_back(act: Act, wanted: Sequence[date]) -> tuple[OpenDays, list[date]]:
    _refuse_past(act, wanted)
    calendar = read_calendar(act)
    found = sorted(calendar.exceptions.keys() & set(wanted))
    if not found:
        raise AsTheWeek
    return calendar, found


def _refuse_past(act: Act, days: Sequence[date]) -> None:
    if not days:
        raise NoDay
    if days[0] < act.today:
        raise DayPast(day=days[0])


def _forget(act: Act, days: Sequence[date]) -> None:
    act.session.connection().execute(
        delete(DatedException).where(DatedException.depot_id == act.depot.id, DatedException.day_on.in_(days))
    )
