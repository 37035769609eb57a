"""When a depot is open in the days to come, for people who are to bring something back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lendlib.rules.calendar import Hours, OpenDays

DAYS_SHOWN = 7


@dataclass(frozen=True)
class Day:
    """A day and its hours; none when it is closed."""

    day: date
    hours: tuple[Hours, ...]
    is_today: bool


def coming_days(open_days: OpenDays, today: date, due_days: Iterable[date] = ()) -> list[Day]:
    """Today and the days after it, and the last days of what is out when they come later."""
    days = [today + timedelta(ahead) for ahead in range(DAYS_SHOWN)]
    days += sorted({day for day in due_days if day > days[-1]})
    return [Day(day, open_days.hours_on(day), day == today) for day in days]
