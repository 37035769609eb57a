"""The hours of a day in which letters may go, by the depot's own clock: days of 23 and of 25 hours are days too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORTEST = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Window:
    """From `begins` until just before `ends`, every day, in an IANA zone."""

    begins: time
    ends: time
    zone: str

    def is_open(self, now: datetime) -> bool:
        """Whether a letter may go now."""
        return self.begins <= now.astimezone(ZoneInfo(self.zone)).time() < self.ends

    def next_moment(self, now: datetime) -> datetime:
        """The first moment from now on at which a letter may go, in UTC: now itself inside the window."""
        if self.is_open(now):
            return now
        today = now.astimezone(ZoneInfo(self.zone)).date()
        days = (today + timedelta(days) for days in range(3))
        coming = (moment for day in days for moment in self._openings(day))
        return next(moment for moment in coming if moment > now and self.is_open(moment))

    def _openings(self, day: date) -> Iterator[datetime]:
        """When it may begin on a day: in an hour that comes twice, or that the clock leaves out, at any minute."""
        begins = datetime.combine(day, self.begins, ZoneInfo(self.zone))
        first, last = sorted(begins.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        yield from (first + minutes * A_MINUTE for minutes in range((last - first) // A_MINUTE + 1))


def is_wide(begins: time, ends: time) -> bool:
    """Whether a window is at least an hour long."""
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute >= SHORTEST / timedelta(minutes=1)
