"""Calendar files (RFC 5545) of last days, for the calendar of a borrower's phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

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


def _zone(name: str, days: list[date]) -> Timezone:
    """The zone's offsets in the years of these days, each change a part of its own.

    icalendar's own list of changes (RDATE, from 1970 on) is an hour late in spring, and some readers take it wrongly.
    """
    zone = ZoneInfo(name)
    start, end = datetime(min(days).year, 1, 1, tzinfo=UTC), datetime(max(days).year + 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", name)
    component.add_component(_offset(start, start, zone))
    for day in range((end - start).days):
        before, after = start + timedelta(day), start + timedelta(day + 1)
        if _utcoffset(before, zone) != _utcoffset(after, zone):
            component.add_component(_offset(*_change(before, after, zone), zone))
    return component


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The last moment of the old offset and the first of the new, a minute apart."""
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        if _utcoffset(middle, zone) == _utcoffset(before, zone):
            before = middle
        else:
            after = middle
    return before, after


def _offset(before: datetime, at: datetime, zone: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    local = at.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # RFC 5545, 3.6.5: the onset is told in the local time that was until then.
    part.add("dtstart", (at + _utcoffset(before, zone)).replace(tzinfo=None))
    part.add("tzoffsetfrom", _utcoffset(before, zone))
    part.add("tzoffsetto", _utcoffset(at, zone))
    part.add("tzname", local.tzname())
    return part


def _utcoffset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


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
