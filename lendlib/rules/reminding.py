"""What a depot may decide about its letters, and what it may not: numbers of days that grow, a window of an hour."""

from dataclasses import dataclass
from datetime import time

from lendlib.rules.errors import N_, Refused
from lendlib.rules.notices import USUAL, Schedule
from lendlib.rules.windows import is_wide

LEAST_DAYS, MOST_DAYS = 1, 400


class DaysOutside(Refused):
    """A letter before or after the last day stands some days from it, and not years."""

    code = "letter-days-outside"
    sentence = N_("Choose a number from {least} to {most}.")


class LaterTooSoon(Refused):
    """The second letter about what is late would come no later than the first."""

    code = "later-too-soon"
    field = "later_days"
    sentence = N_("The second letter must come later than the first.")
    advice = N_("Write numbers that grow, like 3, 10 and 30.")


class LatestTooSoon(Refused):
    """The third letter about what is late would come no later than the second."""

    code = "latest-too-soon"
    field = "latest_days"
    sentence = N_("The third letter must come later than the second.")
    advice = N_("Write numbers that grow, like 3, 10 and 30.")


class WindowTooShort(Refused):
    """Letters need some time of the day to go in, from the morning on and not over midnight."""

    code = "letters-window-too-short"
    field = "letters_until"
    sentence = N_("Letters need at least an hour of the day to go in.")
    advice = N_("Choose a time that is at least an hour later than the first, on the same day.")


@dataclass(frozen=True)
class Timetable:
    """When a depot's letters go: each kind's day, and the hours of the day by the depot's own clock."""

    schedule: Schedule = USUAL
    begins: time = time(9)
    ends: time = time(19)

    def check(self) -> None:
        """Say no to nonsense. Raises DaysOutside, LaterTooSoon, LatestTooSoon, WindowTooShort."""
        late, later, latest = (self.schedule.late.days, self.schedule.later.days, self.schedule.latest.days)
        for days in (self.schedule.before_due.days, late, later, latest):
            if not LEAST_DAYS <= days <= MOST_DAYS:
                raise DaysOutside(least=LEAST_DAYS, most=MOST_DAYS)
        if later <= late:
            raise LaterTooSoon
        if latest <= later:
            raise LatestTooSoon
        if not is_wide(self.begins, self.ends):
            raise WindowTooShort
