"""A depot's calendar: which days it is open, and the days that loans, renewals and undoing reach to.

All days are the depot's own; a moment becomes one by day_of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Hours = tuple[time, time]

DAYS_LOOKED_AHEAD = 400


@dataclass(frozen=True)
class OpenDays:
    """Weekly hours (0 is Monday) and the dated exceptions that replace them; no hours mean closed.

    `version` tells two readings of one depot's calendar apart; None when it was not read. Raises ValueError for a
    weekday outside 0-6 and for hours that do not end after they begin.
    """

    weekly: Mapping[int, tuple[Hours, ...]]
    exceptions: Mapping[date, tuple[Hours, ...]]
    version: int | None = None

    def __post_init__(self) -> None:
        if any(weekday not in range(7) for weekday in self.weekly):
            raise ValueError("weekdays are 0 (Monday) to 6 (Sunday)")
        for spans in (*self.weekly.values(), *self.exceptions.values()):
            if any(opens >= closes for opens, closes in spans):
                raise ValueError("opening hours end after they begin, on the same day")

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """Give the hours of a day, the exception before the weekly ones."""
        if day in self.exceptions:
            return self.exceptions[day]
        return self.weekly.get(day.weekday(), ())

    def is_open(self, day: date) -> bool:
        """Say whether the depot opens at all that day."""
        return bool(self.hours_on(day))


def _first_open_day(day: date, open_days: OpenDays) -> date | None:
    ahead = (day + timedelta(days=days) for days in range(DAYS_LOOKED_AHEAD))
    return next((candidate for candidate in ahead if open_days.is_open(candidate)), None)


def _loan_span(loan_days: int) -> timedelta:
    if loan_days < 1:
        raise ValueError("a loan lasts a day at least")
    return timedelta(days=loan_days)


def next_open_day(day: date, open_days: OpenDays) -> date:
    """Give the first open day on or after a day, or the day itself when none of the coming 400 is open."""
    return _first_open_day(day, open_days) or day


def due_day(lent_on: date, loan_days: int, open_days: OpenDays) -> date:
    """Give the last day of a loan of so many days, moved on to an open day; ValueError under one day."""
    return next_open_day(lent_on + _loan_span(loan_days), open_days)


def latest_due_day(lent_on: date, loan_days: int, open_days: OpenDays) -> date:
    """Give the last day that the policy lets a volunteer choose by hand: the due day itself."""
    return due_day(lent_on, loan_days, open_days)


def earliest_due_day(lent_on: date, open_days: OpenDays) -> date:
    """Give the first day that a volunteer may choose: the next open one after the loan, or its own day."""
    return _first_open_day(lent_on + timedelta(days=1), open_days) or lent_on


def open_between(first: date, last: date, open_days: OpenDays) -> list[date]:
    """Give the open days from one day to another, both of them looked at."""
    span = (first + timedelta(days=days) for days in range((last - first).days + 1))
    return [day for day in span if open_days.is_open(day)]


def renewed_due_day(due_on: date, today: date, loan_days: int, open_days: OpenDays) -> date:
    """Give the due day of a renewal: counted from today, yet never earlier than the present one.

    Counting from the present due day would pay those who renew early with a loan that grows.
    """
    return max(due_on, due_day(today, loan_days, open_days))


def undo_until(done_on: date, open_days: OpenDays) -> date:
    """Give the last day on which an act may be undone: the next open day after it, or just the next day."""
    return next_open_day(done_on + timedelta(days=1), open_days)


def day_of(moment: datetime, zone: str) -> date:
    """Give the day of a moment in an IANA zone; ValueError if naive, ZoneInfoNotFoundError if unknown."""
    if moment.utcoffset() is None:
        raise ValueError("a moment knows its offset from UTC")
    return moment.astimezone(ZoneInfo(zone)).date()


def month_number(day: date) -> int:
    """Write a day's month as year * 100 + month: 202610."""
    return day.year * 100 + day.month
