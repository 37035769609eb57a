"""The last days of things that are out as a calendar file: each later one replaces what the one before said."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from lendlib.operations.acts import Keys
from lendlib.outside.calendars import LastDay, calendar_file
from lendlib.outside.phrases import Phrases
from lendlib.rules.calendar import OpenDays


class Out(Protocol):
    """A thing that is out; `changes` counts what has moved its last day. It says what it is as text."""

    @property
    def loan_id(self) -> int:
        """The loan by which a calendar knows it again."""

    @property
    def due_on(self) -> date:
        """Its last day."""

    @property
    def changes(self) -> int:
        """How often that day was moved."""


def last_days_file(
    things: Iterable[Out],
    open_days: OpenDays,
    phrases: Phrases,
    *,
    keys: Keys,
    host: str,
    place: str,
    zone: str,
    made_at: datetime,
) -> bytes:
    """One event a last day, of all things that are due on it. Neither who has them stands in it, nor the link."""
    days: dict[date, list[Out]] = {}
    for thing in sorted(things, key=lambda thing: (thing.due_on, thing.loan_id)):
        days.setdefault(thing.due_on, []).append(thing)
    events = [
        LastDay(
            uid=f"{keys.calendar_uid(due[0].loan_id)}@{host}",
            version=due[0].changes,
            day=day,
            hours=open_days.hours_on(day),
            summary=phrases.bring_back(due),
            words="\n".join([*map(str, due), phrases.open_then(open_days.hours_on(day))]).strip(),
            place=place,
        )
        for day, due in days.items()
    ]
    return calendar_file(events, zone=zone, made_at=made_at)
