"""Calendar files (RFC 5545) of last days, for the calendar of a borrower's phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

from lendlib.rules.calendar import Hours

REMINDS_BEFORE_OPENING = timedelta(days=-1)
# Ten in the morning of the day before one that begins at midnight.
REMINDS_BEFORE_DAY = timedelta(hours=-14)


@dataclass(frozen=True)
class LastDay:
    """A day on which things should be back. The same `uid` with a greater `version` replaces it in the calendar.

    `hours` are the depot's of that day, in its own time; none make an event of the whole day.
    """

    uid: str
    version: int
    day: date
    hours: tuple[Hours, ...]
    summary: str
    words: str
    place: str


def calendar_file(days: Iterable[LastDay], *, zone: str, made_at: datetime) -> bytes:
    """One event a last day, from the depot's first opening to its last closing, with the zone that its times are in."""
    wanted = list(days)
    calendar = Calendar()
    calendar.add("prodid", "-//lendlib//lendlib//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if any(day.hours for day in wanted):
        calendar.add_component(_zone(zone, [day.day for day in wanted]))
    for day in wanted:
        calendar.add_component(_event(day, ZoneInfo(zone), made_at))
    return bytes(calendar.to_ical())


def _zone(zone: str, days: list[date]) -> Timezone:
    """The zone's changes of the years around these days: some readers take the first of a longer list for all."""
    first, last = date(min(days).year, 1, 1), date(max(days).year + 2, 1, 1)
    return Timezone.from_tzid(zone, first_date=first, last_date=last)


def _event(day: LastDay, zone: ZoneInfo, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("sequence", day.version)
    event.add("dtstamp", made_at)
    event.add("summary", day.summary)
    event.add("description", day.words)
    event.add("location", day.place)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if day.hours:
        event.add("dtstart", datetime.combine(day.day, day.hours[0][0], zone))
        event.add("dtend", datetime.combine(day.day, day.hours[-1][1], zone))
    else:
        event.add("dtstart", day.day)
        event.add("dtend", day.day + timedelta(days=1))
    event.add_component(_reminder(day))
    return event


def _reminder(day: LastDay) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", day.summary)
    alarm.add("trigger", REMINDS_BEFORE_OPENING if day.hours else REMINDS_BEFORE_DAY)
    return alarm
