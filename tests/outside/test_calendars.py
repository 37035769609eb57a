"""Calendar files as a reader that is not ours takes them in: days, hours and zones, across the changes of the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lendlib.outside.calendars import LastDay, calendar_file
from tests.ground.calendars import events_in

NOON = datetime(2026, 10, 12, 10, tzinfo=UTC)
MONDAY = LastDay(
    uid="a1@lend.example.org",
    version=0,
    day=date(2026, 10, 26),
    hours=((time(10), time(18)),),
    summary="Lämna tillbaka: Fotboll, Select; storlek 5",
    words="Fotboll, Select\nDepån har öppet 10:00–18:00.",
    place="Depån, Älvgatan 4",
)


def events(*days: LastDay, zone: str = "Europe/Stockholm") -> list[Any]:
    """What the reader finds."""
    file = calendar_file(days, zone=zone, made_at=NOON)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    return events_in(file.decode())


def test_words_come_through_whole() -> None:
    [event] = events(MONDAY)
    assert event.summary.value == MONDAY.summary
    assert event.description.value == MONDAY.words
    assert event.location.value == MONDAY.place
    assert (event.uid.value, event.sequence.value) == (MONDAY.uid, "0")
    assert event.dtstamp.value == NOON
    assert not hasattr(event, "url") and not hasattr(event, "organizer") and not hasattr(event, "attendee")


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (date(2026, 10, 24), 2),
        (date(2026, 10, 25), 1),
        (date(2026, 10, 26), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 3, 27), 1),
        (date(2027, 3, 28), 2),
        (date(2027, 3, 29), 2),
        (date(2028, 2, 29), 1),
    ],
)
def test_the_hours_are_those_of_the_clock_on_that_day(day: date, offset: int) -> None:
    [event] = events(replace(MONDAY, day=day))
    opens, closes = event.dtstart.value, event.dtend.value
    assert (opens.date(), opens.time(), closes.time()) == (day, time(10), time(18))
    assert opens.utcoffset() == closes.utcoffset() == timedelta(hours=offset)


def test_days_on_both_sides_of_the_change_stand_in_one_file() -> None:
    days = [replace(MONDAY, day=date(2026, 10, day)) for day in (24, 26)] + [replace(MONDAY, day=date(2027, 4, 1))]
    offsets = [event.dtstart.value.utcoffset() for event in events(*days)]
    assert offsets == [timedelta(hours=2), timedelta(hours=1), timedelta(hours=2)]


def test_a_day_of_every_week_of_three_years_is_right() -> None:
    zone = ZoneInfo("Europe/Stockholm")
    days = [date(2026, 1, 1) + timedelta(ahead) for ahead in range(0, 3 * 365, 7)]
    for event, day in zip(events(*(replace(MONDAY, day=day) for day in days)), days, strict=True):
        assert event.dtstart.value == datetime.combine(day, time(10), zone), day


def test_a_day_without_hours_is_a_whole_day() -> None:
    [event] = events(replace(MONDAY, hours=()))
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 10, 26), date(2026, 10, 27))
    assert event.valarm.trigger.value == timedelta(hours=-14)


def test_two_spans_of_hours_reach_from_the_first_to_the_last() -> None:
    [event] = events(replace(MONDAY, hours=((time(10), time(12)), (time(14, 30), time(19)))))
    assert (event.dtstart.value.time(), event.dtend.value.time()) == (time(10), time(19))
    assert event.valarm.trigger.value == timedelta(days=-1)


def test_the_change_is_told_to_the_hour() -> None:
    file = calendar_file([MONDAY], zone="Europe/Stockholm", made_at=NOON).decode()
    assert "DTSTART:20260329T020000\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200" in file
    assert "DTSTART:20261025T030000\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100" in file


@pytest.mark.parametrize("zone", ["Europe/Helsinki", "Atlantic/Reykjavik", "UTC"])
def test_other_zones_are_named_as_they_are(zone: str) -> None:
    [event] = events(MONDAY, zone=zone)
    assert event.dtstart.value == datetime(2026, 10, 26, 10, tzinfo=ZoneInfo(zone))
