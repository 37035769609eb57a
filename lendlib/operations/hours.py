"""The week of a depot: on which days it is open, and when."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lendlib.models.depots import OpeningHours
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.days import tell_closed
from lendlib.operations.days_moved import Move, move_last_days, read_calendar, would_move
from lendlib.rules.calendar import Hours, OpenDays
from lendlib.rules.hours import HoursOverlap, check_hours, overlapping
from lendlib.rules.vocabulary import Verb, What

Week = Mapping[int, tuple[Hours, ...]]


def read_week(session: Session, depot_id: int) -> Week:
    """The hours of each weekday that has any (0 is Monday), in order."""
    wanted = (
        select(OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes)
        .where(OpeningHours.depot_id == depot_id)
        .order_by(OpeningHours.weekday, OpeningHours.opens)
    )
    week: dict[int, tuple[Hours, ...]] = {}
    for weekday, opens, closes in session.connection().execute(wanted):
        week[weekday] = (*week.get(weekday, ()), (opens, closes))
    return week


def write_week(session: Session, depot_id: int, week: Week) -> None:
    """Let a depot have that week instead of its own; no last day moves. Raises HoursBackwards, HoursOverlap."""
    for spans in week.values():
        for opens, closes in spans:
            check_hours(opens, closes)
        if overlapping(spans) is not None:
            raise HoursOverlap
    connection = session.connection()
    connection.execute(delete(OpeningHours).where(OpeningHours.depot_id == depot_id))
    rows = [
        {"depot_id": depot_id, "weekday": weekday, "opens": opens, "closes": closes}
        for weekday, spans in week.items()
        for opens, closes in spans
    ]
    if rows:
        connection.execute(insert(OpeningHours), rows)


def look_at_week(act: Act, week: Week) -> list[Move]:
    """Which last days would move if that were the week."""
    return would_move(act, OpenDays(week, read_calendar(act).exceptions))


def change_week(act: Act, week: Week) -> commands.Done:
    """Open in that week from now on; last days on days that are not open any more move to the next that is.

    The result holds how many loans moved. Raises HoursBackwards, HoursOverlap.
    """
    request = [[weekday, list(spans)] for weekday, spans in sorted(week.items()) if spans]

    def effect() -> tuple[dict[str, Any], Any]:
        write_week(act.session, act.depot.id, week)
        moved = move_last_days(act)

        def write_events(command_id: int) -> None:
            history.tell(act, command_id, What.HOURS_CHANGED)
            tell_closed(act, command_id, moved)

        return {"loans": len(moved)}, write_events

    return commands.once(act, Verb.HOURS, ["week", request], effect)
