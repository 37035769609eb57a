"""The hours of a day in which letters may go, by the depot's own clock: days of 23 and of 25 hours are days too."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORTEST = timedelta(hours=1)


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
        # The window of one day may fall into an hour that the clock leaves out, or begin in one that comes twice.
        openings = (
            datetime.combine(today + timedelta(days), self.begins, ZoneInfo(self.zone)).replace(fold=fold)
            for days in range(3)
            for fold in (0, 1)
        )
        coming = sorted(opening.astimezone(UTC) for opening in openings)
        return next(moment for moment in coming if moment > now and self.is_open(moment))


def is_wide(begins: time, ends: time) -> bool:
    """Whether a window is at least an hour long."""
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute >= SHORTEST / timedelta(minutes=1)
