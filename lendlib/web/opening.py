"""When a depot is open in the days to come, for people who are to bring something back."""

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


def coming_days(open_days: OpenDays, today: date, most: int = DAYS_SHOWN) -> list[Day]:
    """Today and the days after it."""
    days = [today + timedelta(ahead) for ahead in range(most)]
    return [Day(day, open_days.hours_on(day), day == today) for day in days]
